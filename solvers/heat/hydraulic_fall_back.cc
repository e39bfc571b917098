// When the iteration of its own finds no answer for what valves do at the moment, all equations at
// once go to KINSOL, whose line search is on their squares and not on the content:
//   branch      h(q) + s − (p_i − p_j) = 0      a valve that holds a pressure: sensed − setting =
//   0,
//               q − setting = 0                 a valve that gives a flow
//   node        Σ q out − Σ q in + outflow = 0
// Unknowns are the flows of all branches and the pressures of the core. The slopes of h are
// positive, so that the matrix is regular wherever valves leave it so and the search never ends at
// a place that is no answer. What it finds is taken over by steps of the own iteration, which
// decide whether it counts.
#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"
#include "solvers/heat/hydraulic_iteration.h"
#include "solvers/kinsol_newton.h"

namespace solvers::heat {
namespace {

using models::kPaPerBar;
using Span = HydraulicLayout::Span;

constexpr double kSmallestFlowKgS = 1e-3;
constexpr int kMostLastSteps = 8;

}  // namespace

void HydraulicIteration::TakeUnknowns(std::span<const double> unknowns) {
  for (std::size_t k = 0; k < branches_.size(); ++k) branches_[k].flow_kg_s = unknowns[k];
  for (int row = 0; row < layout_.row_count(); ++row)
    pressure_pa_[layout_.core_nodes[row]] =
        unknowns[branches_.size() + static_cast<std::size_t>(row)];
  losses_.ForgetFriction();
  EvaluateChains();
  EvaluateControls();
}

bool HydraulicIteration::CalcResidual(std::span<const double> unknowns,
                                      std::span<double> residual) {
  TakeUnknowns(unknowns);
  const auto nodes = residual.subspan(branches_.size());
  for (int row = 0; row < layout_.row_count(); ++row)
    nodes[row] = outflow_kg_s_[layout_.core_nodes[row]];
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    const Span& span = SpanOf(k);
    const double flow_kg_s = unknowns[k];
    if (HasLaw(k)) {
      residual[k] = branches_[k].loss_pa - DropPa(span);
    } else {
      const std::size_t control = k - layout_.chains.size();
      residual[k] = holds_[control]
                        ? MomentOf(control).sensed_pa - rules_.SettingPa(layout_.controls[control])
                        : flow_kg_s - rules_.SettingKgS(layout_.controls[control]);
    }
    if (span.row_from >= 0) nodes[span.row_from] += flow_kg_s;
    if (span.row_to >= 0) nodes[span.row_to] -= flow_kg_s - branches_[k].taken_kg_s;
  }
  return std::ranges::all_of(residual, [](double value) { return std::isfinite(value); });
}

void HydraulicIteration::CalcJacobian(
    std::vector<std::vector<std::pair<int, double>>>& columns) const {
  const int first_row = static_cast<int>(branches_.size());
  std::vector<int> row_of_node(layout_.node_ids.size(), -1);
  for (int row = 0; row < layout_.row_count(); ++row) row_of_node[layout_.core_nodes[row]] = row;
  for (auto& column : columns) column.clear();
  const auto add = [&](int row, int column, double value) {
    if (row >= 0 && column >= 0) columns[static_cast<std::size_t>(column)].emplace_back(row, value);
  };
  const auto of_node = [&](int row) { return row >= 0 ? first_row + row : -1; };
  for (int k = 0; k < first_row; ++k) {
    const auto branch = static_cast<std::size_t>(k);
    const Span& span = SpanOf(branch);
    const bool is_ring = span.row_from == span.row_to;
    add(k, k, HasLaw(branch) ? branches_[branch].slope_pa_s_per_kg : 0.0);
    if (!is_ring) {
      add(of_node(span.row_from), k, 1.0);
      add(of_node(span.row_to), k, -1.0);
    }
    if (HasLaw(branch)) {
      if (is_ring) continue;
      add(k, of_node(span.row_from), -1.0);
      add(k, of_node(span.row_to), 1.0);
      continue;
    }
    const std::size_t control = branch - layout_.chains.size();
    if (!holds_[control]) {
      columns[branch].front().second = 1.0;
      continue;
    }
    const auto& sensors = layout_.controls[control];
    if (sensors.sensed_high >= 0) add(k, of_node(row_of_node[sensors.sensed_high]), 1.0);
    if (sensors.sensed_low >= 0) add(k, of_node(row_of_node[sensors.sensed_low]), -1.0);
  }
  for (auto& column : columns) std::ranges::sort(column);
}

absl::Status HydraulicIteration::FallBack(const absl::Status& reason, bool has_begun,
                                          HydraulicSolution& solution) {
  if (options_->max_fall_back_iterations <= 0) return reason;
  const std::size_t rows = static_cast<std::size_t>(layout_.row_count());
  double flow_scale_kg_s = kSmallestFlowKgS;
  for (const double outflow_kg_s : outflow_kg_s_)
    flow_scale_kg_s = std::max(flow_scale_kg_s, std::abs(outflow_kg_s));
  std::vector<double> unknowns(branches_.size() + rows), unknown_scale(unknowns.size(), kPaPerBar),
      residual_scale(unknowns.size(), flow_scale_kg_s);
  for (std::size_t k = 0; k < branches_.size(); ++k) {
    unknown_scale[k] = flow_scale_kg_s;
    const bool is_flow = !HasLaw(k) && !holds_[k - layout_.chains.size()];
    if (!is_flow) residual_scale[k] = kPaPerBar;
  }
  std::string flag;
  // From where the iteration stands, then from the cold start.
  for (const bool is_cold : {!has_begun, true}) {
    if (is_cold) {
      StartPressures();
      for (Branch& branch : branches_) branch.flow_kg_s = 0.0;
      StartCold();
      if (absl::Status stepped = Step(true); !stepped.ok()) return reason;
    }
    for (std::size_t k = 0; k < branches_.size(); ++k) unknowns[k] = branches_[k].flow_kg_s;
    for (std::size_t row = 0; row < rows; ++row)
      unknowns[branches_.size() + row] = pressure_pa_[layout_.core_nodes[row]];
    const auto calc_residual = [this](std::span<const double> u, std::span<double> residual) {
      return CalcResidual(u, residual);
    };
    const auto calc_jacobian = [this](std::vector<std::vector<std::pair<int, double>>>& columns) {
      CalcJacobian(columns);
    };
    const auto report =
        SolveByKinsol({.unknown_scale_ratio = unknown_scale,
                       .residual_scale_ratio = residual_scale,
                       .calc_residual = calc_residual,
                       .calc_jacobian = calc_jacobian},
                      {.max_iterations = options_->max_fall_back_iterations}, unknowns);
    if (!report.ok()) return report.status();
    flag = report->flag;
    solution.iterations += report->iterations;
    TakeUnknowns(unknowns);
    for (int step = 0; step < kMostLastSteps; ++step) {
      if (!Step(false).ok()) break;
      Measure();
      ++solution.iterations;
      solution.pressure_residual_bar = worst_residual_pa_ / kPaPerBar;
      if (!HasConverged()) continue;
      solution.fell_back = true;
      return absl::OkStatus();
    }
  }
  return absl::FailedPreconditionError(
      absl::StrCat(reason.message(), "; nor did KINSOL find an answer: ", flag,
                   absl::StrFormat(", %.3g bar left at %s", solution.pressure_residual_bar,
                                   NameOf(worst_branch_))));
}

}  // namespace solvers::heat

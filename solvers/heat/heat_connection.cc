#include "solvers/heat/heat_connection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;

// Far more than halving needs.
constexpr int kMaxSolves = 100;

absl::Status Check(const models::HeatNetwork& network, const HeatConnectionQuery& query,
                   const HeatLimitParams& limits) {
  std::vector<models::errors::FieldViolation> wrong;
  const auto node = [&](const char* field, HeatNodeIndex index, models::HeatSide side) {
    if (!network.nodes.contains(index))
      wrong.push_back({field, "is no node"});
    else if (network.nodes[index].side != side)
      wrong.push_back(
          {field, absl::StrFormat("%s lies on the other side", network.nodes[index].id)});
  };
  const auto positive = [&](const char* field, double value) {
    if (!(value > 0.0) || !std::isfinite(value))
      wrong.push_back({field, absl::StrFormat("must be positive, is %g", value)});
  };
  node("query.supply", query.supply, models::HeatSide::kSupply);
  node("query.back", query.back, models::HeatSide::kReturn);
  positive("query.return_degc", query.return_degc);
  positive("query.cap_w", query.cap_w);
  positive("query.tolerance_w", query.tolerance_w);
  positive("limits.pressure_max_bar", limits.pressure_max_bar);
  positive("limits.boiling_margin_min_bar", limits.boiling_margin_min_bar);
  positive("limits.differential_min_bar", limits.differential_min_bar);
  positive("limits.speed_max_m_per_s", limits.speed_max_m_per_s);
  positive("limits.gradient_max_pa_per_m", limits.gradient_max_pa_per_m);
  positive("limits.supply_min_degc", limits.supply_min_degc);
  if (!limits.node_pressure_max_bar.empty() &&
      limits.node_pressure_max_bar.size() != network.nodes.size())
    wrong.push_back({"limits.node_pressure_max_bar",
                     absl::StrFormat("has %d entries, not %d", limits.node_pressure_max_bar.size(),
                                     network.nodes.size())});
  for (const double bar : limits.node_pressure_max_bar)
    positive("limits.node_pressure_max_bar", bar);
  if (!limits.producer_max_w.empty() && limits.producer_max_w.size() != network.producers.size())
    wrong.push_back({"limits.producer_max_w",
                     absl::StrFormat("has %d entries, not %d", limits.producer_max_w.size(),
                                     network.producers.size())});
  for (const double heat_w : limits.producer_max_w) positive("limits.producer_max_w", heat_w);
  return wrong.empty() ? absl::OkStatus() : models::errors::InvalidFields(wrong);
}

// Losses of pressure grow with the square of the heat; roots of them are nearly straight.
double SignedRoot(double ratio) { return std::copysign(std::sqrt(std::abs(ratio)), ratio); }

// What one amount of heat leads to.
struct Trial {
  absl::Status status;
  double excess_ratio = 0.0;  // largest SignedRoot of a limit's use less that of what is allowed
  HeatLimit worst;
};

class Search {
 public:
  Search(const models::HeatNetwork& network, const HeatConnectionQuery& query,
         const HeatLimitParams& limits, SteadyHeatOptions options)
      : network_(network), query_(query), limits_(limits), options_(std::move(options)) {
    options_.consumers = ConsumerMode::kReturnTemperature;
    applicant_ = network_.consumers.Add({.id = "applicant",
                                         .supply = query.supply,
                                         .back = query.back,
                                         .heat_w = 0.0,
                                         .mass_flow_kg_s = 0.0,
                                         .return_degc = query.return_degc});
  }

  absl::StatusOr<HeatConnectionAnswer> Run() {
    TWIN_ASSIGN_OR_RETURN(SteadyHeat steady, SteadyHeat::Make(network_));
    steady_ = std::make_unique<SteadyHeat>(std::move(steady));
    workspace_ = steady_->MakeWorkspace(options_);
    inputs_ = MakeSteadyHeatInputs(network_);
    TWIN_RETURN_IF_ERROR(Begin());
    double low_w = 0.0, high_w = query_.cap_w;
    double low_ratio = begin_ratio_;
    Trial high = Try(high_w);
    if (!IsBroken(high)) {
      answer_.is_capped = true;
      low_w = high_w;
      good_ = trial_;
    }
    for (int last_side = 0; !answer_.is_capped && high_w - low_w > query_.tolerance_w &&
                            answer_.solves < kMaxSolves;) {
      const double middle_w = NextHeat(low_w, low_ratio, high_w, high);
      const Trial middle = Try(middle_w);
      if (IsBroken(middle)) {
        high_w = middle_w;
        high = middle;
        if (last_side == 1) low_ratio *= 0.5;
        last_side = 1;
      } else {
        low_w = middle_w;
        low_ratio = middle.excess_ratio;
        good_ = trial_;
        if (last_side == -1) high.excess_ratio *= 0.5;
        last_side = -1;
      }
    }
    Finish(low_w, high);
    return std::move(answer_);
  }

 private:
  static bool IsBroken(const Trial& trial) {
    return !trial.status.ok() || trial.excess_ratio > 0.0;
  }

  // Illinois' false position, kept off the ends; halves where no number is known.
  double NextHeat(double low_w, double low_ratio, double high_w, const Trial& high) const {
    const double middle_w = 0.5 * (low_w + high_w);
    if (!high.status.ok() || !(low_ratio < 0.0)) return middle_w;
    const double share = -low_ratio / (high.excess_ratio - low_ratio);
    // As far from the ends as the answer is wanted, so that the last step closes the bracket.
    const double inset_w = std::min(0.45 * query_.tolerance_w, 0.25 * (high_w - low_w));
    return std::clamp(low_w + share * (high_w - low_w) + inset_w * (share < 0.5 ? 1.0 : -1.0),
                      low_w + inset_w, high_w - inset_w);
  }

  // The network of today, and what of its limits is broken already.
  absl::Status Begin() {
    ++answer_.solves;
    TWIN_RETURN_IF_ERROR(steady_->Solve(inputs_, false, *workspace_, good_));
    answer_.before = MomentOf(good_, 0.0);
    CalcHeatLimitValues(network_, good_, limits_, options_, values_);
    begin_ratio_ = -std::numeric_limits<double>::infinity();
    for (std::size_t kind = 0; kind < kHeatLimitKinds; ++kind) {
      allowed_ratio_[kind].assign(values_[kind].size(), 1.0);
      for (std::size_t row = 0; row < values_[kind].size(); ++row) {
        if (std::isnan(values_[kind][row])) continue;
        const HeatLimit judged = Judge(kind, row);
        if (judged.used_ratio > 1.0) {
          allowed_ratio_[kind][row] = judged.used_ratio + kHeatWorseningRatio;
          answer_.broken_today.push_back(judged);
        }
        begin_ratio_ = std::max(begin_ratio_, Excess(judged));
      }
    }
    std::stable_sort(
        answer_.broken_today.begin(), answer_.broken_today.end(),
        [](const HeatLimit& a, const HeatLimit& b) { return a.used_ratio > b.used_ratio; });
    return absl::OkStatus();
  }

  Trial Try(double heat_w) {
    ++answer_.solves;
    inputs_.consumer_heat_w[applicant_.value()] = heat_w;
    trial_ = good_;
    Trial trial;
    trial.status = steady_->Solve(inputs_, true, *workspace_, trial_);
    if (!trial.status.ok()) return trial;
    CalcHeatLimitValues(network_, trial_, limits_, options_, values_);
    trial.excess_ratio = -std::numeric_limits<double>::infinity();
    for (std::size_t kind = 0; kind < kHeatLimitKinds; ++kind) {
      for (std::size_t row = 0; row < values_[kind].size(); ++row) {
        if (std::isnan(values_[kind][row]) || IsOwnTemperature(kind, row)) continue;
        const HeatLimit judged = Judge(kind, row);
        const double excess_ratio = Excess(judged);
        if (excess_ratio <= trial.excess_ratio) continue;
        trial.excess_ratio = excess_ratio;
        trial.worst = judged;
      }
    }
    return trial;
  }

  void Finish(double low_w, const Trial& high) {
    answer_.reached = MomentOf(good_, low_w);
    if (low_w > 0.0 && answer_.reached.supply_degc < limits_.supply_min_degc) {
      answer_.binding = JudgeHeatLimit(HeatLimitKind::kSupplyTemperature, applicant_.value(),
                                       answer_.reached.supply_degc, limits_);
      answer_.is_capped = false;
      return;
    }
    answer_.available_w = low_w;
    answer_.nearest = NearestOf(good_);
    if (answer_.is_capped) return;
    if (high.status.ok())
      answer_.binding = high.worst;
    else
      answer_.no_solution = std::string(high.status.message());
  }

  std::vector<HeatLimit> NearestOf(const SteadyHeatSolution& solution) const {
    std::vector<HeatLimit> all = FindHeatLimits(network_, solution, limits_, options_), nearest;
    for (const HeatLimit& limit : all)
      if (std::none_of(nearest.begin(), nearest.end(),
                       [&limit](const HeatLimit& other) { return other.kind == limit.kind; }))
        nearest.push_back(limit);
    return nearest;
  }

  HeatConnectionMoment MomentOf(const SteadyHeatSolution& solution, double heat_w) const {
    const auto& pressure_bar = solution.hydraulics.pressure_bar;
    return {.heat_w = heat_w,
            .flow_kg_s = solution.consumer_flow_kg_s[applicant_.value()],
            .supply_degc = solution.node_degc[query_.supply.value()],
            .differential_bar =
                pressure_bar[query_.supply.value()] - pressure_bar[query_.back.value()]};
  }

  HeatLimit Judge(std::size_t kind, std::size_t row) const {
    return JudgeHeatLimit(static_cast<HeatLimitKind>(kind), row, values_[kind][row], limits_);
  }
  double Excess(const HeatLimit& judged) const {
    return SignedRoot(judged.used_ratio) -
           SignedRoot(allowed_ratio_[static_cast<std::size_t>(judged.kind)][judged.row]);
  }
  bool IsOwnTemperature(std::size_t kind, std::size_t row) const {
    return static_cast<HeatLimitKind>(kind) == HeatLimitKind::kSupplyTemperature &&
           row == applicant_.value();
  }

  models::HeatNetwork network_;
  const HeatConnectionQuery& query_;
  const HeatLimitParams& limits_;
  SteadyHeatOptions options_;
  HeatConsumerIndex applicant_;
  std::unique_ptr<SteadyHeat> steady_;
  std::unique_ptr<SteadyHeat::Workspace> workspace_;
  SteadyHeatInputs inputs_;
  SteadyHeatSolution good_, trial_;
  HeatLimitValues values_, allowed_ratio_;
  double begin_ratio_ = 0.0;
  HeatConnectionAnswer answer_;
};

}  // namespace

absl::StatusOr<HeatConnectionAnswer> CalcHeatConnection(const models::HeatNetwork& network,
                                                        const HeatConnectionQuery& query,
                                                        const HeatLimitParams& limits,
                                                        const SteadyHeatOptions& options) {
  TWIN_RETURN_IF_ERROR(Check(network, query, limits));
  return Search(network, query, limits, options).Run();
}

}  // namespace solvers::heat

#include "solvers/applicant_effect.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "solvers/hosting_bounds.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

// As planning years are solved.
constexpr PowerFlowOptions kYearOptions{.tolerance_pu = 1e-8};

struct Pair {
  double losses_mw = 0.0, applicant_mw = 0.0;
  std::vector<VoltageChange> voltages;  // [bus of limits]
};

double SumLossesMw(const PowerFlowResult& result) {
  double losses_mw = 0.0;
  for (const BranchFlow& flow : result.flow) losses_mw += flow.p_from_mw + flow.p_to_mw;
  return losses_mw;
}

std::optional<Pair> SolvePair(const HostingBasis& basis, const HostingQuery& query, double mw,
                              std::uint32_t quarter, AcPowerFlow::Workspace& work) {
  if (!basis.states->IsSolved(quarter)) return std::nullopt;
  PowerFlowInputs inputs;
  PowerFlowState state;
  basis.states->Read(quarter, inputs, state);
  const auto before = basis.scalar->Solve(inputs, state, kYearOptions, work);
  if (!before.ok()) return std::nullopt;
  Pair pair;
  pair.applicant_mw = mw * ProfileShareOf(query, quarter);
  const double injected_mw = query.is_generation ? pair.applicant_mw : -pair.applicant_mw;
  inputs.injection_mw[query.bus] += injected_mw;
  inputs.injection_mvar[query.bus] += query.tan_phi_ratio * injected_mw;
  const auto after = basis.scalar->Solve(inputs, before->state, kYearOptions, work);
  if (!after.ok()) return std::nullopt;
  pair.losses_mw = SumLossesMw(after->result) - SumLossesMw(before->result);
  for (const models::BusIndex bus : basis.limits.buses) {
    const bool is_live = before->result.is_energised[bus] != 0;
    pair.voltages.push_back({bus, quarter, is_live ? before->state.vm_pu[bus] : 0.0,
                             is_live ? after->state.vm_pu[bus] : 0.0});
  }
  return pair;
}

double SizeOf(const VoltageChange& change) { return std::abs(change.after_pu - change.before_pu); }

}  // namespace

absl::StatusOr<ApplicantEffect> CalcApplicantEffect(const HostingBasis& basis,
                                                    const HostingQuery& query, double mw,
                                                    std::span<const std::uint32_t> quarters,
                                                    std::size_t most_voltages) {
  std::vector<std::unique_ptr<AcPowerFlow::Workspace>> works;
  for (std::size_t i = 0; i < query.threads; ++i) works.push_back(basis.scalar->MakeWorkspace());
  std::vector<std::optional<Pair>> pairs(quarters.size());
  ParallelFor(quarters.size(), query.threads, [&](std::size_t i, std::size_t thread) {
    pairs[i] = SolvePair(basis, query, mw, quarters[i], *works[thread]);
  });
  ApplicantEffect effect;
  for (const auto& pair : pairs) {
    if (!pair.has_value()) continue;
    ++effect.solved_count;
    effect.losses_mw += pair->losses_mw;
    effect.mean_mw += pair->applicant_mw;
    if (effect.voltages.empty()) effect.voltages = pair->voltages;
    for (std::size_t i = 0; i < pair->voltages.size(); ++i) {
      if (SizeOf(pair->voltages[i]) > SizeOf(effect.voltages[i])) {
        effect.voltages[i] = pair->voltages[i];
      }
    }
  }
  if (effect.solved_count == 0) {
    return absl::FailedPreconditionError(
        "no quarter has a power flow both with the applicant and without");
  }
  effect.losses_mw /= static_cast<double>(effect.solved_count);
  effect.mean_mw /= static_cast<double>(effect.solved_count);
  const models::ElectricityGrid& grid = basis.lanes->grid();
  std::erase_if(effect.voltages, [&](const VoltageChange& change) {
    return grid.buses[change.bus].station == grid.buses[query.bus].station;
  });
  std::stable_sort(effect.voltages.begin(), effect.voltages.end(),
                   [](const auto& a, const auto& b) { return SizeOf(a) > SizeOf(b); });
  if (effect.voltages.size() > most_voltages) effect.voltages.resize(most_voltages);
  return effect;
}

}  // namespace solvers

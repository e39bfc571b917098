#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/heat_commitment.h"
#include "solvers/heat_system_step.h"

namespace solvers {

/// Hours ahead of one heat system, planned at once.
struct HeatPlan {
  CommitmentPlan commitment;
  std::vector<double> load_mw;         ///< [hour] what was forecast, network loss included
  double end_value_nok_per_mwh = 0.0;  ///< of what is left in the accumulator
  models::HeatPlanStep StepOf(std::size_t hour) const;
};

/// Plans the hours whose inputs are given (weather, price, outages, grid orders) from the present
/// state:
///   1. the load of every hour by simulating buildings and network with plants that have no limits
///      in time;
///   2. what each plant can give in every hour and what it costs, at that hour's temperatures and
///      full load;
///   3. PlanHeatCommitment, with the content left in the accumulator worth the mean marginal cost.
/// Part load of heat pumps and what a step does within the hour are left to the physical step that
/// follows the plan.
/// Errors: as of AdvanceHeatSystem and PlanHeatCommitment.
absl::StatusOr<HeatPlan> PlanHeatSystem(const models::HeatSystemParams& system,
                                        std::span<const models::HeatSystemInputs> hours,
                                        const models::HeatSystemState& state,
                                        const CommitmentLimits& limits,
                                        HeatStepWorkspace& workspace);

}  // namespace solvers

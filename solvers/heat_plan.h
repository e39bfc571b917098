#pragma once

#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/heat_commitment.h"
#include "solvers/heat_system_step.h"

namespace solvers {

/// Hours ahead of one heat system, planned at once.
struct HeatPlan {
  CommitmentPlan commitment;
  std::optional<std::size_t> accumulator;  ///< row of commitment.discharge_mw, when there is one
  std::optional<std::size_t> network;      ///< of the network's own water
  std::vector<double> load_mw;             ///< [hour] what was forecast, network loss included
  double end_value_nok_per_mwh = 0.0;      ///< of what is left in accumulator and network
  models::HeatPlanStep StepOf(std::size_t hour) const;
};

/// Plans the hours whose inputs are given (weather, price, outages, grid orders) from the present
/// state:
///   1. the load of every hour by simulating buildings and network with plants that have no limits
///      in time;
///   2. what each plant can give in every hour and what it costs, at that hour's temperatures and
///      full load;
///   3. PlanHeatCommitment, with what accumulator and network's water hold at the end worth the
///   mean
///      marginal cost.
/// Part load of heat pumps and what a step does within the hour are left to the physical step that
/// follows the plan.
/// Errors: as of AdvanceHeatSystem and PlanHeatCommitment.
absl::StatusOr<HeatPlan> PlanHeatSystem(const models::HeatSystemParams& system,
                                        std::span<const models::HeatSystemInputs> hours,
                                        const models::HeatSystemState& state,
                                        const CommitmentLimits& limits,
                                        HeatStepWorkspace& workspace);

/// Inputs of one hour that is planned from those of its quarters: means; of orders and outages the
/// tightest.
models::HeatSystemInputs MakePlanHour(std::span<const models::HeatSystemInputs> quarters);

}  // namespace solvers

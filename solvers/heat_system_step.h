#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_system.h"
#include "solvers/heat_dispatch.h"
#include "solvers/heat_ode.h"

namespace solvers {

struct HeatSystemStep {
  models::HeatSystemState next_state;
  models::HeatSystemResult result;
};

/// Memory reused from step to step; holds nothing that changes an answer. One per thread.
struct HeatStepWorkspace {
  /// Accumulator and buildings in closed form (SolveHeatExactly) instead of by CVODE: planning
  /// years.
  bool solves_exactly = false;
  HeatOdeSolver ode;
  std::vector<AvailablePlant> order;
  std::vector<AvailablePlant> free_order;  ///< without grid order or reserve
  std::vector<double> free_heat_mw;
};

/// One step of a district-heating system as one node.
///   1. supply temperature, network loss, merit order under outages and grid order;
///   2. the constant power for the step of the network's water and of the accumulator;
///   3. accumulator and buildings integrated, heat capped by what plants and store can give;
///   4. plants dispatched to the mean load that followed, within ramps, up and down times and fuel;
///   5. what price, grid order and activated reserve each keep from running, plant by plant.
/// Under a plan (inputs.plan) the plants it runs come first and the accumulator does what it says,
/// as far as physics allows; the load of the step decides how much each gives. An activated reserve
/// takes its MW from what would be drawn at this load without it. Heat goes to hot water first;
/// what is missing shows as colder rooms. A network that cannot even cover its own loss delivers
/// nothing and is booked with the loss that was covered.
/// **Valid** steps up to about an hour: plants follow the step's mean load.
/// Errors: InvalidArgument for non-finite inputs and shares outside 0 to 1; FailedPrecondition when
/// CVODE gives up.
absl::StatusOr<HeatSystemStep> AdvanceHeatSystem(const models::HeatSystemParams& system,
                                                 const models::HeatSystemInputs& inputs,
                                                 const models::HeatSystemState& state,
                                                 double step_h, HeatStepWorkspace& workspace);

/// The system at rest under constant inputs with all heat served and the tank half full: a start.
models::HeatSystemState MakeHeatSystemState(const models::HeatSystemParams& system,
                                            double outdoor_degc);

}  // namespace solvers

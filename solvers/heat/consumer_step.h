#pragma once

#include "models/heat/heated_building.h"
#include "solvers/heat/building_step.h"

namespace solvers::heat {

struct ConsumerInputs {
  double arriving_degc = 0.0;  ///< primary water
  double outdoor_degc = 0.0;
  double hot_water_w = 0.0;
  double heat_capacity_j_per_kg_k = 4190.0;
};

struct ConsumerStepResult {
  models::SubstationResult substation;  ///< its derivatives are those at a given state
  double asked_w = 0.0;                 ///< space heat that thermostats ask for
  BuildingStepResult building;
};

/// Flows and returns of a consumer whose rooms and thermostats are as given; no step is taken.
///   asked      thermostats, not above what radiators give at the heating curve's supply
///   return     of the radiators at that heat, CalcRadiatorReturnDegC
///   valve      SolveValve; while it controls, the answer is complete
///   open valve the secondary pump goes on, radiators cool to where both give the same heat:
///              Q = K (T_arriving − T_return(Q)),  K of the exchanger at both known flows
/// The last has one solution, found by Newton inside a bracket. Where the arriving water is
/// colder than the rooms no heat goes either way and the water returns as it came.
/// Valid: params that pass their Validate functions.
models::SubstationResult SolveConsumerFlow(const models::HeatedBuildingParams& consumer,
                                           double room_degc, double asked_w,
                                           const ConsumerInputs& inputs);

/// One step: thermostats ask, the substation gives what it can, the rooms follow. `stepper` is of
/// this building and this step's length.
ConsumerStepResult AdvanceConsumer(const models::HeatedBuildingParams& consumer,
                                   const BuildingStepper& stepper,
                                   const models::BuildingState& state,
                                   const ConsumerInputs& inputs);

}  // namespace solvers::heat

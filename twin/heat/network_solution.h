#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "twin/heat/network_model.h"

namespace twin::heat {

/// A network solved at one moment, pumps holding the worst consumer's differential pressure, and
/// what it keeps or breaks, most used first (solvers::heat::FindHeatLimits).
struct NetworkSolution {
  models::HeatNetworkMoment moment;
  solvers::heat::SteadyHeatSolution water;
  double lift_spare_bar = 0.0;  ///< how much less than they can the pumps lift
  std::vector<solvers::heat::HeatLimit> limits;
};

/// Solves `tables`, those of the model at `moment` or what a question made of them. From a cold
/// start: the answer is a function of the tables alone. Errors: as of SteadyHeat.
absl::StatusOr<NetworkSolution> SolveNetwork(const NetworkModel& model,
                                             const models::HeatNetwork& tables,
                                             const models::HeatNetworkMoment& moment);

}  // namespace twin::heat

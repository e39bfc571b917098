#include "twin/heat/network_solution.h"

#include "models/base/status_macros.h"
#include "solvers/heat/worst_point.h"

namespace twin::heat {

absl::StatusOr<NetworkSolution> SolveNetwork(const NetworkModel& model,
                                             const models::HeatNetwork& tables,
                                             const models::HeatNetworkMoment& moment) {
  NetworkSolution solved;
  solved.moment = moment;
  TWIN_ASSIGN_OR_RETURN(solved.water, solvers::heat::SolveSteadyHeat(tables, model.options()));
  solved.lift_spare_bar = solvers::heat::HoldWorstPointBar(tables, {}, solved.water);
  solved.limits =
      solvers::heat::FindHeatLimits(tables, solved.water, model.limits(), model.options());
  return solved;
}

}  // namespace twin::heat

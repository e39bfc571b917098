#pragma once

#include "models/heat/heat_network.h"
#include "solvers/heat/steady_heat.h"

namespace solvers::heat {

struct WorstPointParams {
  double differential_bar = 0.8;  ///< wanted at the worst consumer
  double lift_min_bar = 1.0;      ///< across every producer
};

/// What pumps do that hold the differential pressure of the worst consumer: all give less lift by
/// the same amount, down to `lift_min_bar`, and never more than the tables say. Flows follow from
/// heat and stay, so the answer is exact: pressures on the supply side fall by that amount. Returns
/// it in bar; 0 when there is nothing to give, or valves or pumps inside the network that would
/// have to act anew.
double HoldWorstPointBar(const models::HeatNetwork& network, const WorstPointParams& params,
                         SteadyHeatSolution& solution);

}  // namespace solvers::heat

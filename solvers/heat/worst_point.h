#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "models/heat/heat_network.h"
#include "solvers/heat/steady_heat.h"

namespace solvers::heat {

/// What pumps do that hold the differential pressure of the worst consumer: all give less lift by
/// the same amount, down to `lift_min_bar`, and never more than the tables say. Flows follow from
/// heat and stay, so the answer is exact: pressures on the supply side fall by that amount. Returns
/// it in bar; 0 when there is nothing to give, or valves or pumps inside the network that would
/// have to act anew (SteadyHeatOptions::worst_point lets them).
double HoldWorstPointBar(const models::HeatNetwork& network, const WorstPointParams& params,
                         SteadyHeatSolution& solution);

/// The consumer with the least pressure between supply and return of those that take water;
/// `consumer` is invalid when none does.
WorstPointResult FindWorstPoint(const models::HeatNetwork& network,
                                const SteadyHeatSolution& solution);

/// Changes the lift of all producers that hold pressure by one amount x, so that the worst consumer
/// has what it should; whichever consumer that then is. With u(x) its difference,
///   no valves or pumps inside   u = u₀ + x, pressures of the supply side move by x: no solve
///   otherwise                   u(x) = wanted between the least and the largest lift, where u only
///                               rises (Illinois), `solve` having solved for x what `solution`
///                               holds
/// Where even the largest lift does not do, or the least is too much, that is what is given.
/// `solution` is that of x = 0 and becomes that of the answer. Errors: those of `solve`.
absl::Status HoldWorstPoint(const models::HeatNetwork& network, const WorstPointParams& params,
                            absl::FunctionRef<absl::Status(double lift_change_bar)> solve,
                            SteadyHeatSolution& solution);

}  // namespace solvers::heat

#pragma once

#include "solvers/heat_ode.h"

namespace solvers {

/// The problem of HeatOdeSolver in closed form, for planning: air and structure are linear as long
/// as the radiators stay closed, within their band, at the supply's cap or fully open, so each such
/// stretch is a sum of two exponentials; where one ends is found by bisection to rounding. The
/// accumulator is one exponential. Energy closes to rounding, no tolerance is chosen.
/// **Valid** a system that Validate passes: losses, coupling and both capacities above zero.
HeatOdeSolution SolveHeatExactly(const HeatOdeProblem& problem,
                                 const models::HeatSystemState& start, double step_h);

}  // namespace solvers

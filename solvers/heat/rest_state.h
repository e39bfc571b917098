#pragma once

#include "models/heat/heat_network.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"

namespace solvers::heat {

/// Pipes as a steady solution leaves them: every pipe linear between its two ends, standing water
/// at the temperature of its outlet. Valid: `rest` is a solution of `network`, of which `transient`
/// was made.
TransientHeatState MakeRestState(const models::HeatNetwork& network, const TransientHeat& transient,
                                 const SteadyHeatSolution& rest);

}  // namespace solvers::heat

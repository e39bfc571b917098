#pragma once

#include <vector>

#include "models/heat/heat_network.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// Water of the supply and of the return side each alone, with the rows of the whole network and
/// the other side shut. Empty where one side has a say in the other: a valve looks at both, or a
/// plant that holds no pressure passes on what returns to it.
std::vector<Hydraulics> MakeNetworkSides(const models::HeatNetwork& network);

/// Adds what was solved of the return side to `whole`, which holds that of the supply side.
void AddReturnSide(const models::HeatNetwork& network, const HydraulicSolution& back,
                   HydraulicSolution& whole);

}  // namespace solvers::heat

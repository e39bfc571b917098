#pragma once

#include "models/heat/heat_network.h"

namespace solvers::heat {

/// The network as temperatures see it: in the rows of its links (pipes, then pumps, then valves, as
/// Hydraulics counts them) stand pipes, those of pumps and valves without loss. What they hold is
/// not counted: their water comes out the instant it goes in. Where nothing flows their ground is
/// that of a pipe beside them. Ids say the kind: "pipe 12", "pump 3".
models::HeatNetwork MakeLinkNetwork(const models::HeatNetwork& network);

}  // namespace solvers::heat

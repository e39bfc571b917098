#pragma once

#include "models/heat/heat_network.h"

namespace twin::cli {

/// An invented town along one trunk: a plant, 10 km of supply and return, every half kilometre two
/// side streets with a customer each, 15 MW together on the coldest day at 90/45 °C. The last
/// customer lives 10.1 km from the plant. Sizes are the smallest of EN 253 that lose at most
/// 40 Pa/m; the plant's lift leaves 0.8 bar at the last customer
/// with all valves fully open, 1.2 times the flow.
models::HeatNetwork MakeCutTown();

}  // namespace twin::cli

#pragma once

#include <vector>

#include "models/heat/heat_network.h"

namespace models {

/// Consumers that cannot be served whatever pumps do: no producer that holds pressure reaches both
/// their supply and their return node through open pipes, pumps, valves and producers that hold a
/// lift, rising row. Valves and pumps count as open.
std::vector<HeatConsumerIndex> FindCutOffConsumers(const HeatNetwork& network);

}  // namespace models

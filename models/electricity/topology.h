#pragma once

#include <vector>

#include "models/electricity/grid.h"

namespace models {

/// Which buses hang together through branches in service.
struct Islands {
  Table<BusIndex, int> island;  ///< 0, 1, … by first bus
  int count = 0;
};

/// `in_service` is [branch].
Islands FindIslands(const ElectricityGrid& grid, const Table<BranchIndex, char>& in_service);

/// Branches whose loss splits an island, by graph search: parallel circuits are no bridges.
/// **Source** Tarjan 1974, "A note on finding the bridges of a graph", IPL 2(6).
Table<BranchIndex, char> FindBridges(const ElectricityGrid& grid,
                                     const Table<BranchIndex, char>& in_service);

}  // namespace models

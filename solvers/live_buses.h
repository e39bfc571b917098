#pragma once

#include <span>
#include <vector>

#include "models/electricity/grid.h"

namespace solvers {

/// Ends of all branches as plain bus rows, and whether the grid as built hangs together.
struct BranchEnds {
  std::vector<int> from, to;   ///< [branch]
  std::vector<char> as_built;  ///< [branch] in service
  bool is_whole = false;       ///< as built every bus reaches every other
  std::size_t bus_count = 0;

  static BranchEnds Make(const models::ElectricityGrid& grid);
};

/// Island of every bus, told by one bus of it, for these branches in service: union of branch ends.
/// `root` is [bus] and is overwritten.
void FindRoots(const BranchEnds& ends, std::span<const char> in_service, std::vector<int>& root);

/// Marks the buses that branches in service connect with `reference`. `root` is scratch.
void FindLiveBuses(const BranchEnds& ends, std::span<const char> in_service, std::size_t reference,
                   std::span<char> is_live, std::vector<int>& root);

}  // namespace solvers

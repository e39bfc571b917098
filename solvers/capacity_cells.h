#pragma once

#include <cstddef>
#include <vector>

#include "models/electricity/grid.h"

namespace solvers {

/// Neighbouring stations that are told the same, so that what is told of one does not say which of
/// a cell's elements binds.
struct CapacityCell {
  std::vector<models::BusIndex> buses;
  std::vector<models::BranchIndex> branches;  ///< its elements: each branch belongs to one cell
  /// Cells whose elements limit what is told of this one: itself, those beside it, and those that
  /// it hangs behind, increasing.
  std::vector<std::size_t> limited_by;
};

struct CapacityCells {
  models::Table<models::BusIndex, std::size_t> of_bus;
  models::Table<models::BranchIndex, std::size_t> of_branch;
  std::vector<CapacityCell> cells;
};

/// A cell has at least so many elements, when the grid has as many that hang together.
inline constexpr std::size_t kLeastCellElements = 5;

/// Cells by what everybody may know alone: which stations are joined by which lines, and where
/// transformers stand. A cell grows from the first station that has none, breadth first, until it
/// has five lines and five transformers, or five lines and twelve busbars; what is left over with
/// fewer elements joins the smallest cell beside it. A branch between two cells belongs to the
/// first. Cell a hangs behind cell b when without b no path leads from a to where most boundaries
/// (then most busbars) are; all others do behind one that holds most boundaries itself. Branches
/// that are out of service as built count as well.
CapacityCells MakeCapacityCells(const models::ElectricityGrid& grid);

}  // namespace solvers

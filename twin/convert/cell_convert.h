#pragma once

#include "models/electricity/grid.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "solvers/capacity_cells.h"
#include "twin/capacity/cell_answers.h"

namespace twin::convert {

/// What is told of a cell's room: bucket, reason and year, without a verdict. The reason only where
/// the cell of what binds has solvers::kLeastCellElements elements of its class.
ostlandet::twin::v1::DeclassifiedCapacity ToTuple(const solvers::CapacityCells& cells,
                                                  const capacity::CellRoom& room,
                                                  const models::ElectricityGrid& grid,
                                                  int planning_year);

}  // namespace twin::convert

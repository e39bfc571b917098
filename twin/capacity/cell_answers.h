#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "solvers/capacity_cells.h"
#include "twin/capacity/capacity_map.h"

namespace twin::capacity {

/// What is told of one cell in one direction, before it is rounded to a bucket.
struct CellRoom {
  double firm_mw = 0.0;
  solvers::BindingLimit binding;  ///< of the least; kNone: nothing binds
  std::size_t owner = 0;          ///< cell of the binding element
};

/// [cell] rooms of one direction:
///   own_o   = min { firm_b : what binds at busbar b is an element of cell o }, b of all the grid
///   room_c  = min ( { firm_b : b in c } ∪ { own_o : o limits c } )
/// own_o does not say which of o's elements binds, and every cell that one of them may reach is
/// told no more than own_o: so which cells are told little does not say it either. Never above the
/// answer at any busbar of the cell. A busbar without an answer counts as 0 MW.
std::vector<CellRoom> CalcCellRooms(const solvers::CapacityCells& cells,
                                    const std::vector<MapPoint>& points, bool is_generation);

}  // namespace twin::capacity

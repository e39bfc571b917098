#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "solvers/capacity_cells.h"
#include "twin/capacity/capacity_map.h"

namespace twin::capacity {

/// What is told of one cell, before it is rounded to a bucket: of load and of generation alike.
struct CellRoom {
  double firm_mw = 0.0;
  solvers::BindingLimit binding;  ///< of the least; kNone: nothing binds
  std::size_t owner = 0;          ///< cell of the binding element
};

/// [cell] rooms, over busbars b and both directions d:
///   own_o   = min { firm_bd : what binds is an element of cell o }, b of all the grid
///   room_c  = min ( { firm_bd : b in c } ∪ { own_o : o limits c } )
/// own_o does not say which of o's elements binds, and every cell that one of them may reach is
/// told no more than own_o: so which cells are told little does not say it either. One number for
/// both directions: what an element lets through one way and the other differs by twice what flows
/// in it, and its flow says which element it is. Never above the answer at any busbar of the cell.
/// A busbar without an answer counts as 0 MW.
std::vector<CellRoom> CalcCellRooms(const solvers::CapacityCells& cells,
                                    const std::vector<MapPoint>& points);

}  // namespace twin::capacity

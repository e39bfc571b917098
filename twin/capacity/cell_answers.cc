#include "twin/capacity/cell_answers.h"

#include <limits>

namespace twin::capacity {
namespace {

// Cell of the element that binds: of a branch its own, of a voltage that of the busbar; of nothing
// that can be named, the cell where it was asked.
std::size_t OwnerOf(const solvers::CapacityCells& cells, const solvers::BindingLimit& binding,
                    models::BusIndex asked_at) {
  if (cells.of_branch.contains(binding.branch)) return cells.of_branch[binding.branch];
  if (cells.of_bus.contains(binding.bus)) return cells.of_bus[binding.bus];
  return cells.of_bus[asked_at];
}

void Lower(CellRoom& room, const CellRoom& other) {
  if (other.firm_mw < room.firm_mw) room = other;
}

}  // namespace

std::vector<CellRoom> CalcCellRooms(const solvers::CapacityCells& cells,
                                    const std::vector<MapPoint>& points) {
  const CellRoom nothing_binds{.firm_mw = std::numeric_limits<double>::infinity()};
  std::vector<CellRoom> own(cells.cells.size(), nothing_binds);
  std::vector<CellRoom> least(cells.cells.size(), nothing_binds);
  for (const MapPoint& point : points) {
    for (const MapRoom* room : {&point.load, &point.generation}) {
      CellRoom told;
      if (room->is_known) {
        told = {.firm_mw = room->firm_mw, .binding = room->binding};
      } else {
        told.binding.kind = solvers::LimitKind::kNoSolution;
        told.binding.bus = point.bus;
      }
      told.owner = OwnerOf(cells, told.binding, point.bus);
      Lower(least[cells.of_bus[point.bus]], told);
      if (told.binding.kind != solvers::LimitKind::kNone) Lower(own[told.owner], told);
    }
  }
  std::vector<CellRoom> rooms = least;
  for (std::size_t cell = 0; cell < rooms.size(); ++cell) {
    for (const std::size_t limiting : cells.cells[cell].limited_by) {
      Lower(rooms[cell], own[limiting]);
    }
  }
  return rooms;
}

}  // namespace twin::capacity

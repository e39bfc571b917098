#include "twin/convert/cell_convert.h"

#include <algorithm>

#include "twin/access/declassify.h"
#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// How many elements of the cell could have bound for that reason.
std::size_t CountCandidates(const solvers::CapacityCell& cell, pb::ReasonClass reason,
                            const models::ElectricityGrid& grid) {
  if (reason == pb::REASON_CLASS_VOLTAGE) return cell.buses.size();
  return static_cast<std::size_t>(
      std::count_if(cell.branches.begin(), cell.branches.end(), [&](models::BranchIndex branch) {
        solvers::BindingLimit limit;
        limit.kind = solvers::LimitKind::kCurrent;
        limit.branch = branch;
        return ReasonOf(limit, grid) == reason;
      }));
}

}  // namespace

pb::DeclassifiedCapacity ToTuple(const solvers::CapacityCells& cells,
                                 const capacity::CellRoom& room,
                                 const models::ElectricityGrid& grid, int planning_year) {
  pb::ReasonClass reason = ReasonOf(room.binding, grid);
  if (CountCandidates(cells.cells[room.owner], reason, grid) < solvers::kLeastCellElements) {
    reason = pb::REASON_CLASS_UNSPECIFIED;
  }
  pb::DeclassifiedCapacity tuple = access::Declassify(room.firm_mw, 0.0, reason, planning_year);
  tuple.clear_verdict();
  return tuple;
}

}  // namespace twin::convert

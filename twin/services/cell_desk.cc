#include "twin/services/cell_desk.h"

#include <algorithm>

#include "models/base/status_macros.h"
#include "twin/access/declassify.h"
#include "twin/convert/capacity_convert.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kMostS = 20.0;  // that one call computes the map

// How many elements of the cell could have bound for that reason.
std::size_t CountCandidates(const solvers::CapacityCell& cell, pb::ReasonClass reason,
                            const models::ElectricityGrid& grid) {
  if (reason == pb::REASON_CLASS_VOLTAGE) return cell.buses.size();
  return static_cast<std::size_t>(
      std::count_if(cell.branches.begin(), cell.branches.end(), [&](models::BranchIndex branch) {
        solvers::BindingLimit limit;
        limit.kind = solvers::LimitKind::kCurrent;
        limit.branch = branch;
        return convert::ReasonOf(limit, grid) == reason;
      }));
}

}  // namespace

CellDesk::CellDesk(const capacity::CapacityEngine& engine, capacity::CapacityMap& map)
    : engine_(engine),
      map_(map),
      cells_(solvers::MakeCapacityCells(engine.region().grid)),
      is_on_map_(engine.region().grid.buses.size(), 0) {
  for (const capacity::MapPoint& point : map.Points()) is_on_map_[point.bus] = 1;
}

pb::DeclassifiedCapacity CellDesk::ToTuple(const capacity::CellRoom& room) const {
  const models::ElectricityGrid& grid = engine_.region().grid;
  pb::ReasonClass reason = convert::ReasonOf(room.binding, grid);
  if (CountCandidates(cells_.cells[room.owner], reason, grid) < solvers::kLeastCellElements) {
    reason = pb::REASON_CLASS_UNSPECIFIED;
  }
  pb::DeclassifiedCapacity tuple =
      access::Declassify(room.firm_mw, 0.0, reason, engine_.key().planning_year);
  tuple.clear_verdict();
  return tuple;
}

CellDesk::Tuples CellDesk::MakeTuples(const std::vector<capacity::MapPoint>& points,
                                      bool is_generation) const {
  Tuples tuples;
  for (const capacity::CellRoom& room : CalcCellRooms(cells_, points, is_generation)) {
    tuples.push_back(ToTuple(room));
  }
  return tuples;
}

std::optional<pb::DeclassifiedCapacity> CellDesk::Find(models::BusIndex bus,
                                                       bool is_generation) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::optional<Tuples>& tuples = tuples_[is_generation ? 1 : 0];
  if (!tuples.has_value()) {
    const std::vector<capacity::MapPoint> points = map_.Points();
    const bool is_whole =
        std::all_of(points.begin(), points.end(), [is_generation](const capacity::MapPoint& point) {
          const capacity::MapRoom& room = point.Room(is_generation);
          return room.is_known || room.has_no_answer;
        });
    if (!is_whole) return std::nullopt;
    tuples = MakeTuples(points, is_generation);
  }
  if (is_on_map_[bus]) return (*tuples)[cells_.of_bus[bus]];
  pb::DeclassifiedCapacity nothing;
  nothing.set_planning_year(engine_.key().planning_year);
  return nothing;
}

absl::StatusOr<pb::DeclassifiedCapacity> CellDesk::Compute(models::BusIndex bus,
                                                           bool is_generation) {
  if (const auto known = Find(bus, is_generation); known.has_value()) return *known;
  TWIN_RETURN_IF_ERROR(map_.Complete({.most_s = kMostS}));
  if (const auto known = Find(bus, is_generation); known.has_value()) return *known;
  return absl::UnavailableError(
      "the answers of the planning year are being computed; ask again later");
}

}  // namespace twin::services

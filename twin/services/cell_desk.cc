#include "twin/services/cell_desk.h"

#include <algorithm>

#include "models/base/status_macros.h"
#include "twin/convert/cell_convert.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kMostS = 20.0;  // that one call computes the map

}  // namespace

CellDesk::CellDesk(const capacity::CapacityEngine& engine, capacity::CapacityMap& map)
    : engine_(engine),
      map_(map),
      cells_(solvers::MakeCapacityCells(engine.region().grid)),
      is_on_map_(engine.region().grid.buses.size(), 0) {
  for (const capacity::MapPoint& point : map.Points()) is_on_map_[point.bus] = 1;
}

std::optional<pb::DeclassifiedCapacity> CellDesk::Find(models::BusIndex bus) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!tuples_.has_value()) {
    const std::vector<capacity::MapPoint> points = map_.Points();
    const auto has_ended = [](const capacity::MapRoom& room) {
      return room.is_known || room.has_no_answer;
    };
    const bool is_whole =
        std::all_of(points.begin(), points.end(), [&](const capacity::MapPoint& point) {
          return has_ended(point.load) && has_ended(point.generation);
        });
    if (!is_whole) return std::nullopt;
    tuples_.emplace();
    for (const auto& room : CalcCellRooms(cells_, points)) {
      tuples_->push_back(
          convert::ToTuple(cells_, room, engine_.region().grid, engine_.key().planning_year));
    }
  }
  if (is_on_map_[bus]) return (*tuples_)[cells_.of_bus[bus]];
  pb::DeclassifiedCapacity nothing;
  nothing.set_planning_year(engine_.key().planning_year);
  return nothing;
}

absl::StatusOr<pb::DeclassifiedCapacity> CellDesk::Compute(models::BusIndex bus) {
  if (const auto known = Find(bus); known.has_value()) return *known;
  TWIN_RETURN_IF_ERROR(map_.Complete({.most_s = kMostS}));
  if (const auto known = Find(bus); known.has_value()) return *known;
  return absl::UnavailableError(
      "the answers of the planning year are being computed; ask again later");
}

}  // namespace twin::services

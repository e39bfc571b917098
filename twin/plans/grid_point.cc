#include "twin/plans/grid_point.h"

#include <algorithm>
#include <limits>
#include <set>
#include <variant>

#include "models/base/status_macros.h"

namespace twin::plans {
namespace {

constexpr double kMPerKm = 1000.0;
constexpr std::size_t kDirect = static_cast<std::size_t>(solvers::HeatChoice::kDirect);
constexpr std::size_t kP90 = static_cast<std::size_t>(models::Quantile::kP90);

// Stations that a step of a project touches, with those of the busbars it names.
class TouchedStations {
 public:
  explicit TouchedStations(const models::ElectricityGrid& grid) : grid_(grid) {}

  std::set<std::string> Find(const models::GridProject& project) {
    stations_.clear();
    for (const models::GridStep& step : project.steps) {
      std::visit([this](const auto& of) { Add(of); }, step);
    }
    return stations_;
  }

 private:
  void Add(const models::AddStation& step) { stations_.insert(step.station.id); }
  void Add(const models::AddBus& step) { stations_.insert(step.station_id); }
  void Add(const models::AddBranch& step) { AddEnds(step.from_bus_id, step.to_bus_id); }
  void Add(const models::ChangeBranch& step) { AddEnds(step.from_bus_id, step.to_bus_id); }
  void Add(const models::AddShunt& step) { AddBus(step.bus_id); }
  void Add(const models::RemoveBranch& step) {
    for (const models::BranchParams& branch : grid_.branches) {
      if (branch.id != step.branch_id) continue;
      stations_.insert(grid_.stations[grid_.buses[branch.from].station].id);
      stations_.insert(grid_.stations[grid_.buses[branch.to].station].id);
    }
  }
  void AddEnds(const std::string& from_id, const std::string& to_id) {
    AddBus(from_id);
    AddBus(to_id);
  }
  void AddBus(const std::string& bus_id) {
    for (const models::BusParams& bus : grid_.buses) {
      if (bus.id == bus_id) stations_.insert(grid_.stations[bus.station].id);
    }
  }

  const models::ElectricityGrid& grid_;
  std::set<std::string> stations_;
};

double MostMw(const std::vector<solvers::GridYear>& years) {
  double most_mw = 0.0;
  for (const solvers::GridYear& year : years) {
    most_mw = std::max(most_mw, year.need_mw[kDirect][kP90]);
  }
  return most_mw;
}

}  // namespace

std::optional<GridPoint> FindGridPoint(const Surroundings& around, const models::PlanPoint& centre,
                                       const models::ConnectionLevelParams& level) {
  const models::ElectricityGrid& grid = around.region.grid;
  std::optional<GridPoint> nearest;
  double nearest_km = std::numeric_limits<double>::infinity();
  for (const models::BusParams& bus : grid.buses) {
    const models::StationParams& station = grid.stations[bus.station];
    if (!station.is_in_region || bus.nominal_kv < level.least_kv || bus.nominal_kv > level.most_kv)
      continue;
    const double distance_km = CalcDistanceM(centre, station.lon_deg, station.lat_deg) / kMPerKm;
    const bool is_same_station = nearest && nearest->station_id == station.id;
    if (is_same_station ? bus.nominal_kv >= nearest->nominal_kv : distance_km >= nearest_km)
      continue;
    nearest_km = distance_km;
    nearest = GridPoint{.level_id = level.id,
                        .station_id = station.id,
                        .station_name = station.name,
                        .bus_id = bus.id,
                        .nominal_kv = bus.nominal_kv,
                        .distance_km = distance_km};
  }
  if (nearest) {
    const data::Degrees at = data::ToDegrees(centre);
    nearest->lat_deg = at.lat_deg;
    nearest->lon_deg = at.lon_deg;
  }
  return nearest;
}

std::vector<TouchedProject> FindTouchedProjects(const models::Region& region,
                                                const std::string& station_id) {
  std::vector<TouchedProject> touched;
  TouchedStations stations(region.grid);
  for (const models::GridProject& project : region.grid_projects) {
    if (project.status == models::GridProjectStatus::kInService) continue;
    if (stations.Find(project).count(station_id) == 0) continue;
    touched.push_back({.id = project.id,
                       .name = project.name,
                       .status = std::string(models::NameOf(project.status)),
                       .early_year = project.early_year,
                       .base_year = project.base_year,
                       .late_year = project.late_year,
                       .effect_no = project.effect_no,
                       .effect_en = project.effect_en});
  }
  std::stable_sort(touched.begin(), touched.end(),
                   [](const auto& a, const auto& b) { return a.base_year < b.base_year; });
  return touched;
}

absl::StatusOr<PlanGrid> CalcPlanGrid(const Surroundings& around,
                                      const std::string& municipality_id,
                                      const models::PlanPoint& centre,
                                      const solvers::PlanDemand& demand, const AskGrid& ask) {
  PlanGrid made{.asked_mw = MostMw(solvers::CalcGridPhasing(demand, std::nullopt))};
  TWIN_ASSIGN_OR_RETURN(made.level, models::FindConnectionLevel(around.levels, made.asked_mw));
  made.land = models::CalcConnectionLand(*made.level, made.asked_mw);
  made.point = FindGridPoint(around, centre, *made.level);
  if (made.point) made.point->municipality_id = municipality_id;
  if (!made.point) {
    made.room.why = {"no station of the region has a busbar of that voltage",
                     "ingen stasjon i regionen har samleskinne på den spenningen"};
  } else if (!ask) {
    made.room.why = {"no planning year was asked: name the twin's folder or a server",
                     "ingen planleggingsår i tvillingen ble spurt"};
  } else if (made.asked_mw > 0.0) {
    made.room = ask(*made.point, made.asked_mw);
  }
  if (made.point) made.projects = FindTouchedProjects(around.region, made.point->station_id);
  made.years = solvers::CalcGridPhasing(demand, made.room.room_mw);
  return made;
}

}  // namespace twin::plans

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/bilingual.h"
#include "models/plan/connection_level.h"
#include "solvers/plan/grid_phasing.h"
#include "twin/plans/surroundings.h"

namespace twin::plans {

/// Where a plan is likely to be connected. Station names are public; nothing here tells what a
/// station is made of.
struct GridPoint {
  std::string level_id;
  std::string station_id;
  std::string station_name;
  std::string bus_id;
  double nominal_kv = 0.0;
  double distance_km = 0.0;     ///< straight
  std::string municipality_id;  ///< of the plan
  double lat_deg = 0.0;         ///< of the plan's centre
  double lon_deg = 0.0;
};

/// What may be told of the room there: the declassified tuple alone (twin/access/declassify.h).
struct GridRoom {
  std::optional<double> room_mw;  ///< the bucket's lower end; absent: not known
  models::Bilingual bucket;       ///< "5 to 10 MW"
  std::string reason_class;       ///< "TRANSFORMATION" …; empty
  int planning_year = 0;
  std::string record_id;  ///< of the capacity answer; empty when none was kept
  models::Bilingual why;  ///< why nothing is known
};

/// Asks the twin for a load of `requested_mw` at a point.
using AskGrid = std::function<GridRoom(const GridPoint&, double requested_mw)>;

/// An announced reinforcement at the plan's station.
struct TouchedProject {
  std::string id;
  std::string name;
  std::string status;
  int early_year = 0;
  int base_year = 0;
  int late_year = 0;
  std::string effect_no;
  std::string effect_en;
};

/// The grid's part of one plan's answer.
struct PlanGrid {
  double asked_mw = 0.0;  ///< the highest need of any year by direct heating, P90
  std::optional<GridPoint> point;
  const models::ConnectionLevelParams* level = nullptr;  ///< of the surroundings' table
  models::ConnectionLand land;                           ///< for asked_mw
  GridRoom room;
  std::vector<solvers::GridYear> years;
  std::vector<TouchedProject> projects;  ///< by base year
};

/// The nearest station of the region with a busbar of the level's voltages; the lowest such busbar.
/// nullopt when there is none.
std::optional<GridPoint> FindGridPoint(const Surroundings& around, const models::PlanPoint& centre,
                                       const models::ConnectionLevelParams& level);

/// Projects not in service that add, change or remove something at a station.
std::vector<TouchedProject> FindTouchedProjects(const models::Region& region,
                                                const std::string& station_id);

/// Level, point, land, room and phasing. Without `ask` nothing is known of the room, and the answer
/// says so. Errors: NotFound when no level takes the plan's MW.
absl::StatusOr<PlanGrid> CalcPlanGrid(const Surroundings& around,
                                      const std::string& municipality_id,
                                      const models::PlanPoint& centre,
                                      const solvers::PlanDemand& demand, const AskGrid& ask);

}  // namespace twin::plans

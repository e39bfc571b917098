#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "data/plans/plan_loader.h"
#include "models/electricity/connection_profile.h"
#include "models/plan/connection_level.h"
#include "models/plan/heat_tables.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/plan/network_mix.h"
#include "solvers/plan/plan_climate.h"
#include "twin/plans/recent_results.h"

namespace twin::plans {

/// Common calendar of all plans: weekdays and holidays of a year that begins on a Monday, so that
/// years compare.
inline constexpr int kCalendarYear = 2029;

/// By row of the place or the system, and weather year.
using YearKey = std::pair<std::size_t, int>;
using ClimateYears = RecentResults<YearKey, solvers::PlanClimate>;
using NetworkYears = RecentResults<YearKey, solvers::HeatNetworkYear>;

/// What plans are reckoned in: loaded once, the same for every plan.
struct Surroundings {
  std::shared_ptr<const models::Region> shared_region;
  const models::Region& region;  ///< the same
  models::ConnectionProfiles profiles;
  models::HeatPlanTables heat;
  models::ConnectionLevels levels;
  models::OsloCalendar calendar;
  data::PlanContext context;
  /// What takes longer to make than a plan to reckon: a weather year at a place, and a year of a
  /// district-heating system in it.
  std::shared_ptr<ClimateYears> climates = std::make_shared<ClimateYears>(24);
  std::shared_ptr<NetworkYears> networks = std::make_shared<NetworkYears>(64);

  /// In kCalendarYear, with seed 1. Errors: as of solvers::MakePlanClimate.
  absl::StatusOr<ClimateYears::Result> ClimateAt(models::PlaceIndex place, int weather_year) const;
  /// The same of a system. Errors: as of solvers::SolveHeatNetworkYear.
  absl::StatusOr<NetworkYears::Result> NetworkYearOf(models::HeatSystemIndex system,
                                                     int weather_year) const;
};

/// Errors: InvalidArgument with everything that is wrong in the region's folder.
absl::StatusOr<Surroundings> LoadSurroundings(const std::string& directory);
/// The same around a region that is loaded, which must outlive them when `region` does not own it.
absl::StatusOr<Surroundings> LoadSurroundings(const std::string& directory,
                                              std::shared_ptr<const models::Region> region);

/// The nearest place with a design temperature; invalid when there is none.
models::PlaceIndex FindWeatherPlace(const models::Region& region, const models::PlanPoint& at);

/// Straight distance in the map's plane.
double CalcDistanceM(const models::PlanPoint& from, double lon_deg, double lat_deg);

}  // namespace twin::plans

#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "data/plans/plan_loader.h"
#include "models/electricity/connection_profile.h"
#include "models/plan/connection_level.h"
#include "models/plan/heat_tables.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "twin/plans/climate_cache.h"

namespace twin::plans {

/// What plans are reckoned in: loaded once, the same for every plan.
struct Surroundings {
  std::shared_ptr<const models::Region> shared_region;
  const models::Region& region;  ///< the same
  models::ConnectionProfiles profiles;
  models::HeatPlanTables heat;
  models::ConnectionLevels levels;
  models::OsloCalendar calendar;
  data::PlanContext context;
  std::shared_ptr<ClimateCache> climates = std::make_shared<ClimateCache>();

  /// The weather at a place. Errors: as of ClimateCache::At.
  absl::StatusOr<ClimateCache::Climate> ClimateAt(models::PlaceIndex place,
                                                  int weather_year) const {
    return climates->At(region, calendar, place, weather_year);
  }
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

#include "twin/plans/surroundings.h"

#include <cmath>
#include <limits>
#include <utility>

#include "data/connection_profile_loader.h"
#include "data/plans/connection_level_loader.h"
#include "data/plans/heat_tables_loader.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"

namespace twin::plans {

absl::StatusOr<Surroundings> LoadSurroundings(const std::string& directory) {
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::LoadRegion(directory));
  return LoadSurroundings(directory, std::make_shared<const models::Region>(std::move(region)));
}

absl::StatusOr<Surroundings> LoadSurroundings(const std::string& directory,
                                              std::shared_ptr<const models::Region> region) {
  TWIN_ASSIGN_OR_RETURN(data::PlanContext context, data::LoadPlanContext(directory));
  data::Diagnostics diagnostics;
  models::ConnectionProfiles profiles = data::LoadConnectionProfiles(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  TWIN_ASSIGN_OR_RETURN(models::HeatPlanTables heat, data::LoadHeatPlanTables(directory));
  TWIN_ASSIGN_OR_RETURN(models::ConnectionLevels levels, data::LoadConnectionLevels(directory));
  TWIN_ASSIGN_OR_RETURN(const models::OsloCalendar calendar, models::OsloCalendar::Load());
  const models::Region& held = *region;
  return Surroundings{std::move(region), held,     std::move(profiles), std::move(heat),
                      std::move(levels), calendar, std::move(context)};
}

absl::StatusOr<ClimateYears::Result> Surroundings::ClimateAt(models::PlaceIndex place,
                                                             int weather_year) const {
  return climates->At({place.value(), weather_year}, [&] {
    return solvers::MakePlanClimate(region.places, place, region.demand.memory_share,
                                    {.seed = 1, .year = weather_year}, calendar, kCalendarYear);
  });
}

absl::StatusOr<NetworkYears::Result> Surroundings::NetworkYearOf(models::HeatSystemIndex system,
                                                                 int weather_year) const {
  return networks->At({system.value(), weather_year}, [&] {
    return solvers::SolveHeatNetworkYear(region, calendar, system,
                                         {.seed = 1, .year = weather_year}, kCalendarYear);
  });
}

double CalcDistanceM(const models::PlanPoint& from, double lon_deg, double lat_deg) {
  const models::PlanPoint to = data::ToPlanPoint(lon_deg, lat_deg);
  return std::hypot(to.east_m - from.east_m, to.north_m - from.north_m);
}

models::PlaceIndex FindWeatherPlace(const models::Region& region, const models::PlanPoint& at) {
  models::PlaceIndex nearest;
  double nearest_m = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < region.places.size(); ++i) {
    const models::PlaceParams& place = region.places[models::PlaceIndex(i)];
    if (!place.design_degc) continue;
    const double distance_m = CalcDistanceM(at, place.lon_deg, place.lat_deg);
    if (distance_m < nearest_m) {
      nearest_m = distance_m;
      nearest = models::PlaceIndex(i);
    }
  }
  return nearest;
}

}  // namespace twin::plans

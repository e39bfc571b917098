#include "twin/planning/planned_weather.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "models/climate/measured_weather.h"

namespace twin::planning {

std::string DescribePlannedWeather(const models::Region& region, const PlanningKey& key) {
  if (region.measured_weather == nullptr) return "";
  const int replayed = key.weather_year != 0 ? key.weather_year : key.planning_year;
  const absl::CivilDay first(replayed);
  const models::Quarter start((first - absl::CivilDay(1970)) * models::kQuartersPerDay);
  const auto quarters =
      static_cast<std::size_t>((absl::CivilDay(replayed + 1) - first) * models::kQuartersPerDay);
  return absl::StrCat("The planning year ", key.planning_year, " replays the weather of ", replayed,
                      "; measured of it: ",
                      models::DescribeMeasuredShares(
                          models::CalcMeasuredShares(*region.measured_weather, start, quarters)),
                      ".");
}

}  // namespace twin::planning

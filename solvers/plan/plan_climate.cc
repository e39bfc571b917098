#include "solvers/plan/plan_climate.h"

#include "absl/strings/str_cat.h"
#include "solvers/weather_generator.h"

namespace solvers {

absl::StatusOr<PlanClimate> MakePlanClimate(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places, models::PlaceIndex place,
    const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
    const models::OsloCalendar& calendar, int year) {
  if (!places.contains(place)) return absl::InvalidArgumentError("there is no such weather place");
  if (!places[place].design_degc) {
    return absl::FailedPreconditionError(
        absl::StrCat("weather place ", places[place].name, " has no design temperature"));
  }
  PlanClimate climate;
  climate.design_degc = *places[place].design_degc;
  const models::Quarter end = calendar.LocalDayStart(year + 1, 1, 1);
  for (models::Quarter q = calendar.LocalDayStart(year, 1, 1); q < end; q = q + 1) {
    const models::OsloTime local = calendar.At(q);
    models::PlaceWeather here;
    GeneratedTemperature(memory_share, {weather_year, q, local}, {})
        .Put(places[place], place.value(), here);
    climate.local.push_back(local);
    climate.air_degc.push_back(here.air_degc);
    climate.effective_degc.push_back(here.effective_degc);
  }
  return climate;
}

}  // namespace solvers

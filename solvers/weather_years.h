#pragma once

#include <cstdint>
#include <string>

#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"

namespace solvers {

/// What tells one weather year from another, as means over the region's places.
struct WeatherYearFigures {
  int coldest_month = 0;
  int coldest_day_of_month = 0;
  double coldest_day_degc = 0.0;       ///< daily mean (UTC day), mean of the places
  double heating_degree_days_k = 0.0;  ///< Σ over days of max(0, 17 °C − daily mean), K · d
  double wind_ratio = 0.0;             ///< farm power over that of a normal year, ridges only
  double inflow_ratio = 0.0;           ///< over the normal year's
  double irradiation_ratio = 0.0;      ///< global horizontal, over the normals' sum
};

/// The figures of a stretch of a record. Temperature from exact daily means; wind, inflow and sun
/// from every fourth hour.
/// **Valid** weather_year.year not 0. **Errors** none.
WeatherYearFigures CalcWeatherYearFigures(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places,
    const models::WeatherYear& weather_year, const models::OsloCalendar& calendar,
    double normal_wind_share);

/// Mean farm power of the ridges at the Weibull distribution of their monthly means: the normal
/// that wind_ratio is over. 0 where there is no ridge.
double CalcNormalWindShare(const models::Table<models::PlaceIndex, models::PlaceParams>& places);

}  // namespace solvers

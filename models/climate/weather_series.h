#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/time/quarter.h"

namespace models {

/// What of the weather a series can tell.
enum class WeatherElement { kAirTemperature, kWindSpeed, kIrradiance, kInflow };
inline constexpr std::size_t kWeatherElements = 4;

/// "air_temperature_degc", "wind_speed_m_per_s", "irradiance_w_per_m2", "inflow_ratio"
const char* WeatherElementName(WeatherElement element);

/// One value read from a file, in the unit of the element's name.
struct WeatherObservation {
  std::size_t place = 0;  ///< row of the place table
  WeatherElement element = WeatherElement::kAirTemperature;
  Minute minute = 0;         ///< since 1970, UTC
  double value_ratio = 0.0;  ///< in the element's own unit
};

/// A stretch of time with no value: after one observation, before the next.
struct WeatherGap {
  std::size_t place = 0;
  WeatherElement element = WeatherElement::kAirTemperature;
  Minute from = 0;
  Minute to = 0;
};

/// Real weather by quarter-hour; NaN where nothing was observed.
struct WeatherSeries {
  Quarter first;
  std::size_t quarters = 0;
  /// Shape [place][element][quarter]; an element without any observation is empty.
  std::vector<std::vector<std::vector<double>>> values_ratio;
  std::vector<WeatherGap> gaps;

  /// NaN outside the series.
  double At(std::size_t place, WeatherElement element, Quarter quarter) const;
};

/// Observations into quarters. The value of a quarter is that at its start, linear between the two
/// observations around it when they lie at most three hours apart; longer stretches are gaps. Of
/// two observations at one minute the later in the list counts.
/// **Errors** InvalidArgument: the observations span more than 40 years.
absl::StatusOr<WeatherSeries> MakeWeatherSeries(std::size_t places,
                                                std::vector<WeatherObservation> observations);

}  // namespace models

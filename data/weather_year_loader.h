#pragma once

#include <string>
#include <vector>

#include "data/diagnostics.h"
#include "models/climate/weather.h"

namespace data {

inline constexpr char kWeatherYearsFile[] = "weather_years.csv";

/// A weather year that is kept: its seed and stretch of record; all else follows from them.
struct StoredWeatherYear {
  std::string id;
  models::WeatherYear weather_year;
};

/// Reads weather_years.csv below `directory`: columns id, seed, year, source, confidence.
std::vector<StoredWeatherYear> LoadWeatherYears(const std::string& directory,
                                                Diagnostics& diagnostics);

}  // namespace data

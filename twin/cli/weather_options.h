#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/status.h"
#include "models/region.h"

namespace twin::cli {

/// Real weather that drives a command instead of the generator's.
struct WeatherOptions {
  std::string files;  ///< separated by commas; empty: none
  std::string names;  ///< NAME=PLACE, separated by commas
};

/// --weather and --weather-names, else TWIN_WEATHER and TWIN_WEATHER_NAMES.
void AddWeatherOptions(CLI::App& command, WeatherOptions& options);

/// Errors: as of data::AddMeasuredWeather.
absl::Status ApplyWeather(const WeatherOptions& options, models::Region& region);

}  // namespace twin::cli

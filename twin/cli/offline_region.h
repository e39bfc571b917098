#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "twin/cli/weather_options.h"
#include "twin/stepper.h"

namespace twin::cli {

/// Which region a command without a running twin computes.
struct OfflineRegion {
  std::string region_directory = "data/ostlandet";
  WeatherOptions weather;
};

/// --region and the options of AddWeatherOptions.
void AddOfflineRegionOptions(CLI::App& command, OfflineRegion& options);

/// The engine of the living twin for that region. Errors: as of data::LoadRegion,
/// data::AddMeasuredWeather and Stepper::Make.
absl::StatusOr<std::shared_ptr<const Stepper>> MakeOfflineStepper(
    const OfflineRegion& options, const models::WeatherYear& weather_year);

}  // namespace twin::cli

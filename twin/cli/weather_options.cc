#include "twin/cli/weather_options.h"

#include "data/measured_weather_loader.h"

namespace twin::cli {

void AddWeatherOptions(CLI::App& command, WeatherOptions& options) {
  command
      .add_option("--weather", options.files,
                  "files of real weather (CSV, Frost JSON, CF NetCDF), by commas; where and when "
                  "they have values they take the generator's place")
      ->envname("TWIN_WEATHER");
  command
      .add_option("--weather-names", options.names,
                  "further names of places in these files, NAME=PLACE, by commas")
      ->envname("TWIN_WEATHER_NAMES");
}

absl::Status ApplyWeather(const WeatherOptions& options, models::Region& region) {
  return data::AddMeasuredWeather(data::SplitWeatherFiles(options.files, options.names), region);
}

}  // namespace twin::cli

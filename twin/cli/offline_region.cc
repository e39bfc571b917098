#include "twin/cli/offline_region.h"

#include <utility>

#include "data/region_loader.h"
#include "models/base/status_macros.h"

namespace twin::cli {

void AddOfflineRegionOptions(CLI::App& command, OfflineRegion& options) {
  command.add_option("--region", options.region_directory, "folder of the region")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  AddWeatherOptions(command, options.weather);
}

absl::StatusOr<std::shared_ptr<const Stepper>> MakeOfflineStepper(
    const OfflineRegion& options, const models::WeatherYear& weather_year) {
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::LoadRegion(options.region_directory));
  TWIN_RETURN_IF_ERROR(ApplyWeather(options.weather, region));
  TWIN_ASSIGN_OR_RETURN(
      Stepper stepper,
      Stepper::Make(std::make_shared<const models::Region>(std::move(region)), weather_year));
  return std::make_shared<const Stepper>(std::move(stepper));
}

}  // namespace twin::cli

#include <cstdio>
#include <memory>
#include <string>

#include "data/region_loader.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/region_dispatch.h"
#include "twin/cli/weather_options.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

struct DispatchOptions {
  WeatherOptions weather;
  std::string region_directory = "data/ostlandet";
  std::string at = "2027-01-15T16:00:00Z";
  DispatchQuestion question;
  bool is_json = false;
};

int RunDispatch(const DispatchOptions& options) {
  DispatchQuestion question = options.question;
  const auto quarter = ParseStart(options.at);
  if (!quarter.ok()) return Fail(quarter.status());
  question.quarter = *quarter;
  auto region = data::LoadRegion(options.region_directory);
  if (!region.ok()) return FailWithBadData(region.status());
  const absl::Status driven = ApplyWeather(options.weather, *region);
  if (!driven.ok()) return FailWithBadData(driven);
  const auto dispatch = CalcRegionDispatch(*region, question);
  if (!dispatch.ok()) return FailWithBadData(dispatch.status());
  std::fputs((options.is_json ? MakeRegionDispatchJson(*region, *dispatch)
                              : MakeRegionDispatchText(*region, *dispatch))
                 .c_str(),
             stdout);
  return kOk;
}

}  // namespace

void AddRegionDispatch(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<DispatchOptions>();
  CLI::App* command = region.add_subcommand(
      "dispatch", "Who feeds the region in one quarter-hour, and who would feed one more MW");
  command->add_option("--data-dir", options->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--at", options->at, "quarter-hour, RFC 3339")->capture_default_str();
  command
      ->add_option("--weather-year", options->question.weather_year,
                   "stretch of the weather record that is replayed")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--seed", options->question.seed, "of the weather")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  AddWeatherOptions(*command, options->weather);
  command->add_flag("--json", options->is_json, "for machines");
  command->callback([options, &exit_code] { exit_code = RunDispatch(*options); });
}

}  // namespace twin::cli

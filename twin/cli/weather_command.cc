#include <cstdio>
#include <memory>
#include <string>

#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/weather_report.h"

namespace twin::cli {
namespace {

int Print(const absl::StatusOr<std::string>& text) {
  if (!text.ok()) return FailWithBadData(text.status());
  std::fputs(text->c_str(), stdout);
  return kOk;
}

template <class Question>
CLI::App* AddQuestion(CLI::App& region, const char* name, const char* purpose, Question& question) {
  CLI::App* command = region.add_subcommand(name, purpose);
  command->add_option("--region", question.region_directory, "folder of the region")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  command->add_flag("--json", question.is_json, "print JSON");
  return command;
}

void AddFile(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<WeatherFileQuestion>();
  CLI::App* command =
      AddQuestion(region, "weather", "Check and summarise a file of real weather", *question);
  command->add_option("file", question->file, "CSV, MET Norway Frost JSON or CF NetCDF-4")
      ->required();
  command->add_option("--name", question->names, "further name of a place, NAME=PLACE");
  command->footer(
      "CSV: time (UTC, RFC 3339), place, air_temperature_degc, wind_speed_m_per_s,\n"
      "irradiance_w_per_m2, inflow_ratio. All errors at once, exit code 3.\n"
      "Example: twin region weather frost.json --name SN18700=oet:place/oslo_blindern");
  command->callback([question, &exit_code] { exit_code = Print(DescribeWeatherFile(*question)); });
}

void AddYears(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<WeatherYearsQuestion>();
  CLI::App* command = AddQuestion(region, "weather-years",
                                  "The stored weather years and what tells them apart", *question);
  command->footer(
      "Coldest day, heating degree days below 17 °C, wind, inflow and sun over the normal, and\n"
      "which year is the dry, wet, calm, windy, cold or mild one. Takes some ten seconds.\n"
      "Example: twin region weather-years --json");
  command->callback([question, &exit_code] { exit_code = Print(DescribeWeatherYears(*question)); });
}

void AddLevels(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<ColdLevelsQuestion>();
  CLI::App* command =
      AddQuestion(region, "cold-levels", "How cold it becomes once in 2 to 50 winters", *question);
  command->add_option("--winters", question->winters, "winters that are generated")
      ->check(CLI::Range(10, 100000))
      ->capture_default_str();
  command->add_option("--seed", question->seed, "of the weather")->capture_default_str();
  command->footer("Example: twin region cold-levels --winters 5000");
  command->callback([question, &exit_code] { exit_code = Print(DescribeColdLevels(*question)); });
}

}  // namespace

void AddRegionWeather(CLI::App& region, int& exit_code) {
  AddFile(region, exit_code);
  AddYears(region, exit_code);
  AddLevels(region, exit_code);
}

}  // namespace twin::cli

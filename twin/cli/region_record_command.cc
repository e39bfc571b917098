#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "twin/cli/cold_spell.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/region_record_report.h"
#include "twin/cli/weather_options.h"

namespace twin::cli {
namespace {

absl::Status WriteText(const std::filesystem::path& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return absl::PermissionDeniedError(absl::StrCat(path.string(), ": cannot be written"));
  return absl::OkStatus();
}

int Print(const absl::StatusOr<std::string>& text) {
  if (!text.ok()) return FailWithBadData(text.status());
  std::fputs(text->c_str(), stdout);
  return kOk;
}

void AddRecordOptions(CLI::App& command, RecordQuestion& question) {
  command.add_option("--region", question.region_directory, "folder of the region")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  command.add_option("--years", question.years, "weather years")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--first-year", question.first_year, "first stretch of the record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command.add_option("--threads", question.threads, "0: all cores")
      ->check(CLI::Range(0, 64))
      ->capture_default_str();
  command.add_flag("--json", question.is_json, "print JSON");
}

int RunCalibrate(const RecordQuestion& question, const std::string& out) {
  const auto answer = CalibrateRegion(question);
  if (!answer.ok()) return FailWithBadData(answer.status());
  const std::filesystem::path report(
      out.empty() ? absl::StrCat(question.region_directory, "/CALIBRATION.md") : out);
  for (const ReportFile& file : answer->files) {
    const bool is_report = file.name == "CALIBRATION.md";
    const absl::Status status =
        WriteText(is_report ? report : report.parent_path() / file.name, file.text);
    if (!status.ok()) return Fail(status);
  }
  std::fputs(answer->text.c_str(), stdout);
  return kOk;
}

void AddCalibrate(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<RecordQuestion>();
  auto out = std::make_shared<std::string>();
  CLI::App* command = region.add_subcommand(
      "calibrate", "Hold a region against what was measured: CALIBRATION.md, HINDCAST.md, plots");
  AddRecordOptions(*command, *question);
  command->add_option("--out", *out, "report; HINDCAST.md and calibration/ stand beside it");
  command->footer(
      "Rows of public_record.csv against P10, P50 and P90 over weather years; misses are listed.\n"
      "Example: twin region calibrate --years 30");
  command->callback([=, &exit_code] { exit_code = RunCalibrate(*question, *out); });
}

void AddQuantiles(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<RecordQuestion>();
  auto quantities = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      region.add_subcommand("quantiles", "Any figure as P10, P50 and P90 over weather years");
  AddRecordOptions(*command, *question);
  auto weather = std::make_shared<WeatherOptions>();
  AddWeatherOptions(*command, *weather);
  command->add_option("--quantity", *quantities, "e.g. no1_peak_mw; may be given several times")
      ->required();
  command->footer(
      "Others: no1_twh, import_peak_mw, region_peak_mw, hydro:NO1:gwh, wind_full_load_h,\n"
      "group:grenland:peak_mw, municipality:3301:peak_mw; a wrong name is told those like it.\n"
      "Example: twin region quantiles --quantity no1_peak_mw --years 30 --json");
  command->callback([=, &exit_code] {
    question->weather = data::SplitWeatherFiles(weather->files, weather->names);
    exit_code = Print(DescribeQuantiles(*question, *quantities));
  });
}

void AddColdSpell(CLI::App& region, int& exit_code) {
  auto question = std::make_shared<ColdSpellQuestion>();
  CLI::App* command = region.add_subcommand(
      "cold-spell", "The coldest days of a weather year, made colder: demand, plants, imports");
  command->add_option("--region", question->region_directory, "folder of the region")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  command->add_option("--weather-year", question->weather_year, "stretch of the record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--days", question->days, "days on end")
      ->check(CLI::Range(1, 60))
      ->capture_default_str();
  command->add_option("--offset-k", question->offset_k, "added to the temperature of those days")
      ->check(CLI::Range(-30.0, 30.0))
      ->capture_default_str();
  command->add_flag("--json", question->is_json, "hour by hour, for a plot");
  command->footer(
      "From two days before to two days after. Example: twin region cold-spell --days 5 --json");
  command->callback([=, &exit_code] { exit_code = Print(DescribeColdSpell(*question)); });
}

}  // namespace

void AddRegionRecord(CLI::App& region, int& exit_code) {
  AddCalibrate(region, exit_code);
  AddQuantiles(region, exit_code);
  AddColdSpell(region, exit_code);
}

}  // namespace twin::cli

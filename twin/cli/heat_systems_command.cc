#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/heat_systems.h"

namespace twin::cli {
namespace {

int WriteReport(const HeatCalibrationQuestion& question, std::string out) {
  const auto text = CalibrateHeat(question);
  if (!text.ok()) return FailWithBadData(text.status());
  if (out.empty()) out = absl::StrCat(question.region_directory, "/HEAT_CALIBRATION.md");
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file << *text;
  file.close();
  if (!file) return Fail(absl::PermissionDeniedError(absl::StrCat(out, ": cannot be written")));
  std::printf("%s\n", out.c_str());
  return kOk;
}

void AddCalibrate(CLI::App& heat, int& exit_code) {
  struct Asked {
    HeatCalibrationQuestion question;
    std::string out;
  };
  auto asked = std::make_shared<Asked>();
  CLI::App* command =
      heat.add_subcommand("calibrate", "All heat systems against what is published of them");
  command->add_option("--region", asked->question.region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--years", asked->question.years, "weather years")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--first-year", asked->question.first_year, "first stretch of the record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--out", asked->out, "file; HEAT_CALIBRATION.md in the region otherwise");
  command->callback([asked, &exit_code] { exit_code = WriteReport(asked->question, asked->out); });
}

void AddRelief(CLI::App& heat, int& exit_code) {
  auto question = std::make_shared<HeatReliefQuestion>();
  CLI::App* command = heat.add_subcommand(
      "relief", "Electricity that district heating relieves, per MW and at every bus");
  command->add_option("--region", question->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--system", question->system, "heat system, id or name")
      ->capture_default_str();
  command->add_option("--at", question->at, "quarter-hour, RFC 3339")->capture_default_str();
  command
      ->add_option("--weather-year", question->weather_year,
                   "stretch of the weather record that is replayed")
      ->capture_default_str();
  command->add_option("--days", question->days, "over which peaks are sought, from days before on")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->add_option("--offset", question->offset_k, "kelvin on every place's temperature")
      ->capture_default_str();
  command->add_flag("--json", question->is_json, "for machines");
  command->footer(
      "Buildings lie where the municipality's loads do; without the network they heat themselves.\n"
      "Example: twin heat relief --system Oslo --at 2027-01-15T07:00:00Z --offset -8 --json");
  command->callback([question, &exit_code] {
    const auto text = DescribeHeatRelief(*question);
    if (!text.ok()) {
      exit_code = FailWithBadData(text.status());
      return;
    }
    std::fputs(text->c_str(), stdout);
    exit_code = kOk;
  });
}

}  // namespace

void AddHeatSystems(CLI::App& heat, int& exit_code) {
  AddCalibrate(heat, exit_code);
  AddRelief(heat, exit_code);
}

}  // namespace twin::cli

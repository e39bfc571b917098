#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "twin/cli/exit_codes.h"
#include "twin/cli/plan_check.h"
#include "twin/cli/plan_commands.h"

namespace twin::cli {
namespace {

struct CheckOptions {
  PlanCheckQuestion question;
  std::string series_file;
  bool is_json = false;
};

int Run(const CheckOptions& options) {
  const auto check = CheckPlanFile(options.question);
  if (!check.ok()) {
    if (options.is_json) std::fputs(MakePlanFailureJson(check.status()).c_str(), stdout);
    return FailWithBadData(check.status());
  }
  if (!options.series_file.empty()) {
    std::ofstream file(options.series_file, std::ios::binary);
    file << MakePlanSeriesCsv(*check);
    if (!file.flush()) return FailWithBadData(absl::DataLossError("the series cannot be written"));
  }
  std::fputs((options.is_json ? MakePlanJson(*check) : MakePlanText(*check)).c_str(), stdout);
  return kOk;
}

void AddCheck(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  PlanCheckQuestion& question = options->question;
  CLI::App* command = plan.add_subcommand(
      "check", "Read a plan, check it, and tell its demand by year and way of heating");
  command->add_option("file", question.file, "GML, SOSI, GeoJSON or GeoPackage")->required();
  command->add_option("--assumptions", question.assumptions_file,
                      "CSV of what the file cannot say: dwellings, uses, MW, years (see "
                      "data/plans/plan_assumptions.h)");
  command->add_option("--region", question.region_directory, "folder of the region's tables")
      ->capture_default_str();
  command->add_option("--start-year", question.start_year, "where the plan says no year")
      ->check(CLI::Range(1950, 2150))
      ->capture_default_str();
  command->add_option("--build-years", question.build_years, "and until all of it stands")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  command->add_option("--weather-year", question.weather_year, "stretch of the weather record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  auto* series = command->add_option("--series-year", question.series_year,
                                     "year told quarter by quarter, with --series");
  command->add_option("--series", options->series_file, "CSV file to be made")->needs(series);
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Example: twin plan check tests/cases/plans/dwellings.sos --assumptions "
      "tests/cases/plans/dwellings.csv");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace

void AddPlan(CLI::App& app, int& exit_code) {
  CLI::App* plan = app.add_subcommand("plan", "Land-use plans: what they will take");
  plan->require_subcommand(1);
  AddCheck(*plan, exit_code);
}

}  // namespace twin::cli

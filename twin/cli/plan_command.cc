#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/plan_commands.h"
#include "twin/cli/plan_grid.h"
#include "twin/cli/target_options.h"
#include "twin/plans/check_all.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/statement_files.h"

namespace twin::cli {
namespace {

struct CheckOptions {
  plans::PlanCheckQuestion question;
  PlanGridOptions grid;
  std::string series_file;
  bool is_json = false;
};

// The question with somebody to ask of the grid, when one is named.
absl::StatusOr<plans::PlanCheckQuestion> MakeQuestion(const CheckOptions& options,
                                                      std::unique_ptr<PlanGridSource>& source) {
  plans::PlanCheckQuestion question = options.question;
  if (!options.grid.is_asked) return question;
  PlanGridOptions grid = options.grid;
  grid.region_directory = question.region_directory;
  TWIN_ASSIGN_OR_RETURN(source, PlanGridSource::Open(grid));
  question.ask_grid = source->ask();
  return question;
}

absl::StatusOr<plans::PlanCheck> Check(const CheckOptions& options) {
  std::unique_ptr<PlanGridSource> source;  // until the check is done
  TWIN_ASSIGN_OR_RETURN(const plans::PlanCheckQuestion question, MakeQuestion(options, source));
  return plans::CheckPlanFile(question);
}

int Run(const CheckOptions& options) {
  const auto check = Check(options);
  if (!check.ok()) {
    if (options.is_json) std::fputs(plans::MakePlanFailureJson(check.status()).c_str(), stdout);
    return FailWithBadData(check.status());
  }
  if (!options.series_file.empty()) {
    std::ofstream file(options.series_file, std::ios::binary);
    file << plans::MakePlanSeriesCsv(*check);
    if (!file.flush()) return FailWithBadData(absl::DataLossError("the series cannot be written"));
  }
  std::fputs((options.is_json ? plans::MakePlanJson(*check) : plans::MakePlanText(*check)).c_str(),
             stdout);
  return kOk;
}

// Where the plan's file, its assumptions, the region and the years come from.
void AddPlanOptions(CLI::App& command, plans::PlanCheckQuestion& question) {
  command.add_option("--region", question.region_directory, "folder of the region's tables")
      ->capture_default_str();
  command.add_option("--start-year", question.start_year, "where the plan says no year")
      ->check(CLI::Range(1950, 2150))
      ->capture_default_str();
  command.add_option("--build-years", question.build_years, "and until all of it stands")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  command.add_option("--weather-year", question.weather_year, "stretch of the weather record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
}

void AddFileOptions(CLI::App& command, CheckOptions& options) {
  command.add_option("file", options.question.file, "GML, SOSI, GeoJSON or GeoPackage")->required();
  command.add_option("--assumptions", options.question.assumptions_file,
                     "CSV of what the file cannot say: dwellings, uses, MW, years (see "
                     "data/plans/plan_assumptions.h)");
  AddPlanOptions(command, options.question);
  AddTargetOptions(command, options.grid.target);
  AddPlanningYearOptions(command, options.grid.year);
  command.add_flag("--grid", options.grid.is_asked,
                   "ask the twin (--server, or the planning year in --data, built when it is not "
                   "there) for the room at the connection point");
}

void AddCheck(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = plan.add_subcommand(
      "check", "Read a plan, check it, and tell its demand, connection and ways of heating");
  AddFileOptions(*command, *options);
  auto* series = command->add_option("--series-year", options->question.series_year,
                                     "year told quarter by quarter, with --series");
  command->add_option("--series", options->series_file, "CSV file to be made")->needs(series);
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Example: twin plan check tests/cases/plans/dwellings.sos --assumptions "
      "tests/cases/plans/dwellings.csv");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

struct StatementOptions {
  CheckOptions check;
  plans::StatementFilesOptions files;
  std::string directory = "statement";
  std::string language = "both";
  bool has_no_pdf = false;
};

int RunStatement(const StatementOptions& options) {
  const auto check = Check(options.check);
  if (!check.ok()) return FailWithBadData(check.status());
  plans::StatementFilesOptions wanted = options.files;
  wanted.has_pdf = !options.has_no_pdf;
  wanted.has_norwegian = options.language != "en";
  wanted.has_english = options.language != "nb";
  const auto files = plans::MakeStatementFiles(*check, wanted);
  if (!files.ok()) return FailWithBadData(files.status());
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  for (const plans::StatementFile& file : *files) {
    const std::string path = (std::filesystem::path(options.directory) / file.name).string();
    std::ofstream out(path, std::ios::binary);
    out << file.bytes;
    if (!out.flush()) return FailWithBadData(absl::DataLossError(path + " cannot be written"));
    std::printf("%s\n", path.c_str());
  }
  return kOk;
}

void AddStatement(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<StatementOptions>();
  CLI::App* command = plan.add_subcommand(
      "statement", "Write a draft hearing statement with proposed provisions, and its record");
  AddFileOptions(*command, options->check);
  command->add_option("--out", options->directory, "folder to write to")->capture_default_str();
  command->add_option("--language", options->language, "nb, en or both")
      ->check(CLI::IsMember({"nb", "en", "both"}))
      ->capture_default_str();
  command->add_flag("--no-pdf", options->has_no_pdf, "HTML alone");
  command->footer(
      "Example: twin plan statement tests/cases/plans/dwellings.sos --assumptions "
      "tests/cases/plans/dwellings.csv --out /tmp/statement");
  command->callback([options, &exit_code] { exit_code = RunStatement(*options); });
}

struct CheckAllOptions {
  plans::CheckAllQuestion question;
  bool is_json = false;
};

int RunCheckAll(const CheckAllOptions& options) {
  const auto plans = plans::CheckAllPlans(options.question);
  if (!plans.ok()) return FailWithBadData(plans.status());
  std::fputs((options.is_json ? MakePlanSetJson(*plans) : MakePlanSetText(*plans)).c_str(), stdout);
  return plans->refused.empty() ? kOk : kBadData;
}

void AddCheckAll(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<CheckAllOptions>();
  options->question.threads = solvers::CountWorkThreads();
  CLI::App* command = plan.add_subcommand(
      "check-all", "Check every plan below a folder: sums by municipality and year, overlaps");
  command->add_option("folder", options->question.directory, "folder of plans")->required();
  AddPlanOptions(*command, options->question.plan);
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "The CSV of the same name beside a plan is its assumptions. Files that are refused are told, "
      "the others go on; the exit code is then 3.\n"
      "Example: twin plan check-all tests/cases/plans");
  command->callback([options, &exit_code] { exit_code = RunCheckAll(*options); });
}

}  // namespace

void AddPlan(CLI::App& app, int& exit_code) {
  CLI::App* plan = app.add_subcommand("plan", "Land-use plans: what they will take");
  plan->require_subcommand(1);
  AddCheck(*plan, exit_code);
  AddCheckAll(*plan, exit_code);
  AddStatement(*plan, exit_code);
  AddPlanInbox(*plan, exit_code);
  AddPlanSwap(*plan, exit_code);
}

}  // namespace twin::cli

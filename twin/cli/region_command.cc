#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "data/consumption_statistics.h"
#include "data/matpower_folder.h"
#include "data/matpower_from_grid.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/matpower_writer.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "solvers/secure_ratings.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/grid_moment.h"
#include "twin/cli/region_feeders.h"
#include "twin/cli/region_moment.h"
#include "twin/cli/region_summary.h"
#include "twin/cli/region_year.h"
#include "twin/cli/weather_options.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

constexpr double kLowShare = 0.55;  // least and largest share of MakeLoadShares

struct FromCaseOptions {
  std::string case_file;
  std::string out_directory;
  int quarters = 336;
  std::uint64_t seed = 1;
};

absl::Status MakeFolder(const FromCaseOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const auto matpower, data::LoadMatpowerCase(options.case_file));
  TWIN_ASSIGN_OR_RETURN(const auto region, data::MakeMatpowerRegion(matpower));
  TWIN_ASSIGN_OR_RETURN(const auto worst, solvers::CalcWorstOutages(region, {kLowShare, 1.0}));
  TWIN_RETURN_IF_ERROR(data::MakeMatpowerFolder(
      options.case_file, options.quarters, options.seed,
      solvers::MakeSecureRatingsMva(region, worst, options.seed), options.out_directory));
  std::printf("%s: %zu buses, %zu branches, %d quarters\n", options.out_directory.c_str(),
              region.grid.buses.size(), region.grid.branches.size(), options.quarters);
  for (const std::string& unsolved : worst.unsolved) {
    std::printf("  no power flow without %s\n", unsolved.c_str());
  }
  return absl::OkStatus();
}

int Run(const FromCaseOptions& options) {
  const absl::Status status = MakeFolder(options);
  return status.ok() ? kOk : FailWithBadData(status);
}

struct ToCaseOptions {
  WeatherOptions weather;
  std::string region_directory = "data/ostlandet";
  std::string at = "2027-01-15T16:00:00Z";
  std::string out_file;
  MomentQuestion question;
  YearOptions of_year;
  bool has_fixed_taps = false, has_no_banks = false, has_no_q_limits = false;
};

absl::StatusOr<std::string> MakeCase(const ToCaseOptions& options) {
  TWIN_ASSIGN_OR_RETURN(models::Region today, data::LoadRegion(options.region_directory));
  TWIN_RETURN_IF_ERROR(ApplyWeather(options.weather, today));
  TWIN_ASSIGN_OR_RETURN(const models::Region region, ApplyYear(std::move(today), options.of_year));
  MomentQuestion question = options.question;
  TWIN_ASSIGN_OR_RETURN(question.quarter, ParseStart(options.at));
  question.moves_taps = !options.has_fixed_taps;
  question.has_banks = !options.has_no_banks;
  question.enforces_q_limits = !options.has_no_q_limits;
  TWIN_ASSIGN_OR_RETURN(const RegionMoment moment, SolveRegionMoment(region, question));
  // A case's name is that of a function.
  std::string name = std::filesystem::path(options.out_file).stem().string();
  for (char& letter : name) letter = absl::ascii_isalnum(letter) ? letter : '_';
  if (name.empty() || !absl::ascii_isalpha(name[0])) name = "case_" + name;
  TWIN_ASSIGN_OR_RETURN(
      const data::MatpowerCase matpower,
      data::MakeMatpowerCase(region.grid, MakeGridMoment(name, region.grid, moment.inputs,
                                                         moment.answer, moment.rating_mva)));
  TWIN_RETURN_IF_ERROR(data::WriteMatpowerCase(matpower, options.out_file));
  return DescribeMoment(region, moment);
}

int RunToCase(const ToCaseOptions& options) {
  const auto text = MakeCase(options);
  if (!text.ok()) {
    return absl::IsFailedPrecondition(text.status()) ? Fail(text.status())
                                                     : FailWithBadData(text.status());
  }
  std::printf("%s: %s", options.out_file.c_str(), text->c_str());
  return kOk;
}

void AddToCase(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<ToCaseOptions>();
  CLI::App* command =
      region.add_subcommand("to-case", "One quarter-hour of a region, solved, as a MATPOWER case");
  command->add_option("--region", options->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--at", options->at, "quarter-hour, RFC 3339")->capture_default_str();
  command->add_option("--out", options->out_file, "file to be made (.m)")->required();
  command
      ->add_option("--weather-year", options->question.weather_year,
                   "stretch of the weather record that is replayed")
      ->capture_default_str();
  command->add_option("--seed", options->question.seed, "of the weather")->capture_default_str();
  AddYearOptions(*command, options->of_year);
  AddWeatherOptions(*command, options->weather);
  command->add_flag("--fixed-taps", options->has_fixed_taps,
                    "tap changers stay neutral, banks that keep a voltage stay out");
  command->add_flag("--no-banks", options->has_no_banks,
                    "capacitor banks switched by demand stay out");
  command->add_flag("--no-q-limits", options->has_no_q_limits,
                    "generators hold their voltage whatever it takes");
  command->footer(
      "The case's power flow is the quarter's: changers and banks stand where they stand, shares "
      "of\n"
      "the mismatch are generation, iron losses are shunts. Names, places, changer steps and "
      "limits\n"
      "by season are not part of a case. Demand is today's, stores start as a planning year's do.\n"
      "Example: twin region to-case --at 2027-01-15T16:00:00Z --out /tmp/winter.m\n"
      "         twin powerflow /tmp/winter.m --start dc");
  command->callback([options, &exit_code] { exit_code = RunToCase(*options); });
}

struct SummaryOptions {
  YearOptions of_year;
  std::string region_directory = "data/ostlandet";
  bool is_json = false;
};

int RunSummary(const SummaryOptions& options) {
  const auto region = data::LoadRegion(options.region_directory);
  if (!region.ok()) return FailWithBadData(region.status());
  data::Diagnostics diagnostics;
  const auto statistics = data::LoadConsumptionStatistics(options.region_directory,
                                                          region->municipalities, diagnostics);
  const absl::Status status = data::ToStatus(diagnostics);
  if (!status.ok()) return FailWithBadData(status);
  const auto of_year = ApplyYear(*region, options.of_year);
  if (!of_year.ok()) return FailWithBadData(of_year.status());
  // What was published is held against the years it was published for.
  const RegionSummary summary = options.of_year.year == 0 ? CalcRegionSummary(*of_year, statistics)
                                                          : CalcRegionSummary(*of_year, {});
  std::fputs((options.is_json ? MakeRegionSummaryJson(*of_year, summary)
                              : MakeRegionSummaryText(*of_year, summary))
                 .c_str(),
             stdout);
  return kOk;
}

void AddSummary(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<SummaryOptions>();
  CLI::App* command = region.add_subcommand(
      "summary", "Totals of a region by municipality, area, sector, voltage and plant class");
  command->add_option("--data-dir", options->region_directory, "folder of the region")
      ->capture_default_str();
  AddYearOptions(*command, options->of_year);
  command->add_flag("--json", options->is_json, "for machines");
  command->footer(
      "Sums of the tables, nothing is simulated; published figures stand beside them.\n"
      "Example: twin region summary --data-dir data/ostlandet --json");
  command->callback([options, &exit_code] { exit_code = RunSummary(*options); });
}

struct LargeLoadsOptions {
  YearOptions of_year;
  std::string region_directory = "data/ostlandet";
  std::string status;
  bool is_json = false;
};

int RunLargeLoads(const LargeLoadsOptions& options) {
  auto today = data::LoadRegion(options.region_directory);
  if (!today.ok()) return FailWithBadData(today.status());
  const auto region = ApplyYear(*std::move(today), options.of_year);
  if (!region.ok()) return FailWithBadData(region.status());
  std::fputs((options.is_json ? MakeLargeLoadsJson(*region, options.status)
                              : MakeLargeLoadsText(*region, options.status))
                 .c_str(),
             stdout);
  return kOk;
}

void AddLargeLoads(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<LargeLoadsOptions>();
  CLI::App* command =
      region.add_subcommand("large-loads", "Large consumers by name and where they stand");
  command->add_option("--data-dir", options->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--status", options->status, "only these")
      ->check(CLI::IsMember({"operating", "reserved", "queue", "announced", "closed"}));
  AddYearOptions(*command, options->of_year);
  command->add_flag("--json", options->is_json, "for machines");
  command->footer(
      "Only loads marked as drawn are part of the base year, or of --year; 0 MW: not published.\n"
      "Example: twin region large-loads --status queue");
  command->callback([options, &exit_code] { exit_code = RunLargeLoads(*options); });
}

}  // namespace

void AddRegion(CLI::App& app, int& exit_code) {
  CLI::App* region = app.add_subcommand("region", "Make and sum up regions");
  region->require_subcommand(1);
  auto options = std::make_shared<FromCaseOptions>();
  CLI::App* command = region->add_subcommand(
      "from-case", "A region from a MATPOWER case with a load profile, N-1 secure");
  command->add_option("case", options->case_file, "MATPOWER file (.m)")->required();
  command->add_option("--out", options->out_directory, "folder to be made")->required();
  command->add_option("--quarters", options->quarters, "length of the load profile")
      ->check(CLI::Range(1, 35136))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of profile and ratings")->capture_default_str();
  command->footer(
      "The folder holds the case, profile.csv (share of the case's load in every quarter) and\n"
      "ratings.csv: each branch carries its worst single outage with 2 to 30 % to spare. Edit "
      "them\n"
      "as you like; commands that take --region read the folder.\n"
      "Example: twin region from-case case118.m --out /tmp/case118 --quarters 672");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
  AddToCase(*region, exit_code);
  AddRegionFeeders(*region, exit_code);
  AddSummary(*region, exit_code);
  AddRegionDispatch(*region, exit_code);
  AddLargeLoads(*region, exit_code);
  AddRegionWeather(*region, exit_code);
  AddRegionYear(*region, exit_code);
  AddRegionRecord(*region, exit_code);
}

}  // namespace twin::cli

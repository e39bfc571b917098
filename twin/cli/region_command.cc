#include <cstdio>
#include <memory>
#include <string>

#include "data/matpower_folder.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/base/status_macros.h"
#include "solvers/secure_ratings.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

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

}  // namespace

void AddRegion(CLI::App& app, int& exit_code) {
  CLI::App* region = app.add_subcommand("region", "Make regions");
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
}

}  // namespace twin::cli

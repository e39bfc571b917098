#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::chrono::milliseconds kPoll{500};
constexpr int kShownRows = 9;  // times in the table for people
constexpr int kShownViolations = 15;

struct LookAheadOptions {
  Target target;
  int hours = 48;
  int members = 50;
  std::string branch;
  std::vector<std::string> series;
  int every_quarters = 4;
  bool is_json = false;
};

absl::StatusOr<pb::GetLookAheadResponse> LookAhead(const LookAheadOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const Client client, Client::Connect(options.target));
  const auto stub = pb::Operations::NewStub(client.channel());
  pb::StartLookAheadRequest start;
  start.set_hours(options.hours);
  start.set_members(options.members);
  start.set_branch_id(options.branch);
  pb::StartLookAheadResponse started;
  TWIN_RETURN_IF_ERROR(
      FromGrpc(stub->StartLookAhead(client.MakeContext(30.0).get(), start, &started)));
  pb::GetLookAheadRequest get;
  get.set_look_ahead_id(started.look_ahead_id());
  get.set_every_quarters(options.every_quarters);
  for (const std::string& series : options.series) get.add_series(series);
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  pb::GetLookAheadResponse response;
  do {
    if (response.status() == pb::LOOK_AHEAD_STATUS_RUNNING) std::this_thread::sleep_for(kPoll);
    TWIN_RETURN_IF_ERROR(
        FromGrpc(stub->GetLookAhead(client.MakeContext(30.0).get(), get, &response)));
    if (shows_progress) {
      std::fprintf(stderr, "\r\033[Klooking ahead: %.0f %%, %.0f s",
                   100.0 * response.progress_share(), response.wall_s());
    }
  } while (response.status() == pb::LOOK_AHEAD_STATUS_RUNNING);
  if (shows_progress) std::fprintf(stderr, "\r\033[K");
  if (response.status() == pb::LOOK_AHEAD_STATUS_FAILED) {
    return absl::InternalError(response.failure());
  }
  return response;
}

void PrintSpread(const pb::SeriesSpread& spread, const pb::GetLookAheadResponse& found) {
  std::printf("%s %s, %s\n", spread.series().c_str(), spread.element_id().c_str(),
              spread.unit().c_str());
  const int stride = std::max(1, (found.times_size() + kShownRows - 1) / kShownRows);
  for (int i = 0; i < found.times_size(); i += stride) {
    std::printf("  %s %12.2f %12.2f %12.2f\n", OsloTimeText(found.times(i)).c_str(),
                spread.p10_in_unit(i), spread.p50_in_unit(i), spread.p90_in_unit(i));
  }
}

void Print(const pb::GetLookAheadResponse& found) {
  std::printf("%d members from %s to %s, computed in %.0f s\n", found.members(),
              OsloTimeText(found.from()).c_str(), OsloTimeText(found.to()).c_str(), found.wall_s());
  std::printf("%-28s %12s %12s %12s\n", "", "P10", "P50", "P90");
  for (const pb::SeriesSpread& spread : found.spreads()) PrintSpread(spread, found);
  std::printf("limits that are broken in some member:\n");
  for (int i = 0; i < found.violations_size() && i < kShownViolations; ++i) {
    const pb::ViolationChance& chance = found.violations(i);
    std::printf("  %3.0f %%  %-40s worst %.3f (limit %.3f) at %s\n",
                100.0 * chance.probability_share(), chance.worst().element_name().c_str(),
                chance.worst().value_pu(), chance.worst().limit_pu(),
                OsloTimeText(chance.worst_time()).c_str());
  }
  if (found.violations_size() > kShownViolations) {
    std::printf("  and %d more with --json\n", found.violations_size() - kShownViolations);
  }
  if (found.violations().empty()) std::printf("  none\n");
}

int Run(const LookAheadOptions& options) {
  const auto found = LookAhead(options);
  if (!found.ok()) return Fail(found.status());
  if (options.is_json) {
    std::printf("%s\n", ToJson(*found).c_str());
  } else {
    Print(*found);
  }
  return kOk;
}

}  // namespace

void AddLookAhead(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<LookAheadOptions>();
  CLI::App* command = app.add_subcommand(
      "lookahead", "The hours ahead over an ensemble of weather: quantiles, chances of violations");
  AddTargetOptions(*command, options->target);
  command->add_option("--hours", options->hours, "how far")
      ->check(CLI::Range(1, 168))
      ->capture_default_str();
  command->add_option("--members", options->members, "of the ensemble")
      ->check(CLI::Range(10, 200))
      ->capture_default_str();
  command->add_option("--branch", options->branch, "of this branch; default: the living twin");
  command
      ->add_option("--series", options->series,
                   "SERIES, or SERIES/ELEMENT by id or name; by commas. Default: the region's\n"
                   "balance, temperatures and heat systems")
      ->delimiter(',');
  command->add_option("--every", options->every_quarters, "one value in so many quarters")
      ->check(CLI::Range(1, 672))
      ->capture_default_str();
  command->add_flag("--json", options->is_json, "print proto JSON (GetLookAheadResponse)");
  command->footer(
      "Every member has the living twin's weather in all that the weather up to now depends on "
      "and\n"
      "its own beyond, and is stepped as the living twin is: 50 members over 48 h are 9600 steps,\n"
      "in the background, behind the living twin.\n"
      "Example: twin lookahead --series demand_mw,\"air_temperature_degc/Oslo Blindern\"");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli

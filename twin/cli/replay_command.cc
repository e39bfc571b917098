#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"
#include "twin/cli/offline_region.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/scenario_text.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"
#include "twin/config.h"
#include "twin/convert/branch_convert.h"
#include "twin/scenario/history.h"
#include "twin/store/store_reader.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct ReplayOptions {
  Target target;
  OfflineRegion region;
  std::string from;
  std::string to;
  bool is_json = false;
};

// The weather that the folder's history was made with.
absl::StatusOr<models::WeatherYear> ReadWeatherYear(const std::string& directory) {
  TWIN_ASSIGN_OR_RETURN(const store::StoreReader reader, store::StoreReader::Open(directory));
  const auto& attributes = reader.schema().attributes;
  const auto number = [&attributes](const char* name, auto& value) {
    const auto found = attributes.find(name);
    return found == attributes.end() || absl::SimpleAtoi(found->second, &value);
  };
  models::WeatherYear weather_year;
  if (!number("weather_seed", weather_year.seed) || !number("weather_year", weather_year.year)) {
    return absl::DataLossError("the folder does not say what weather its history was made with");
  }
  return weather_year;
}

absl::StatusOr<pb::ReplayPeriodResponse> FromFolder(const ReplayOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const models::Quarter from, ParseStart(options.from));
  TWIN_ASSIGN_OR_RETURN(const models::Quarter to, ParseStart(options.to));
  const std::string& directory = options.target.data_directory;
  TWIN_RETURN_IF_ERROR(
      AdmitToFolder(directory, options.target.token_file, "local/replay").status());
  TWIN_ASSIGN_OR_RETURN(const models::WeatherYear weather_year, ReadWeatherYear(directory));
  TWIN_ASSIGN_OR_RETURN(const auto stepper, MakeOfflineStepper(options.region, weather_year));
  TWIN_ASSIGN_OR_RETURN(const scenario::History history,
                        scenario::History::Open(stepper, directory));
  TWIN_ASSIGN_OR_RETURN(const scenario::ReplayReport report, history.Replay(from, to));
  pb::ReplayPeriodResponse response = convert::ToProto(report, stepper->region());
  response.set_data_notice(stepper->region().notice);
  return response;
}

absl::StatusOr<pb::ReplayPeriodResponse> FromServer(const ReplayOptions& options) {
  pb::ReplayPeriodRequest request;
  TWIN_ASSIGN_OR_RETURN(*request.mutable_from(), ParseTime(options.from, "--from"));
  TWIN_ASSIGN_OR_RETURN(*request.mutable_to(), ParseTime(options.to, "--to"));
  return CallTwin(options.target, &pb::Scenario::Stub::ReplayPeriod, request, 300.0);
}

int Run(const ReplayOptions& options) {
  const auto replayed = options.target.server.empty() ? FromFolder(options) : FromServer(options);
  if (!replayed.ok()) return Fail(replayed.status());
  std::printf("%s", options.is_json ? (ToJson(*replayed) + "\n").c_str()
                                    : DescribeReplay(*replayed).c_str());
  return replayed->equal_quarters() == replayed->quarters() ? kOk : kBadData;
}

}  // namespace

void AddReplay(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command = app.add_subcommand(
      "replay", "Step a stored period again and compare every state with the stored hash");
  AddTargetOptions(*command, options->target);
  AddOfflineRegionOptions(*command, options->region);
  command->add_option("--from", options->from, "first quarter, UTC")->required();
  command->add_option("--to", options->to, "end, UTC, exclusive")->required();
  command->add_flag("--json", options->is_json, "print proto JSON (ReplayPeriodResponse)");
  command->footer(
      "Reads the folder, beside a running twin or without one; any length. With --server the twin\n"
      "itself does it, at most a week. Exit code 3 when a quarter does not repeat itself.\n"
      "Example: twin replay --data .run --from 2026-01-26T00:00:00Z --to 2026-01-27T00:00:00Z");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli

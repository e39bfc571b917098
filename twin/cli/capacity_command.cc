#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/capacity_text.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 60.0;

struct CapacityOptions {
  Target target;
  std::string region_directory;
  std::string at;
  std::string kind;
  std::string criterion = "n-1";
  std::string profile = "flat";
  double requested_mw = 0.0;
  double tan_phi_ratio = -1.0;  // not given
  double nominal_kv = 0.0;
  models::PlanningYear year;
  WeatherOptions weather;
  std::string record_id;
  bool is_json = false;
};

absl::Status FillPoint(const std::string& at, pb::AskCapacityRequest& request) {
  const std::vector<std::string> parts = absl::StrSplit(at, ',');
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  if (parts.size() == 2 && absl::SimpleAtod(parts[0], &lat_deg) &&
      absl::SimpleAtod(parts[1], &lon_deg)) {
    request.mutable_position()->set_lat_deg(lat_deg);
    request.mutable_position()->set_lon_deg(lon_deg);
    return absl::OkStatus();
  }
  if (at.empty()) return absl::InvalidArgumentError("--at is needed: a station, or LAT,LON");
  request.set_at(at);
  return absl::OkStatus();
}

absl::StatusOr<pb::ProfileShape> ParseProfile(const std::string& text) {
  if (text == "flat") return pb::PROFILE_SHAPE_FLAT;
  if (text == "data-centre") return pb::PROFILE_SHAPE_DATA_CENTRE;
  if (text == "office") return pb::PROFILE_SHAPE_OFFICE;
  if (text == "dwelling") return pb::PROFILE_SHAPE_DWELLING;
  return absl::InvalidArgumentError("--profile is flat, data-centre, office or dwelling");
}

absl::StatusOr<pb::AskCapacityRequest> MakeRequest(const CapacityOptions& options) {
  pb::AskCapacityRequest request;
  TWIN_RETURN_IF_ERROR(FillPoint(options.at, request));
  if (options.kind != "load" && options.kind != "generation") {
    return absl::InvalidArgumentError("--kind is needed: load or generation");
  }
  request.set_kind(options.kind == "load" ? pb::CONNECTION_KIND_LOAD
                                          : pb::CONNECTION_KIND_GENERATION);
  const std::string criterion = absl::AsciiStrToLower(options.criterion);
  if (criterion != "n-0" && criterion != "n-1") {
    return absl::InvalidArgumentError("--criterion is n-0 or n-1");
  }
  if (criterion == "n-0") request.set_criterion(pb::OUTAGE_CRITERION_N0);
  TWIN_ASSIGN_OR_RETURN(const pb::ProfileShape shape, ParseProfile(options.profile));
  request.mutable_profile()->set_shape(shape);
  request.set_requested_mw(options.requested_mw);
  if (options.tan_phi_ratio >= 0.0) request.set_tan_phi_ratio(options.tan_phi_ratio);
  request.set_nominal_kv(options.nominal_kv);
  request.set_planning_year(options.year.year);
  request.set_growth_scenario(options.year.growth);
  return request;
}

absl::StatusOr<pb::AskCapacityResponse> AskOffline(const CapacityOptions& options,
                                                   const pb::AskCapacityRequest& request) {
  TWIN_ASSIGN_OR_RETURN(
      OfflinePlanner offline,
      StartOffline({.data_directory = options.target.data_directory,
                    .region_directory = options.region_directory,
                    .year = options.year,
                    .weather = options.weather,
                    .threads = std::max(1u, std::thread::hardware_concurrency())}));
  // Who may write in the folder may see everything that comes of it.
  const access::Identity owner{.role = access::Role::kGridCompany, .token_id = "local"};
  const services::CapacityDesk& desk = offline.planner->desk();
  auto answer = desk.Ask(owner, request, nullptr);  // what is wrong is told before the long wait
  if (absl::IsUnavailable(answer.status())) {
    TWIN_RETURN_IF_ERROR(WaitUntilReady(offline).status());
    answer = desk.Ask(owner, request, nullptr);
  }
  if (!answer.ok()) return answer.status();
  pb::AskCapacityResponse response;
  *response.mutable_answer() = *std::move(answer);
  return response;
}

absl::StatusOr<pb::AskCapacityResponse> Ask(const CapacityOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const pb::AskCapacityRequest request, MakeRequest(options));
  if (!options.weather.files.empty()) {  // a twin plans with the weather it was started with
    if (!options.target.server.empty()) {
      return absl::InvalidArgumentError("--weather is for this process, not for a running twin");
    }
    return AskOffline(options, request);
  }
  const auto client = Client::Connect(options.target);
  if (!client.ok()) {
    if (!options.target.server.empty()) return client.status();
    return AskOffline(options, request);
  }
  if (!options.year.pace.empty() || options.year.has_queue) {
    return absl::InvalidArgumentError(
        "--pace and --with-queue are chosen when a twin is started (--planning-pace, "
        "--planning-queue); a running twin is asked without them");
  }
  pb::AskCapacityResponse response;
  const auto context = client->MakeContext(kDeadlineS);
  TWIN_RETURN_IF_ERROR(FromGrpc(
      pb::Capacity::NewStub(client->channel())->AskCapacity(context.get(), request, &response)));
  return response;
}

absl::StatusOr<pb::GetCapacityAnswerResponse> Show(const CapacityOptions& options) {
  pb::GetCapacityAnswerRequest request;
  pb::GetCapacityAnswerResponse response;
  request.set_record_id(options.record_id);
  const auto client = Client::Connect(options.target);
  if (client.ok()) {
    const auto context = client->MakeContext(kDeadlineS);
    TWIN_RETURN_IF_ERROR(FromGrpc(pb::Capacity::NewStub(client->channel())
                                      ->GetCapacityAnswer(context.get(), request, &response)));
    return response;
  }
  if (!options.target.server.empty()) return client.status();
  TWIN_ASSIGN_OR_RETURN(const store::RecordId id, services::CheckRecordId(options.record_id));
  TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                        store::ReadAnswer(options.target.data_directory, id));
  TWIN_ASSIGN_OR_RETURN(*response.mutable_answer(), services::ParseAnswer(bytes));
  return response;
}

template <class Response>
int Print(const absl::StatusOr<Response>& response, bool is_json) {
  if (!response.ok()) return Fail(response.status());
  if (is_json) {
    // A withheld number must not look like 0.
    std::printf("%s\n", ToJson(*response, true, !response->has_redaction()).c_str());
  } else {
    PrintAnswer(response->answer());
  }
  return kOk;
}

void AddAskOptions(CLI::App& command, CapacityOptions& options) {
  AddTargetOptions(command, options.target);
  command.add_option("--region", options.region_directory,
                     "folder of the region's tables, without a running twin");
  command.add_option("--at", options.at,
                     "station or busbar by name or id, BUSBAR/F3/N12 for a node of its feeders, or "
                     "LAT,LON for the nearest station");
  command.add_option("--kind", options.kind, "load or generation");
  command.add_option("--mw", options.requested_mw, "how much is wished for");
  command.add_option("--tan-phi", options.tan_phi_ratio, "reactive over active power [0.2]");
  command.add_option(
      "--kv", options.nominal_kv,
      "which busbar; default: the highest voltage up to 132 kV, else the lowest; 22 or "
      "11 with LAT,LON: the nearest node of the feeders");
  command.add_option("--criterion", options.criterion, "n-1, or n-0 for the intact network")
      ->capture_default_str();
  command.add_option("--profile", options.profile, "flat, data-centre, office or dwelling")
      ->capture_default_str();
  AddPlanningYearOptions(command, options.year);
  AddWeatherOptions(command, options.weather);
  // The environment's is that of a running twin, which is asked; without one it is read later.
  command.get_option("--weather")->envname("");
  command.get_option("--weather-names")->envname("");
  command.add_flag("--json", options.is_json, "print proto JSON");
}

}  // namespace

void AddCapacity(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CapacityOptions>();
  CLI::App* command = app.add_subcommand(
      "capacity", "How much more can be connected at a point, and what stops it");
  AddAskOptions(*command, *options);
  command->require_subcommand(0, 1);
  command->footer(
      "The MW stated as firm hold in every quarter-hour of the planning year under every single\n"
      "outage, checked by AC power flow. Beside a running twin it asks that twin, which keeps the\n"
      "record; else it computes in the folder (the first time takes minutes) and keeps none.\n"
      "Example: twin capacity --at Hamang --kind load --mw 20\n"
      "         twin capacity --at 59.91,10.75 --kind generation --mw 50 --kv 132 --json\n"
      "         twin capacity show 0123456789abcdef0123456789abcdef");
  command->callback([command, options, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = Print(Ask(*options), options->is_json);
  });

  AddCapacityVerify(*command, exit_code);
  CLI::App* show = command->add_subcommand("show", "An answer that was given before, by its id");
  AddTargetOptions(*show, options->target);
  show->add_option("id", options->record_id, "32 hexadecimal digits")->required();
  show->add_flag("--json", options->is_json, "print proto JSON");
  show->callback([options, &exit_code] { exit_code = Print(Show(*options), options->is_json); });
}

}  // namespace twin::cli

#include <cstdio>
#include <memory>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"
#include "twin/cli/target_options.h"
#include "twin/quarter_text.h"
#include "twin/store/store_reader.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct StatusOptions {
  Target target;
  bool is_json = false;
};

std::string LocalTime(std::int64_t unix_s) {
  absl::TimeZone oslo;
  absl::LoadTimeZone("Europe/Oslo", &oslo);
  return absl::FormatTime("%Y-%m-%d %H:%M %Z", absl::FromUnixSeconds(unix_s), oslo);
}

void Print(const pb::GetStatusResponse& status) {
  std::printf("%s (%s)\n", status.twin_name().c_str(), status.data_notice().c_str());
  std::printf("  time      %s   quarter %lld of this history\n",
              LocalTime(status.time().seconds()).c_str(),
              static_cast<long long>(status.sequence()));
  std::printf("  clock     %s", pb::ClockMode_Name(status.clock().mode()).c_str());
  if (status.clock().mode() == pb::CLOCK_MODE_SCALED) {
    std::printf(" x%g", status.clock().speed_ratio());
  }
  const pb::Balance& balance = status.balance();
  std::printf("\n  demand    %.0f MW + %.0f MW for heat, losses %.0f MW\n", balance.demand_mw(),
              balance.heat_electricity_mw(), balance.losses_mw());
  std::printf("  supply    hydro %.0f, wind %.0f, sun %.0f, thermal %.0f, net import %.0f MW\n",
              balance.hydro_mw(), balance.wind_mw(), balance.solar_mw(), balance.thermal_mw(),
              balance.net_import_mw());
  std::printf("  you are   %s\n", status.role().c_str());
  if (!status.state_hash().empty()) {
    std::printf("  patches %d, broken limits %d, streams %d, last step %.1f ms\n",
                status.patch_count(), status.violation_count(), status.subscriber_count(),
                status.step_milliseconds());
    std::printf("  state     %s\n", status.state_hash().c_str());
  }
  for (const pb::StalePart& part : status.stale()) {
    std::printf("  STALE     %s since %s: %s\n", part.part().c_str(),
                LocalTime(part.since().seconds()).c_str(), part.reason().c_str());
  }
}

absl::Status PrintFromFolder(const StatusOptions& options) {
  const auto caller =
      AdmitToFolder(options.target.data_directory, options.target.token_file, "local/status");
  if (!caller.ok()) return caller.status();
  const auto reader = store::StoreReader::Open(options.target.data_directory);
  if (!reader.ok()) return reader.status();
  const auto step = reader->ReadLastStep();
  if (!step.ok()) return step.status();
  if (!step->has_value()) return absl::NotFoundError("the folder holds no history yet");
  const models::Quarter last = (*step)->quarter;
  if (options.is_json) {
    std::printf("{\"running\": false, \"time\": \"%s\"}\n", QuarterText(last).c_str());
  } else {
    std::printf("no twin runs on %s; its history ends with the quarter from %s\n",
                options.target.data_directory.c_str(), LocalTime(last.start_s()).c_str());
  }
  return absl::OkStatus();
}

int RunStatus(const StatusOptions& options) {
  const auto client = Client::Connect(options.target);
  if (!client.ok()) {
    const absl::Status offline = PrintFromFolder(options);
    return offline.ok() ? kOk : Fail(client.status());
  }
  pb::GetStatusResponse response;
  const auto context = client->MakeContext(10.0);
  const grpc::Status status =
      pb::Operations::NewStub(client->channel())->GetStatus(context.get(), {}, &response);
  if (!status.ok()) return Fail(FromGrpc(status));
  if (options.is_json) {
    std::printf("%s\n", ToJson(response).c_str());
  } else {
    Print(response);
  }
  return kOk;
}

}  // namespace

void AddStatus(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = app.add_subcommand("status", "What the twin is doing now");
  AddTargetOptions(*command, options->target);
  command->add_flag("--json", options->is_json, "print proto JSON");
  command->footer(
      "Without a running twin it reads the folder and says where its history ends.\n"
      "Example: twin status --json");
  command->callback([options, &exit_code] { exit_code = RunStatus(*options); });
}

}  // namespace twin::cli

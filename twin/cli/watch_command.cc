#include <cstdio>
#include <memory>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct WatchOptions {
  Target target;
  std::string branch;  ///< empty: the living twin
  bool is_json = false;
  int frames = 0;  // 0: until interrupted
  std::string mask;
  std::string epoch;
  long long sequence = 0;
};

pb::WatchRequest MakeRequest(const WatchOptions& options) {
  pb::WatchRequest request;
  for (const absl::string_view path : absl::StrSplit(options.mask, ',', absl::SkipEmpty())) {
    request.mutable_field_mask()->add_paths(std::string(path));
  }
  if (!options.is_json && options.mask.empty()) {
    for (const char* path : {"balance", "heat"}) request.mutable_field_mask()->add_paths(path);
  }
  request.set_epoch(options.epoch);
  request.set_sequence(options.sequence);
  request.set_branch_id(options.branch);
  return request;
}

void PrintLine(const pb::WatchResponse& frame) {
  const absl::Time time = absl::FromUnixSeconds(frame.time().seconds());
  absl::TimeZone oslo;
  absl::LoadTimeZone("Europe/Oslo", &oslo);
  const pb::Balance& balance = frame.balance();
  std::printf("%s  demand %6.0f  hydro %5.0f  wind %4.0f  sun %4.0f  import %6.0f MW",
              absl::FormatTime("%a %d %b %H:%M", time, oslo).c_str(), balance.demand_mw(),
              balance.hydro_mw(), balance.wind_mw(), balance.solar_mw(), balance.net_import_mw());
  for (const pb::HeatFrame& heat : frame.heat()) {
    std::printf("  | %s heat %4.0f MW, tank %4.0f MWh", heat.heat_system_id().c_str(),
                heat.delivered_mw(), heat.accumulator_mwh());
  }
  if (frame.conflated_frames() > 0) std::printf("  (+%d merged)", frame.conflated_frames());
  std::printf("\n");
}

int RunWatch(const WatchOptions& options) {
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  const auto context = client->MakeContext(0.0);
  const auto reader =
      pb::Operations::NewStub(client->channel())->Watch(context.get(), MakeRequest(options));
  pb::WatchResponse frame;
  for (int count = 0; reader->Read(&frame);) {
    if (frame.kind() == pb::FRAME_KIND_GOING_AWAY) continue;
    if (options.is_json) {
      std::printf("%s\n", ToJson(frame, false).c_str());
    } else {
      PrintLine(frame);
    }
    std::fflush(stdout);
    if (++count == options.frames) {
      context->TryCancel();
      while (reader->Read(&frame)) {
      }
      reader->Finish().ok();
      return kOk;
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? kOk : Fail(FromGrpc(status));
}

}  // namespace

void AddWatch(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = app.add_subcommand("watch", "Follow the twin, a line per quarter-hour");
  AddTargetOptions(*command, options->target);
  command->add_flag("--json", options->is_json,
                    "one proto JSON frame per line: snapshot, then deltas");
  command->add_option("--frames", options->frames, "stop after so many frames; 0: never")
      ->check(CLI::Range(0, 1000000000))
      ->capture_default_str();
  command->add_option("--mask", options->mask,
                      "comma-separated parts, e.g. balance,heat,grid.branches");
  command->add_option("--branch", options->branch, "follow this branch while it runs");
  command->add_option("--epoch", options->epoch, "resume: epoch of the last frame you have");
  command->add_option("--sequence", options->sequence,
                      "resume: sequence of the last frame you have");
  command->footer("Example: twin watch --json --mask balance --frames 4");
  command->callback([options, &exit_code] { exit_code = RunWatch(*options); });
}

}  // namespace twin::cli

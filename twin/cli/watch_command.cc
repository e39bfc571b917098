#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/cli/watch_view.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct WatchOptions {
  Target target;
  std::string branch;  ///< empty: the living twin
  bool is_json = false;
  bool has_lines = false;  ///< instead of the view
  bool has_minutes = false;
  int frames = 0;  // 0: until interrupted
  std::string mask;
  std::string epoch;
  long long sequence = 0;
};

// A line per frame: asked for, or nobody looks at a terminal.
bool ShowsLines(const WatchOptions& options) {
  return !options.is_json && (options.has_lines || isatty(STDOUT_FILENO) == 0);
}

pb::WatchRequest MakeRequest(const WatchOptions& options) {
  pb::WatchRequest request;
  for (const absl::string_view path : absl::StrSplit(options.mask, ',', absl::SkipEmpty())) {
    request.mutable_field_mask()->add_paths(std::string(path));
  }
  request.set_minutes(options.has_minutes || (!options.is_json && !ShowsLines(options)));
  if (ShowsLines(options) && options.mask.empty()) {
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
    if (frame.heat_size() > 3) break;
    std::printf("  | %s heat %4.0f MW, tank %4.0f MWh", heat.heat_system_id().c_str(),
                heat.delivered_mw(), heat.accumulator_mwh());
  }
  if (frame.conflated_frames() > 0) std::printf("  (+%d merged)", frame.conflated_frames());
  std::printf("\n");
}

// Names of what the view shows. Errors: what the twin says.
absl::StatusOr<std::map<std::string, std::string>> ReadNames(const Client& client) {
  std::map<std::string, std::string> names;
  const auto stub = pb::Grid::NewStub(client.channel());
  pb::ListAssetsRequest request;
  for (const pb::AssetKind kind :
       {pb::ASSET_KIND_LINE, pb::ASSET_KIND_TRANSFORMER, pb::ASSET_KIND_BUS}) {
    request.add_kinds(kind);
  }
  request.set_page_size(1000);
  do {
    pb::ListAssetsResponse response;
    const auto context = client.MakeContext(30.0);
    TWIN_RETURN_IF_ERROR(FromGrpc(stub->ListAssets(context.get(), request, &response)));
    for (const pb::Asset& asset : response.assets()) names[asset.id()] = asset.name();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  pb::ListHeatSystemsRequest heat_request;
  heat_request.set_page_size(1000);
  pb::ListHeatSystemsResponse heat;
  const auto context = client.MakeContext(30.0);
  TWIN_RETURN_IF_ERROR(FromGrpc(
      pb::Heat::NewStub(client.channel())->ListHeatSystems(context.get(), heat_request, &heat)));
  for (const pb::HeatSystem& system : heat.heat_systems()) names[system.id()] = system.name();
  return names;
}

// The terminal as a picture that each frame draws anew.
class Screen {
 public:
  explicit Screen(std::map<std::string, std::string> names) {
    params_.names = std::move(names);
    std::fputs("\x1b[2J", stdout);
  }

  void Show(const pb::WatchResponse& frame) {
    picture_.Apply(frame);
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) {
      params_.lines = size.ws_row;
      params_.columns = size.ws_col;
    }
    const std::string text = DrawWatched(picture_, params_);
    std::fputs("\x1b[H", stdout);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      std::printf("%.*s\x1b[K\n", static_cast<int>(line.size()), line.data());
    }
    std::fputs("\x1b[J", stdout);
  }

 private:
  WatchedPicture picture_;
  WatchViewParams params_;
};

int RunWatch(const WatchOptions& options) {
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  const auto context = client->MakeContext(0.0);
  const auto reader =
      pb::Operations::NewStub(client->channel())->Watch(context.get(), MakeRequest(options));
  std::unique_ptr<Screen> screen;
  if (!options.is_json && !ShowsLines(options)) {
    auto names = ReadNames(*client);
    if (!names.ok()) return Fail(names.status());
    screen = std::make_unique<Screen>(*std::move(names));
  }
  pb::WatchResponse frame;
  for (int count = 0; reader->Read(&frame);) {
    if (frame.kind() == pb::FRAME_KIND_GOING_AWAY) continue;
    if (options.is_json) {
      std::printf("%s\n", ToJson(frame, false).c_str());
    } else if (screen != nullptr) {
      screen->Show(frame);
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
  CLI::App* command =
      app.add_subcommand("watch", "Follow the twin: a picture of the terminal, or a line a frame");
  AddTargetOptions(*command, options->target);
  command->add_flag("--json", options->is_json,
                    "one proto JSON frame per line: snapshot, then deltas");
  command->add_flag("--lines", options->has_lines, "a line per frame instead of the picture");
  command->add_flag("--minutes", options->has_minutes,
                    "also the quarter that runs, minute by minute; the picture always shows it");
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

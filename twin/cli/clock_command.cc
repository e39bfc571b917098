#include <cstdio>
#include <memory>

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct ClockOptions {
  Target target;
  std::string speed;
};

pb::ClockMode ToProtoMode(ClockMode mode) {
  switch (mode) {
    case ClockMode::kPaused:
      return pb::CLOCK_MODE_PAUSED;
    case ClockMode::kRealTime:
      return pb::CLOCK_MODE_REAL_TIME;
    case ClockMode::kScaled:
      return pb::CLOCK_MODE_SCALED;
    case ClockMode::kAsFastAsPossible:
      return pb::CLOCK_MODE_AS_FAST_AS_POSSIBLE;
  }
  return pb::CLOCK_MODE_UNSPECIFIED;
}

int RunClock(const ClockOptions& options) {
  const auto setting = ParseSpeed(options.speed);
  if (!setting.ok()) return Fail(setting.status());
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  pb::SetClockRequest request;
  request.set_mode(ToProtoMode(setting->mode));
  request.set_speed_ratio(setting->speed_ratio);
  pb::SetClockResponse response;
  const auto context = client->MakeContext(10.0);
  const grpc::Status status =
      pb::Operations::NewStub(client->channel())->SetClock(context.get(), request, &response);
  if (!status.ok()) return Fail(FromGrpc(status));
  std::printf("clock: %s\n", options.speed.c_str());
  return kOk;
}

}  // namespace

void AddClock(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ClockOptions>();
  CLI::App* command = app.add_subcommand("clock", "Pause simulated time or set its speed");
  AddTargetOptions(*command, options->target);
  command->add_option("speed", options->speed, "paused, real-time, max, or xN such as x900")
      ->required();
  command->footer("Example: twin clock x3600     one simulated hour per second");
  command->callback([options, &exit_code] { exit_code = RunClock(*options); });
}

}  // namespace twin::cli

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

// One call advances at most a day, so that progress can be shown and Ctrl-C is heard.
constexpr int kQuartersPerCall = 96;

struct StepOptions {
  Target target;
  int quarters = 1;
  bool is_json = false;
};

int RunStep(const StepOptions& options) {
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  const auto stub = pb::Operations::NewStub(client->channel());
  const bool shows_progress = isatty(STDERR_FILENO) != 0 && options.quarters > kQuartersPerCall;
  pb::StepResponse response;
  for (int done = 0; done < options.quarters;) {
    pb::StepRequest request;
    request.set_quarters(std::min(kQuartersPerCall, options.quarters - done));
    const auto context = client->MakeContext(60.0);
    const grpc::Status status = stub->Step(context.get(), request, &response);
    if (!status.ok()) return Fail(FromGrpc(status));
    done += request.quarters();
    if (shows_progress) std::fprintf(stderr, "\r%d of %d quarters", done, options.quarters);
  }
  if (shows_progress) std::fprintf(stderr, "\n");
  if (options.is_json) {
    std::printf("%s\n", ToJson(response).c_str());
  } else {
    std::printf("quarter %lld done, demand %.0f MW, net import %.0f MW\nstate %s\n",
                static_cast<long long>(response.sequence()), response.balance().demand_mw(),
                response.balance().net_import_mw(), response.state_hash().c_str());
  }
  return kOk;
}

}  // namespace

void AddStep(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<StepOptions>();
  CLI::App* command = app.add_subcommand("step", "Advance a paused twin by whole quarter-hours");
  AddTargetOptions(*command, options->target);
  command->add_option("quarters", options->quarters, "how many quarter-hours")
      ->check(CLI::Range(1, 350400))
      ->capture_default_str();
  command->add_flag("--json", options->is_json, "print the last step as proto JSON");
  command->footer(
      "Every quarter is on disk before the command returns.\n"
      "Example: twin clock paused && twin step 96");
  command->callback([options, &exit_code] { exit_code = RunStep(*options); });
}

}  // namespace twin::cli

#include <cstdio>
#include <memory>

#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 10.0;

struct SecurityOptions {
  Target target;
  bool with_all = false;
  bool is_json = false;
};

void Print(const pb::GetSecurityResponse& security) {
  std::printf("%s: %d outages, %d of them insecure; %.0f ms\n",
              OsloTimeText(security.time()).c_str(), security.outage_count(),
              security.insecure_count(), security.milliseconds());
  for (const pb::InsecureOutage& outage : security.insecure()) {
    std::printf("  without %s:", outage.element_name().c_str());
    if (!outage.has_solution()) std::printf(" no solution of the power flow;");
    if (!outage.overloaded_id().empty()) {
      std::printf(" %s at %.0f %%;", outage.overloaded_name().c_str(),
                  100.0 * outage.loading_share());
    }
    if (!outage.bus_id().empty()) {
      std::printf(" %s %.3f pu outside its limits;", outage.bus_name().c_str(), outage.beyond_pu());
    }
    if (outage.lost_load_mw() > 0.0) {
      std::printf(" %.0f MW without supply;", outage.lost_load_mw());
    }
    std::printf("\n");
  }
  std::printf("least left after the worst outage:\n");
  for (const pb::BranchMargin& margin : security.margins()) {
    std::printf("  %5.0f %%  %s, without %s\n", 100.0 * margin.loading_share(),
                margin.branch_name().c_str(), margin.outage_name().c_str());
  }
  std::printf("%s\n", security.data_notice().c_str());
}

int Run(const SecurityOptions& options) {
  pb::GetSecurityRequest request;
  request.set_with_all_margins(options.with_all);
  const auto response = CallTwin(options.target, &pb::Grid::Stub::GetSecurity, request, kDeadlineS);
  if (!response.ok()) return Fail(response.status());
  if (options.is_json) {
    std::printf("%s\n", ToJson(*response).c_str());
  } else {
    Print(*response);
  }
  return kOk;
}

}  // namespace

void AddSecurity(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SecurityOptions>();
  CLI::App* command =
      app.add_subcommand("security", "What every single outage would do to the living twin now");
  AddTargetOptions(*command, options->target);
  command->add_flag("--all", options->with_all, "margins of all branches, not of the 20 worst");
  command->add_flag("--json", options->is_json, "print proto JSON");
  command->footer(
      "Every line, transformer and running generator is lost in turn, each by AC power flow.\n"
      "Power-sensitive: needs the token of a grid company.");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli

#include <cstdio>
#include <memory>
#include <string>

#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/scenario_text.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr char kLive[] = "live";

struct CompareOptions {
  Target target;
  std::string first;
  std::string second;
  std::string from;
  std::string to;
  bool is_json = false;
};

absl::StatusOr<pb::CompareBranchesResponse> Compare(const CompareOptions& options) {
  pb::CompareBranchesRequest request;
  if (options.first != kLive) request.set_first_id(options.first);
  if (options.second != kLive) request.set_second_id(options.second);
  if (!options.from.empty()) {
    TWIN_ASSIGN_OR_RETURN(*request.mutable_from(), ParseTime(options.from, "--from"));
  }
  if (!options.to.empty()) {
    TWIN_ASSIGN_OR_RETURN(*request.mutable_to(), ParseTime(options.to, "--to"));
  }
  return CallTwin(options.target, &pb::Scenario::Stub::CompareBranches, request, 300.0);
}

int Run(const CompareOptions& options) {
  const auto found = Compare(options);
  if (!found.ok()) return Fail(found.status());
  const std::string text = options.is_json
                               ? ToJson(*found) + "\n"
                               : DescribeComparison(*found, options.first, options.second);
  std::printf("%s", text.c_str());
  return kOk;
}

}  // namespace

void AddCompare(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command =
      app.add_subcommand("compare", "Two runs: where, when and by how much they differ");
  AddTargetOptions(*command, options->target);
  command->add_option("first", options->first, "id of a branch, or live")->required();
  command->add_option("second", options->second, "id of a branch, or live")->required();
  command->add_option("--from", options->from, "first quarter, UTC; default: all both have");
  command->add_option("--to", options->to, "end, UTC, exclusive");
  command->add_flag("--json", options->is_json, "print proto JSON");
  command->footer(
      "Values count as equal within the resolution they are stored with. At most a week at a "
      "time.\n"
      "Example: twin compare live b-1f2e3d4c5b6a7988");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli

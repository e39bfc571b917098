#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/scenario_text.h"
#include "twin/cli/simulation.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;
using Stub = pb::Scenario::Stub;

constexpr double kSecondsPerHour = 3600.0;
constexpr std::int64_t kSecondsPerDay = 86400;
constexpr std::int64_t kBytesPerMib = 1 << 20;
constexpr std::chrono::milliseconds kPoll{100};

struct BranchOptions {
  Target target;
  bool is_json = false;
  std::string branch;
  std::string name;
  std::string parent;
  std::string at;
  std::string to;
  double hours_h = 0.0;
  std::int64_t max_steps = 0;
  std::int64_t memory_mib = 0;
  std::int64_t days = 0;
  std::string request_id;
  std::string patch;
  bool waits = false;
  SimulationQuestion offline;
};

int Print(const BranchOptions& options, const google::protobuf::Message& message,
          const std::string& text) {
  std::printf("%s", options.is_json ? (ToJson(message) + "\n").c_str() : text.c_str());
  return kOk;
}

template <class Response>
int PrintBranch(const BranchOptions& options, const absl::StatusOr<Response>& response) {
  if (!response.ok()) return Fail(response.status());
  return Print(options, *response, DescribeBranch(response->branch()));
}

int Create(const BranchOptions& options) {
  pb::CreateBranchRequest request;
  request.set_name(options.name);
  request.set_parent_id(options.parent);
  request.set_max_steps(options.max_steps);
  request.set_max_bytes(options.memory_mib * kBytesPerMib);
  request.set_lifetime_s(options.days * kSecondsPerDay);
  request.set_request_id(options.request_id);
  if (!options.at.empty()) {
    auto at = ParseTime(options.at, "--at");
    if (!at.ok()) return Fail(at.status());
    *request.mutable_time() = *std::move(at);
  }
  return PrintBranch(options, CallTwin(options.target, &Stub::CreateBranch, request));
}

int List(const BranchOptions& options) {
  pb::ListBranchesResponse all;
  pb::ListBranchesRequest request;
  request.set_page_size(1000);
  do {
    const auto page = CallTwin(options.target, &Stub::ListBranches, request);
    if (!page.ok()) return Fail(page.status());
    all.MergeFrom(*page);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  std::string text;
  for (const pb::Branch& branch : all.branches()) text += DescribeBranchLine(branch);
  if (all.branches().empty()) text = "no branch is alive; make one with 'twin scenario create'\n";
  return Print(options, all, text);
}

absl::StatusOr<pb::GetBranchResponse> Get(const BranchOptions& options) {
  pb::GetBranchRequest request;
  request.set_branch_id(options.branch);
  return CallTwin(options.target, &Stub::GetBranch, request);
}

int Show(const BranchOptions& options) { return PrintBranch(options, Get(options)); }

bool IsBusy(const pb::Branch& branch) {
  return branch.status() == pb::BRANCH_STATUS_RUNNING ||
         branch.status() == pb::BRANCH_STATUS_RECOVERING;
}

absl::StatusOr<google::protobuf::Timestamp> GoalOf(const BranchOptions& options) {
  if (!options.to.empty()) return ParseTime(options.to, "--to");
  if (!(options.hours_h > 0.0)) {
    return absl::InvalidArgumentError("say how far it runs: --to TIME or --hours H");
  }
  TWIN_ASSIGN_OR_RETURN(const pb::GetBranchResponse now, Get(options));
  google::protobuf::Timestamp to = now.branch().next();
  to.set_seconds(to.seconds() + std::llround(options.hours_h * kSecondsPerHour));
  return to;
}

int RunBranch(const BranchOptions& options) {
  auto to = GoalOf(options);
  if (!to.ok()) return Fail(to.status());
  pb::RunBranchRequest request;
  request.set_branch_id(options.branch);
  *request.mutable_to() = *std::move(to);
  const auto started = CallTwin(options.target, &Stub::RunBranch, request);
  if (!started.ok() || !options.waits) return PrintBranch(options, started);
  auto branch = Get(options);
  while (branch.ok() && IsBusy(branch->branch())) {
    std::this_thread::sleep_for(kPoll);
    branch = Get(options);
  }
  return PrintBranch(options, branch);
}

int Run(const BranchOptions& options) {
  if (!absl::EndsWith(options.branch, ".json")) return RunBranch(options);
  SimulationQuestion question = options.offline;
  question.scenario_file = options.branch;
  return RunAndPrintSimulation(question, options.is_json);
}

int Pause(const BranchOptions& options) {
  pb::PauseBranchRequest request;
  request.set_branch_id(options.branch);
  return PrintBranch(options, CallTwin(options.target, &Stub::PauseBranch, request));
}

int Rewind(const BranchOptions& options) {
  auto to = ParseTime(options.to, "--to");
  if (!to.ok()) return Fail(to.status());
  pb::RewindBranchRequest request;
  request.set_branch_id(options.branch);
  *request.mutable_to() = *std::move(to);
  return PrintBranch(options, CallTwin(options.target, &Stub::RewindBranch, request));
}

int Delete(const BranchOptions& options) {
  pb::DeleteBranchRequest request;
  request.set_branch_id(options.branch);
  const auto done = CallTwin(options.target, &Stub::DeleteBranch, request);
  if (!done.ok()) return Fail(done.status());
  return Print(options, *done, absl::StrCat("deleted ", options.branch, "\n"));
}

int EndPatch(const BranchOptions& options) {
  pb::EndPatchRequest request;
  request.set_branch_id(options.branch);
  request.set_patch_id(options.patch);
  request.set_request_id(options.request_id);
  if (!options.to.empty()) {
    auto to = ParseTime(options.to, "--to");
    if (!to.ok()) return Fail(to.status());
    *request.mutable_to() = *std::move(to);
  }
  const auto done = CallTwin(options.target, &Stub::EndPatch, request);
  if (!done.ok()) return Fail(done.status());
  return Print(options, *done,
               absl::StrCat(done->patch().id(), " ends ", OsloTimeText(done->patch().to()), "\n"));
}

using Options = std::shared_ptr<BranchOptions>;

CLI::App* AddCommand(CLI::App& scenario, const Options& options, const char* name, const char* help,
                     int (*run)(const BranchOptions&), int& exit_code) {
  CLI::App* command = scenario.add_subcommand(name, help);
  AddTargetOptions(*command, options->target);
  command->add_flag("--json", options->is_json, "print proto JSON");
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}

void AddCreate(CLI::App& scenario, const Options& options, int& exit_code) {
  CLI::App* create =
      AddCommand(scenario, options, "create", "a branch of now, of a past instant, of a branch",
                 Create, exit_code);
  create->add_option("name", options->name, "for people")->required();
  create->add_option("--parent", options->parent, "branch it leaves; default: the living twin");
  create->add_option("--at", options->at, "quarter it computes first, UTC; default: the next one");
  create->add_option("--max-steps", options->max_steps, "quarters it may run; default 31 days");
  create->add_option("--memory-mib", options->memory_mib,
                     "for states on its way, 1 to 256; more means fewer computed twice; default 2");
  create->add_option("--days", options->days, "until it is deleted by itself; default 7");
  create->add_option("--request-id", options->request_id, "makes repeating the command harmless");
  create->footer("Nothing is copied before it diverges.\nExample: twin scenario create \"colder\"");
}

void AddRun(CLI::App& scenario, const Options& options, int& exit_code) {
  CLI::App* run =
      AddCommand(scenario, options, "run", "let a branch run, or a scenario file without a server",
                 Run, exit_code);
  run->add_option("branch", options->branch, "id of a branch, or FILE.json")->required();
  run->add_option("--to", options->to, "quarter it stops before, UTC");
  run->add_option("--hours", options->hours_h, "or: so far from where it is")
      ->check(CLI::PositiveNumber);
  run->add_flag("--wait", options->waits, "return when it is there");
  AddSimulationOptions(*run, options->offline);
  run->footer(
      "A branch runs in the server's background; the living twin goes first. A file is run here,\n"
      "trunk and branches, from the state at rest: data/ostlandet/scenarios holds stories.\n"
      "Example: twin scenario run b-1f2e3d4c5b6a7988 --hours 48 --wait\n"
      "         twin scenario run data/ostlandet/scenarios/cold_tuesday.json");
}

}  // namespace

void AddScenario(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<BranchOptions>();
  CLI::App* scenario =
      app.add_subcommand("scenario", "Branches of the living twin: try something else from now");
  scenario->require_subcommand(1);
  scenario->footer(
      "A branch is a root in the living twin's history and what was ordered of it: it survives a\n"
      "restart, is computed again bit for bit, and never slows the twin.\n"
      "Example: twin scenario create \"a cold week\"            prints an id\n"
      "         twin scenario patch ID temperature -- -12\n"
      "         twin scenario run ID --hours 48 --wait\n"
      "         twin compare live ID");
  AddCreate(*scenario, options, exit_code);
  AddCommand(*scenario, options, "list", "all that are alive, oldest first", List, exit_code);
  const auto with_branch = [&](const char* name, const char* help,
                               int (*run)(const BranchOptions&)) {
    CLI::App* command = AddCommand(*scenario, options, name, help, run, exit_code);
    command->add_option("branch", options->branch, "id of the branch")->required();
    return command;
  };
  with_branch("show", "one branch: where it is, its totals, its patches", Show);
  AddRun(*scenario, options, exit_code);
  with_branch("pause", "stop it after the quarter it is at", Pause);
  with_branch("rewind", "go back; later patches are forgotten", Rewind)
      ->add_option("--to", options->to, "quarter that is next again, UTC")
      ->required();
  AddBranchPatch(*scenario, exit_code);
  CLI::App* end = with_branch("end-patch", "end a patch of a branch: a return", EndPatch);
  end->add_option("patch_id", options->patch, "id from 'twin scenario show'")->required();
  end->add_option("--to", options->to, "last minute, UTC, exclusive; default: the next quarter");
  end->add_option("--request-id", options->request_id, "makes repeating the command harmless");
  with_branch("delete", "forget a branch", Delete);
}

}  // namespace twin::cli

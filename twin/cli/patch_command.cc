#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <functional>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/patch_options.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/text_file.h"
#include "twin/cli/time_option.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status SetTime(const std::string& text, const char* flag,
                     const std::function<google::protobuf::Timestamp*()>& mutable_time) {
  if (text.empty()) return absl::OkStatus();
  TWIN_ASSIGN_OR_RETURN(*mutable_time(), ParseTime(text, flag));
  return absl::OkStatus();
}

absl::StatusOr<pb::ApplyPatchResponse> Send(const PatchOptions& options, pb::Patch patch) {
  TWIN_RETURN_IF_ERROR(SetTime(options.from, "--from", [&] { return patch.mutable_from(); }));
  TWIN_RETURN_IF_ERROR(SetTime(options.to, "--to", [&] { return patch.mutable_to(); }));
  TWIN_ASSIGN_OR_RETURN(const Client client, Client::Connect(options.target));
  pb::ApplyPatchRequest request;
  *request.mutable_patch() = std::move(patch);
  request.set_branch_id(options.branch);
  request.set_request_id(options.request_id);
  request.set_validate_only(options.validate_only);
  pb::ApplyPatchResponse response;
  const auto context = client.MakeContext(10.0);
  TWIN_RETURN_IF_ERROR(FromGrpc(
      pb::Scenario::NewStub(client.channel())->ApplyPatch(context.get(), request, &response)));
  return response;
}

int ApplyFile(const PatchOptions& options, const std::string& path) {
  const auto json = ReadTextFile(path);
  if (!json.ok()) return Fail(json.status());
  pb::Patch patch;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*json, &patch);
  if (!parsed.ok()) {
    return Fail(absl::InvalidArgumentError(
        absl::StrCat(path, " holds no patch: ", std::string(parsed.message()))));
  }
  return Apply(options, std::move(patch));
}

int End(const PatchOptions& options) {
  pb::EndPatchRequest request;
  request.set_patch_id(options.element);
  request.set_request_id(options.request_id);
  const absl::Status time = SetTime(options.to, "--to", [&] { return request.mutable_to(); });
  if (!time.ok()) return Fail(time);
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  pb::EndPatchResponse response;
  const auto context = client->MakeContext(10.0);
  const grpc::Status status =
      pb::Scenario::NewStub(client->channel())->EndPatch(context.get(), request, &response);
  if (!status.ok()) return Fail(FromGrpc(status));
  std::printf("%s\n", ToJson(response).c_str());
  return kOk;
}

int List(const PatchOptions& options) {
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  pb::ListPatchesResponse response;
  const auto context = client->MakeContext(10.0);
  const grpc::Status status =
      pb::Scenario::NewStub(client->channel())->ListPatches(context.get(), {}, &response);
  if (!status.ok()) return Fail(FromGrpc(status));
  std::printf("%s\n", ToJson(response).c_str());
  return kOk;
}

void AddPatchOptions(CLI::App& command, PatchOptions& options) {
  AddTargetOptions(command, options.target);
  command.add_option("--from", options.from, "first minute, UTC; default: the next quarter");
  command.add_option("--to", options.to, "end, UTC, exclusive; default: until ended");
  command.add_option("--request-id", options.request_id, "makes repeating the command harmless");
  command.add_flag("--validate-only", options.validate_only, "check, change nothing");
}

void AddChanges(CLI::App& patch, const Options& options, int& exit_code) {
  patch.require_subcommand(1);
  AddGridChanges(patch, options, exit_code);
  AddHeatChanges(patch, options, exit_code);
  CLI::App* file = AddKind(
      patch, options, "file", "apply a patch written as proto JSON",
      [](const PatchOptions& given) { return ApplyFile(given, given.element); }, exit_code);
  file->add_option("path", options->element, "JSON file")->required();
}

}  // namespace

int Apply(const PatchOptions& options, pb::Patch patch) {
  const auto response = Send(options, std::move(patch));
  if (!response.ok()) return Fail(response.status());
  std::printf("%s\n", ToJson(*response).c_str());
  return kOk;
}

CLI::App* AddKind(CLI::App& patch, const Options& options, const char* name, const char* help,
                  const std::function<int(const PatchOptions&)>& run, int& exit_code) {
  CLI::App* command = patch.add_subcommand(name, help);
  AddPatchOptions(*command, *options);
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}

void AddPatch(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PatchOptions>();
  CLI::App* patch =
      app.add_subcommand("patch", "Change the living twin: outage, cold, load, order, price");
  patch->footer(
      "Elements are named by id or by an unambiguous name.\n"
      "Example: twin patch temperature -- -10      ten degrees colder from now on\n"
      "         twin patch outage \"Sylling - Hamang 1\" --to 2026-01-13T06:00:00Z");
  AddChanges(*patch, options, exit_code);

  CLI::App* end =
      AddKind(*patch, options, "end", "end a patch: the return of a component", End, exit_code);
  end->add_option("patch_id", options->element, "id from 'twin patch list'")->required();

  AddKind(*patch, options, "list", "patches in force or still to come", List, exit_code);
}

void AddBranchPatch(CLI::App& scenario, int& exit_code) {
  auto options = std::make_shared<PatchOptions>();
  CLI::App* patch = scenario.add_subcommand("patch", "Change a branch, also while it runs");
  patch->add_option("branch", options->branch, "id of the branch")->required();
  patch->footer(
      "Without --from it acts from the branch's next quarter on.\n"
      "Example: twin scenario patch ID temperature -- -10\n"
      "         twin scenario patch ID outage \"Sylling - Hamang 1\"");
  AddChanges(*patch, options, exit_code);
}

}  // namespace twin::cli

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <functional>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/target_options.h"
#include "twin/cli/text_file.h"
#include "twin/cli/time_option.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct PatchOptions {
  Target target;
  std::string branch;  ///< empty: the living twin
  std::string from;
  std::string to;
  std::string request_id;
  bool validate_only = false;
  std::string element;
  double value = 0.0;
  double reactive_mvar = 0.0;
  double ratio = 1.0;
  std::string heat_system;
  std::string bus;
  std::string former = "direct";
  double source_degc = 0.0;
  double cooled_to_degc = 0.0;
};

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

int Apply(const PatchOptions& options, pb::Patch patch) {
  const auto response = Send(options, std::move(patch));
  if (!response.ok()) return Fail(response.status());
  std::printf("%s\n", ToJson(*response).c_str());
  return kOk;
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

using Options = std::shared_ptr<PatchOptions>;

CLI::App* AddKind(CLI::App& patch, const Options& options, const char* name, const char* help,
                  const std::function<int(const PatchOptions&)>& run, int& exit_code) {
  CLI::App* command = patch.add_subcommand(name, help);
  AddPatchOptions(*command, *options);
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}

// One subcommand for each kind of change.
void AddChanges(CLI::App* patch, const Options& options, int& exit_code) {
  patch->require_subcommand(1);
  CLI::App* outage = AddKind(
      *patch, options, "outage", "take a branch, generator or heat plant out",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_outage()->set_element_id(given.element);
        return Apply(given, std::move(change));
      },
      exit_code);
  outage->add_option("element", options->element, "id or name")->required();

  CLI::App* temperature = AddKind(
      *patch, options, "temperature", "shift the outdoor temperature everywhere",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_temperature_shift()->set_offset_k(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  temperature->add_option("offset_k", options->value, "kelvin; write -- before a negative one")
      ->required();

  CLI::App* load = AddKind(
      *patch, options, "load", "add demand at a bus",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_demand_change()->set_bus_id(given.element);
        change.mutable_demand_change()->set_demand_mw(given.value);
        change.mutable_demand_change()->set_demand_mvar(given.reactive_mvar);
        return Apply(given, std::move(change));
      },
      exit_code);
  load->add_option("bus", options->element, "id or name of the bus")->required();
  load->add_option("demand_mw", options->value, "MW, negative takes demand away")->required();
  load->add_option("--mvar", options->reactive_mvar, "reactive demand")->capture_default_str();

  CLI::App* order = AddKind(
      *patch, options, "grid-order", "limit the electricity of a heat system",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_grid_order()->set_heat_system_id(given.element);
        change.mutable_grid_order()->set_electricity_max_mw(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  order->add_option("heat_system", options->element, "id or name, e.g. Oslo")->required();
  order->add_option("electricity_max_mw", options->value, "MW")->required();

  CLI::App* reserve = AddKind(
      *patch, options, "reserve", "activate reserve that a heat system has sold; needs --to",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_reserve_activation()->set_heat_system_id(given.element);
        change.mutable_reserve_activation()->set_electricity_cut_mw(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  reserve->add_option("heat_system", options->element, "id or name, e.g. Oslo")->required();
  reserve->add_option("electricity_cut_mw", options->value, "MW less than it would draw")
      ->required();

  CLI::App* plant = AddKind(
      *patch, options, "plant", "leave a heat plant only a share of its heat",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_plant_reduction()->set_heat_plant_id(given.element);
        change.mutable_plant_reduction()->set_available_share(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  plant->add_option("heat_plant", options->element, "id or name")->required();
  plant->add_option("available_share", options->value, "0 to 1")->required();

  CLI::App* price = AddKind(
      *patch, options, "price", "change the spot price as heat plants see it",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_price_change()->set_price_ratio(given.ratio);
        change.mutable_price_change()->set_offset_nok_per_mwh(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  price->add_option("--ratio", options->ratio, "times the price")->capture_default_str();
  price->add_option("--offset", options->value, "NOK/MWh on top")->capture_default_str();

  CLI::App* convert = AddKind(
      *patch, options, "convert", "move buildings from electric heating to a heat network",
      [](const PatchOptions& given) {
        static const std::map<std::string, pb::FormerHeating> formers{
            {"direct", pb::FORMER_HEATING_DIRECT_ELECTRIC},
            {"heat-pump", pb::FORMER_HEATING_HEAT_PUMP},
            {"electric-boiler", pb::FORMER_HEATING_ELECTRIC_BOILER}};
        pb::Patch change;
        pb::HeatConversion& conversion = *change.mutable_heat_conversion();
        conversion.set_bus_id(given.bus);
        conversion.set_heat_system_id(given.heat_system);
        conversion.set_design_heat_mw(given.value);
        conversion.set_former_heating(formers.at(given.former));
        return Apply(given, std::move(change));
      },
      exit_code);
  convert->add_option("bus", options->bus, "id or name of the bus they draw at")->required();
  convert->add_option("heat_system", options->heat_system, "id or name, e.g. Oslo")->required();
  convert->add_option("design_heat_mw", options->value, "their heat, a day's mean at -20 degC")
      ->required();
  convert->add_option("--former", options->former, "how they are heated today")
      ->check(CLI::IsMember({"direct", "heat-pump", "electric-boiler"}))
      ->capture_default_str();

  CLI::App* source = AddKind(
      *patch, options, "surplus-source", "let a heat network take a new source of surplus heat",
      [](const PatchOptions& given) {
        pb::Patch change;
        pb::NewSurplusSource& added = *change.mutable_new_surplus_source();
        added.set_surplus_source_id(given.element);
        added.set_heat_system_id(given.heat_system);
        added.set_bus_id(given.bus);
        added.set_heat_mw(given.value);
        added.set_source_degc(given.source_degc);
        added.set_cooled_to_degc(given.cooled_to_degc);
        return Apply(given, std::move(change));
      },
      exit_code);
  source->add_option("--source", options->element, "one of the region's sources, id or name");
  source->add_option("--heat-system", options->heat_system, "id or name; the source's nearest");
  source->add_option("--bus", options->bus, "id or name; where its heat pump draws");
  source->add_option("--mw", options->value, "heat of the source");
  source->add_option("--degc", options->source_degc, "temperature of the source");
  source->add_option("--cooled-to", options->cooled_to_degc, "degC it leaves with");

  CLI::App* file = AddKind(
      *patch, options, "file", "apply a patch written as proto JSON",
      [](const PatchOptions& given) { return ApplyFile(given, given.element); }, exit_code);
  file->add_option("path", options->element, "JSON file")->required();
}

}  // namespace

void AddPatch(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PatchOptions>();
  CLI::App* patch =
      app.add_subcommand("patch", "Change the living twin: outage, cold, load, order, price");
  patch->footer(
      "Elements are named by id or by an unambiguous name.\n"
      "Example: twin patch temperature -- -10      ten degrees colder from now on\n"
      "         twin patch outage \"Sylling - Hamang\" --to 2026-01-13T06:00:00Z");
  AddChanges(patch, options, exit_code);

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
      "         twin scenario patch ID outage \"Sylling - Hamang\"");
  AddChanges(patch, options, exit_code);
}

}  // namespace twin::cli

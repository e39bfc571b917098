// Networks pipe by pipe of a running twin: one minute, or every minute as it comes.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

struct StateOptions {
  Target target;
  pb::GetHeatNetworkStateRequest request;
  std::string time;
  bool is_steady = false;
  bool is_json = false;
};

struct WatchOptions {
  Target target;
  pb::WatchHeatNetworkRequest request;
  std::vector<std::string> nodes;
  int every_minutes = 1;
  int minutes = 0;  // 0: until interrupted
  bool wants_columns = false;
  bool is_json = false;
};

const pb::HeatLimit* FindWorstPoint(const pb::HeatNetworkSummary& summary) {
  for (const pb::HeatLimit& limit : summary.nearest())
    if (limit.kind() == pb::HEAT_LIMIT_KIND_DIFFERENTIAL_PRESSURE) return &limit;
  return nullptr;
}

std::string LineOf(const google::protobuf::Timestamp& time, const pb::HeatNetworkSummary& summary) {
  char line[200];
  std::snprintf(line, sizeof line,
                "%s  %5.1f/%4.1f °C  plants %6.1f  taken %6.1f  lost %4.1f  stored %+5.1f MW  "
                "missing %4.1f MW",
                OsloTimeText(time).c_str(), summary.supply_degc(), summary.return_degc(),
                summary.producer_heat_mw(), summary.consumer_heat_mw(), summary.loss_mw(),
                summary.stored_mw(), summary.missing_mw());
  std::string text = line;
  if (const pb::HeatLimit* worst = FindWorstPoint(summary); worst != nullptr) {
    std::snprintf(line, sizeof line, "  worst %.2f bar at %s", worst->value_bar(),
                  worst->element_id().c_str());
    text += line;
  }
  return text;
}

void PrintStale(const google::protobuf::RepeatedPtrField<pb::StalePart>& stale) {
  for (const pb::StalePart& part : stale)
    std::printf("  stale since %s: %s %s\n", OsloTimeText(part.since()).c_str(),
                part.part().c_str(), part.reason().c_str());
}

void PrintState(const pb::GetHeatNetworkStateResponse& state) {
  if (!state.has_summary()) {
    std::printf("%s  nothing to show\n", OsloTimeText(state.time()).c_str());
  } else {
    std::printf("%s\n", LineOf(state.time(), state.summary()).c_str());
    std::printf("  in the pipes %.1f MWh above the ground, flow %.0f kg/s, %d alarms\n",
                state.summary().stored_mwh(), state.summary().flow_kg_s(),
                state.summary().alarm_count());
    for (const pb::HeatNetworkPlantState& plant : state.plants())
      std::printf("  %-32s %6.1f MW  %6.1f kg/s  back at %4.1f °C\n", plant.id().c_str(),
                  plant.heat_mw(), plant.flow_kg_s(), plant.return_degc());
  }
  PrintStale(state.stale());
  std::printf("%s\n", state.data_notice().c_str());
}

int RunState(StateOptions& options) {
  if (!options.time.empty()) {
    const auto time = ParseTime(options.time, "--time");
    if (!time.ok()) return Fail(time.status());
    *options.request.mutable_time() = *time;
  }
  if (options.is_steady) options.request.set_kind(pb::HEAT_STATE_KIND_STEADY);
  const auto state =
      CallTwin(options.target, &pb::Heat::Stub::GetHeatNetworkState, options.request);
  if (!state.ok()) return Fail(state.status());
  if (options.is_json) {
    std::printf("%s\n", ToJson(*state).c_str());
  } else {
    PrintState(*state);
  }
  return kOk;
}

void PrintMinute(const pb::WatchHeatNetworkResponse& minute) {
  std::string text = LineOf(minute.time(), minute.summary());
  char words[100];
  for (int i = 0; i < minute.nodes().supply_degc_size(); ++i) {
    const pb::HeatNodeSeries& nodes =
        minute.has_exact_nodes() ? minute.exact_nodes() : minute.nodes();
    std::snprintf(
        words, sizeof words, "  | %.2f/%.2f °C %.2f/%.2f bar",
        static_cast<double>(nodes.supply_degc(i)), static_cast<double>(nodes.return_degc(i)),
        static_cast<double>(nodes.supply_bar(i)), static_cast<double>(nodes.return_bar(i)));
    text += words;
  }
  if (minute.conflated_minutes() > 0) {
    std::snprintf(words, sizeof words, "  (+%d left out)", minute.conflated_minutes());
    text += words;
  }
  std::printf("%s\n", text.c_str());
  PrintStale(minute.stale());
}

int RunWatch(WatchOptions& options) {
  for (const std::string& node : options.nodes) options.request.add_node_ids(node);
  options.request.set_every_minutes(options.every_minutes);
  options.request.set_wants_columns(options.wants_columns);
  const auto client = Client::Connect(options.target);
  if (!client.ok()) return Fail(client.status());
  const auto context = client->MakeContext(0.0);
  const auto reader =
      pb::Heat::NewStub(client->channel())->WatchHeatNetwork(context.get(), options.request);
  pb::WatchHeatNetworkResponse minute;
  for (int count = 0; reader->Read(&minute);) {
    if (options.is_json) {
      std::printf("%s\n", ToJson(minute, false).c_str());
    } else {
      PrintMinute(minute);
    }
    std::fflush(stdout);
    if (++count == options.minutes) {
      context->TryCancel();
      while (reader->Read(&minute)) {
      }
      reader->Finish().ok();
      return kOk;
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? kOk : Fail(FromGrpc(status));
}

template <class Options>
void AddNetwork(CLI::App& command, const std::shared_ptr<Options>& options) {
  command
      .add_option_function<std::string>(
          "network", [options](const std::string& id) { options->request.set_heat_network_id(id); },
          "id or name, e.g. Drammen")
      ->required();
}

void AddState(CLI::App& heat, int& exit_code) {
  auto options = std::make_shared<StateOptions>();
  CLI::App* command =
      heat.add_subcommand("state", "A network pipe by pipe of a running twin, in one minute");
  AddTargetOptions(*command, options->target);
  AddNetwork(*command, options);
  command->add_option("--time", options->time, "e.g. 2026-01-12T07:03:00Z; the newest otherwise");
  command->add_flag("--steady", options->is_steady,
                    "as if the quarter had lasted for ever: what questions begin from");
  command->add_flag("--json", options->is_json, "print proto JSON");
  command->footer("Example: twin heat state Drammen --json");
  command->callback([options, &exit_code] { exit_code = RunState(*options); });
}

void AddWatchMinutes(CLI::App& heat, int& exit_code) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command =
      heat.add_subcommand("watch", "Follow a network pipe by pipe, a line per simulated minute");
  AddTargetOptions(*command, options->target);
  AddNetwork(*command, options);
  command->add_option("--node", options->nodes, "also this node, e.g. 17; may be given again");
  command->add_option("--every", options->every_minutes, "minutes from line to line")
      ->check(CLI::IsMember({1, 3, 5, 15}))
      ->capture_default_str();
  command->add_option("--minutes", options->minutes, "stop after so many lines; 0: never")
      ->check(CLI::Range(0, 1000000000))
      ->capture_default_str();
  command->add_flag("--columns", options->wants_columns,
                    "in JSON also all nodes and trenches of every minute");
  command->add_flag("--json", options->is_json, "one proto JSON message per line");
  command->footer(
      "The fifteen minutes of a quarter come together, when the twin has come to its end.\n"
      "Example: twin heat watch Drammen --node 17 --minutes 30");
  command->callback([options, &exit_code] { exit_code = RunWatch(*options); });
}

}  // namespace

void AddHeatNetworks(CLI::App& heat, int& exit_code) {
  AddState(heat, exit_code);
  AddWatchMinutes(heat, exit_code);
}

}  // namespace twin::cli

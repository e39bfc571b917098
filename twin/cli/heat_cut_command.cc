#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/heat_case.h"
#include "twin/cli/heat_cut.h"
#include "twin/cli/heat_cut_town.h"

namespace twin::cli {
namespace {

struct CutCommand {
  std::string path;
  HeatCutOptions options;
  bool is_json = false;
};

int Run(const CutCommand& command) {
  models::HeatNetwork network;
  if (command.path.empty()) {
    network = MakeCutTown();
  } else {
    auto loaded = LoadHeatCase(command.path);
    if (!loaded.ok()) return FailWithBadData(loaded.status());
    network = *std::move(loaded);
  }
  const auto answer = RunHeatCut(network, command.options);
  if (!answer.ok()) return Fail(answer.status());
  const std::string text = command.is_json ? MakeCutJson(command.options, *answer)
                                           : MakeCutText(command.options, *answer);
  std::fputs(text.c_str(), stdout);
  return kOk;
}

}  // namespace

void AddHeatCut(CLI::App& heat, int& exit_code) {
  auto command = std::make_shared<CutCommand>();
  HeatCutOptions& options = command->options;
  CLI::App* sub = heat.add_subcommand(
      "cut", "What happens when plants lose their heat for some hours in the cold");
  sub->add_option("network", command->path,
                  "folder with nodes.csv, pipes.csv, consumers.csv and producers.csv, or one "
                  "GeoJSON file; an invented town along 10 km of trunk when not given")
      ->check(CLI::ExistingPath);
  sub->add_flag("--json", command->is_json, "print JSON, with every step");
  sub->add_option("--hours", options.hours_h, "without heat")
      ->check(CLI::Range(0.05, 240.0))
      ->capture_default_str();
  sub->add_option("--outdoor", options.outdoor_degc, "°C outdoors, all the time")
      ->check(CLI::Range(-45.0, 14.0))
      ->capture_default_str();
  sub->add_option("--plant", options.plant, "producer that is cut; all when not given");
  sub->add_flag("--pumps-stop", options.pumps_stop,
                "its pumps stop, too; without any pump water stands and cools");
  const std::map<std::string, models::NetworkPlantKind> kinds{
      {"heat-pump", models::NetworkPlantKind::kHeatPump},
      {"electric-boiler", models::NetworkPlantKind::kElectricBoiler},
      {"fuel-boiler", models::NetworkPlantKind::kFuelBoiler}};
  sub->add_option("--kind", options.kind, "of all plants: heat-pump, electric-boiler, fuel-boiler")
      ->transform(CLI::CheckedTransformer(kinds))
      ->default_str("heat-pump");
  sub->add_option("--step", options.step_s, "seconds")
      ->check(CLI::Range(1.0, 900.0))
      ->capture_default_str();
  sub->add_option("--most-hours", options.most_hours_h, "to wait for rooms to recover")
      ->check(CLI::Range(0.5, 240.0))
      ->capture_default_str();
  sub->footer(
      "Buildings are invented from the customers' heat, which is theirs at -20 °C. Everything runs "
      "to rest\n"
      "first. The front is expected by the speed of the water alone and seen where the temperature "
      "has\n"
      "fallen half-way; steel cools beside the water and slows it. Pumps go on while the heat is "
      "cut, so\n"
      "that all valves open; where pressure then falls short, customers get less. It ends when all "
      "rooms are\n"
      "within 0.1 K of before. In JSON times are minutes after the cut, values means over the step "
      "before.\n"
      "Example: twin heat cut\n"
      "         twin heat cut --hours 4 --outdoor -10 --pumps-stop\n"
      "         twin heat cut NETWORK --plant 0 --kind fuel-boiler --json");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli

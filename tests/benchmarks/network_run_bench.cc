// A generated district-heating network in motion: plants, pipes, substations and rooms, one core.
#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "data/heat_network_loader.h"
#include "models/heat/network_buildings.h"
#include "solvers/heat/network_run.h"
#include "tests/support/region_paths.h"

namespace {

/// A network of the reference folder with invented buildings of its heat, ten hours in motion.
struct Town {
  explicit Town(const std::string& name) {
    const std::string folder = tests::ReferenceDirectory() + "/heat/generated/" + name;
    if (!std::filesystem::exists(folder)) return;
    data::Diagnostics diagnostics;
    network = data::LoadHeatNetwork(folder, diagnostics);
    double heat_w = 0.0;
    for (const auto& consumer : network.consumers) heat_w += consumer.heat_w;
    solvers::heat::NetworkRunParams params;
    params.supply_curve.points = {{-20.0, 95.0}, {10.0, 75.0}};
    params.buildings = models::MakeNetworkBuildings(network, {.primary_supply_degc = 92.0});
    params.plants.assign(network.producers.size(), {.heat_max_w = 2.0 * heat_w});
    auto built = solvers::heat::NetworkRun::Make(network, std::move(params));
    if (!built.ok()) return;
    run = std::make_unique<solvers::heat::NetworkRun>(*std::move(built));
    workspace = run->MakeWorkspace();
    inputs = solvers::heat::MakeNetworkRunInputs(network, -10.0);
    state = run->MakeState(-10.0, 45.0);
    is_ready = true;
    for (int step = 0; step < 600; ++step) is_ready = is_ready && Step(0.0);
  }

  bool Step(double swing_k) {
    inputs.outdoor_degc = -10.0 + swing_k * std::sin(0.00436 * ++steps);
    solves += result.is_solved_anew;
    return run->Advance(inputs, state, *workspace, result).ok() && result.failure.empty();
  }

  models::HeatNetwork network;
  std::unique_ptr<solvers::heat::NetworkRun> run;
  std::unique_ptr<solvers::heat::NetworkRun::Workspace> workspace;
  solvers::heat::NetworkRunInputs inputs;
  solvers::heat::NetworkRunState state;
  solvers::heat::NetworkRunResult result;
  int steps = 0;
  int solves = 0;
  bool is_ready = false;
};

Town& Shared(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Town>> towns;
  auto& town = towns[name];
  if (!town) town = std::make_unique<Town>(name);
  return *town;
}

/// A minute in weather that swings by 5 K over the day.
void BM_NetworkRunStep(benchmark::State& bench, const std::string& name) {
  Town& town = Shared(name);
  if (!town.is_ready) return bench.SkipWithError("no network, see OET_REFERENCE_DIR");
  town.solves = 0;
  for (auto _ : bench)
    if (!town.Step(5.0)) return bench.SkipWithError("not solved");
  bench.counters["consumers"] = static_cast<double>(town.network.consumers.size());
  bench.counters["solved_share"] =
      static_cast<double>(town.solves) / static_cast<double>(bench.iterations());
}
BENCHMARK_CAPTURE(BM_NetworkRunStep, t1k, "t1k")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_NetworkRunStep, m1k, "m1k")->Unit(benchmark::kMillisecond);

}  // namespace

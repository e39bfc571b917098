// Hydraulics and steady temperatures of the generated networks, supply and return together.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "data/heat_network_loader.h"
#include "solvers/heat/hydraulics.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/steady_heat.h"
#include "tests/support/region_paths.h"

namespace {

using solvers::heat::Hydraulics;

struct Case {
  models::HeatNetwork network;
  models::HydraulicNetwork water;
  solvers::heat::HydraulicInputs inputs;
};

const Case* FindCase(const std::string& name, benchmark::State& bench) {
  static auto& cases = *new std::vector<std::pair<std::string, std::unique_ptr<Case>>>();
  for (const auto& [known, loaded] : cases)
    if (known == name) return loaded.get();
  data::Diagnostics diagnostics;
  auto loaded = std::make_unique<Case>();
  loaded->network =
      data::LoadHeatNetwork(tests::ReferenceDirectory() + "/heat/generated/" + name, diagnostics);
  if (!diagnostics.empty()) {
    bench.SkipWithError("no reference networks at OET_REFERENCE_DIR");
    return nullptr;
  }
  loaded->water = models::MakeHydraulicNetwork(loaded->network);
  loaded->inputs = solvers::heat::MakeStillInputs(loaded->network, models::Water());
  std::vector<double> flow_kg_s;
  for (const auto& consumer : loaded->network.consumers)
    flow_kg_s.push_back(consumer.mass_flow_kg_s);
  solvers::heat::FillNetworkFlows(loaded->network, flow_kg_s, loaded->inputs);
  return cases.emplace_back(name, std::move(loaded)).second.get();
}

constexpr const char* kNames[] = {"t1k", "m1k", "t10k", "m10k", "m40k"};

/// Structure analysed before, nothing known of the flows.
void BM_HeatHydraulicsCold(benchmark::State& bench) {
  const Case* network = FindCase(kNames[bench.range(0)], bench);
  if (network == nullptr) return;
  const Hydraulics hydraulics = Hydraulics::Make(network->water);
  const auto workspace = hydraulics.MakeWorkspace();
  solvers::heat::HydraulicSolution solution;
  for (auto _ : bench)
    if (!hydraulics.Solve(network->inputs, {}, nullptr, *workspace, solution).ok())
      bench.SkipWithError("no solution");
  bench.SetLabel(kNames[bench.range(0)]);
  bench.counters["iterations"] = solution.iterations;
  bench.counters["unknowns"] = hydraulics.unknown_count();
}
BENCHMARK(BM_HeatHydraulicsCold)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

/// The same with the analysis of the structure.
void BM_HeatHydraulicsFromTables(benchmark::State& bench) {
  const Case* network = FindCase(kNames[bench.range(0)], bench);
  if (network == nullptr) return;
  solvers::heat::HydraulicSolution solution;
  for (auto _ : bench) {
    const Hydraulics hydraulics = Hydraulics::Make(network->water);
    const auto workspace = hydraulics.MakeWorkspace();
    if (!hydraulics.Solve(network->inputs, {}, nullptr, *workspace, solution).ok())
      bench.SkipWithError("no solution");
  }
  bench.SetLabel(kNames[bench.range(0)]);
}
BENCHMARK(BM_HeatHydraulicsFromTables)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

/// From the flows of demands two per cent away.
void BM_HeatHydraulicsWarm(benchmark::State& bench) {
  const Case* network = FindCase(kNames[bench.range(0)], bench);
  if (network == nullptr) return;
  const Hydraulics hydraulics = Hydraulics::Make(network->water);
  const auto workspace = hydraulics.MakeWorkspace();
  solvers::heat::HydraulicSolution solution, start[2];
  solvers::heat::HydraulicInputs inputs[2] = {network->inputs, network->inputs};
  for (double& outflow_kg_s : inputs[1].outflow_kg_s) outflow_kg_s *= 1.02;
  for (int k = 0; k < 2; ++k)
    if (!hydraulics.Solve(inputs[k], {}, nullptr, *workspace, start[k]).ok())
      bench.SkipWithError("no solution");
  int k = 0;
  for (auto _ : bench) {
    k = 1 - k;
    if (!hydraulics.Solve(inputs[k], {}, &start[1 - k].flow_kg_s, *workspace, solution).ok())
      bench.SkipWithError("no solution");
  }
  bench.SetLabel(kNames[bench.range(0)]);
  bench.counters["iterations"] = solution.iterations;
}
BENCHMARK(BM_HeatHydraulicsWarm)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

/// Flows, pressures and temperatures of consumers that take given heat at a given return
/// temperature, from nothing known.
void BM_HeatSteady(benchmark::State& bench) {
  const Case* network = FindCase(kNames[bench.range(0)], bench);
  if (network == nullptr) return;
  const auto steady = solvers::heat::SteadyHeat::Make(network->network);
  const auto workspace =
      steady->MakeWorkspace({.consumers = solvers::heat::ConsumerMode::kReturnTemperature});
  const auto inputs = solvers::heat::MakeSteadyHeatInputs(network->network);
  solvers::heat::SteadyHeatSolution solution;
  for (auto _ : bench) {
    const absl::Status status = steady->Solve(inputs, false, *workspace, solution);
    if (!status.ok()) {
      bench.SkipWithError(std::string(status.message()).c_str());
      break;
    }
  }
  const int iterations = solution.iterations, hydraulic_iterations = solution.hydraulic_iterations;
  bench.SetLabel(kNames[bench.range(0)]);
  bench.counters["iterations"] = iterations;
  bench.counters["hydraulic"] = hydraulic_iterations;
}
BENCHMARK(BM_HeatSteady)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

}  // namespace

// Temperatures of generated district-heating networks, one step of 60 s, one core.
#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "data/heat_network_loader.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"
#include "tests/support/region_paths.h"

namespace {

using solvers::heat::ConsumerDraw;

constexpr double kStepS = 60.0;
constexpr int kDaySteps = 1440;

/// A network in motion since some hours, supply temperature swinging and jumping.
struct Moving {
  explicit Moving(const std::string& name) {
    const std::string folder = tests::ReferenceDirectory() + "/heat/generated/" + name;
    if (!std::filesystem::exists(folder)) return;
    data::Diagnostics diagnostics;
    network = data::LoadHeatNetwork(folder, diagnostics);
    hydraulics.emplace(solvers::heat::Hydraulics::Make(models::MakeHydraulicNetwork(network)));
    hydraulic_workspace = hydraulics->MakeWorkspace();
    const auto steady = solvers::heat::SolveSteadyHeat(network, {});
    auto made = solvers::heat::TransientHeat::Make(network, {});
    if (!steady.ok() || !made.ok()) return;
    transient.emplace(*std::move(made));
    workspace = transient->MakeWorkspace();
    inputs.step_s = kStepS;
    inputs.flow_kg_s = steady->hydraulics.flow_kg_s;
    std::vector<double> from_degc, to_degc;
    for (std::size_t row = 0; row < network.pipes.size(); ++row) {
      const auto& pipe = network.pipes[models::HeatPipeIndex(row)];
      inputs.ground_degc.push_back(pipe.ground_degc);
      const bool is_forward = inputs.flow_kg_s[row] >= 0.0;
      const double outlet_degc = steady->pipe_outlet_degc[row];
      from_degc.push_back(is_forward ? steady->node_degc[pipe.from.value()] : outlet_degc);
      to_degc.push_back(is_forward ? outlet_degc : steady->node_degc[pipe.to.value()]);
    }
    for (std::size_t row = 0; row < network.consumers.size(); ++row)
      inputs.consumers.push_back({.mode = ConsumerDraw::Mode::kReturnTemperature,
                                  .flow_kg_s = steady->consumer_flow_kg_s[row],
                                  .return_degc = steady->consumer_return_degc[row]});
    inputs.producer_supply_degc.resize(network.producers.size());
    state = transient->MakeState(from_degc, to_degc);
    hydraulic_inputs = solvers::heat::MakeStillInputs(network, models::Water());
    solvers::heat::FillNetworkFlows(network, steady->consumer_flow_kg_s, hydraulic_inputs);
    solution = steady->hydraulics;
    is_ready = true;
    for (int step = 0; step < kDaySteps / 4; ++step) is_ready = is_ready && Step();
  }

  bool Step() {
    const double time_h = steps++ * kStepS / 3600.0;
    // A curve over the day, and each quarter of an hour another set point.
    const double supply_degc =
        90.0 + 8.0 * std::sin(0.2618 * time_h) + 2.0 * std::sin(7.0 * std::floor(4.0 * time_h));
    for (double& degc : inputs.producer_supply_degc) degc = supply_degc;
    return transient->Advance(inputs, std::nullopt, state, *workspace, result).ok();
  }

  models::HeatNetwork network;
  std::optional<solvers::heat::Hydraulics> hydraulics;
  std::unique_ptr<solvers::heat::Hydraulics::Workspace> hydraulic_workspace;
  solvers::heat::HydraulicInputs hydraulic_inputs;
  solvers::heat::HydraulicSolution solution;
  std::optional<solvers::heat::TransientHeat> transient;
  std::unique_ptr<solvers::heat::TransientHeat::Workspace> workspace;
  solvers::heat::TransientHeatInputs inputs;
  solvers::heat::TransientHeatState state;
  solvers::heat::TransientHeatResult result;
  int steps = 0;
  bool is_ready = false;
};

Moving& Shared(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Moving>> networks;
  auto& network = networks[name];
  if (!network) network = std::make_unique<Moving>(name);
  return *network;
}

void BM_TransientHeatStep(benchmark::State& bench, const std::string& name) {
  Moving& moving = Shared(name);
  if (!moving.is_ready) return bench.SkipWithError("no network, see OET_REFERENCE_DIR");
  for (auto _ : bench) benchmark::DoNotOptimize(moving.Step());
  double parcels = 0.0;
  for (const auto& pipe : moving.state.pipes.pipes) parcels += pipe.count;
  bench.counters["parcels_per_pipe"] = parcels / static_cast<double>(moving.network.pipes.size());
  bench.counters["ns_per_pipe"] = benchmark::Counter(
      static_cast<double>(moving.network.pipes.size()) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(BM_TransientHeatStep, t1k, "t1k")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_TransientHeatStep, m1k, "m1k")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_TransientHeatStep, m10k, "m10k")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_TransientHeatStep, m40k, "m40k")->Unit(benchmark::kMillisecond);

/// Flows anew in each step, from demand that changes by 2 %, started from the last ones.
void BM_TransientHeatStepWithHydraulics(benchmark::State& bench, const std::string& name) {
  Moving& moving = Shared(name);
  if (!moving.is_ready) return bench.SkipWithError("no network, see OET_REFERENCE_DIR");
  std::vector<double> full_kg_s, drawn_kg_s(moving.inputs.consumers.size()), start_kg_s;
  for (const ConsumerDraw& draw : moving.inputs.consumers) full_kg_s.push_back(draw.flow_kg_s);
  int step = 0;
  for (auto _ : bench) {
    const double scale = ++step % 2 == 0 ? 1.0 : 1.02;
    for (std::size_t row = 0; row < full_kg_s.size(); ++row)
      moving.inputs.consumers[row].flow_kg_s = drawn_kg_s[row] = scale * full_kg_s[row];
    solvers::heat::FillNetworkFlows(moving.network, drawn_kg_s, moving.hydraulic_inputs);
    start_kg_s = moving.solution.flow_kg_s;
    const bool is_solved = moving.hydraulics
                               ->Solve(moving.hydraulic_inputs, {}, &start_kg_s,
                                       *moving.hydraulic_workspace, moving.solution)
                               .ok();
    moving.inputs.flow_kg_s = moving.solution.flow_kg_s;
    if (!is_solved || !moving.Step()) return bench.SkipWithError("not solved");
  }
  for (std::size_t row = 0; row < full_kg_s.size(); ++row)
    moving.inputs.consumers[row].flow_kg_s = full_kg_s[row];
}
BENCHMARK_CAPTURE(BM_TransientHeatStepWithHydraulics, t1k, "t1k")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_TransientHeatStepWithHydraulics, m1k, "m1k")->Unit(benchmark::kMillisecond);

/// One day of 60 s steps.
void BM_TransientHeatDay(benchmark::State& bench, const std::string& name) {
  Moving& moving = Shared(name);
  if (!moving.is_ready) return bench.SkipWithError("no network, see OET_REFERENCE_DIR");
  for (auto _ : bench)
    for (int step = 0; step < kDaySteps; ++step) benchmark::DoNotOptimize(moving.Step());
}
BENCHMARK_CAPTURE(BM_TransientHeatDay, m40k, "m40k")->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace

// AC power flow of the region's worked cases, limits and tap changers included.
#include <benchmark/benchmark.h>

#include <array>
#include <utility>

#include "solvers/ac_power_flow.h"
#include "tests/benchmarks/region_bench.h"
#include "tests/support/region_cases.h"

namespace {

using solvers::PowerFlowState;

/// From flat voltages and neutral taps.
void BM_PowerFlowCold(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  const tests::RegionCase& one = tests::kRegionCases[static_cast<std::size_t>(bench.range(0))];
  const auto solver = solvers::AcPowerFlow::Make(grid);
  const auto workspace = solver->MakeWorkspace();
  const solvers::PowerFlowInputs inputs = tests::MakeRegionCase(grid, one);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  int step_count = 0;
  for (auto _ : bench) {
    const auto solution = solver->Solve(inputs, flat, {}, *workspace);
    if (!solution.ok()) {
      bench.SkipWithError("not solved");
      break;
    }
    step_count = solution->result.iterations;
  }
  bench.SetLabel(one.name);
  bench.counters["newton_steps"] = step_count;
}
BENCHMARK(BM_PowerFlowCold)->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

/// From the solution of one per cent more or less injection, to and fro: a quarter-hour's change.
void BM_PowerFlowWarm(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  const tests::RegionCase& one = tests::kRegionCases[static_cast<std::size_t>(bench.range(0))];
  const auto solver = solvers::AcPowerFlow::Make(grid);
  const auto workspace = solver->MakeWorkspace();
  std::array<solvers::PowerFlowInputs, 2> inputs;
  inputs.fill(tests::MakeRegionCase(grid, one));
  for (double& mw : inputs[1].injection_mw) mw *= 1.01;
  PowerFlowState state = PowerFlowState::MakeFlat(grid);
  double step_count = 0.0;
  std::size_t turn = 0;
  for (auto _ : bench) {
    auto solution = solver->Solve(inputs[turn++ % 2], state, {}, *workspace);
    if (!solution.ok() || (turn > 1 && solution->result.started_flat)) {
      bench.SkipWithError("not solved from the last solution");
      break;
    }
    step_count += solution->result.iterations;
    state = std::move(solution->state);
  }
  bench.SetLabel(one.name);
  bench.counters["newton_steps"] =
      benchmark::Counter(step_count, benchmark::Counter::kAvgIterations);
}
BENCHMARK(BM_PowerFlowWarm)->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

/// Pattern and fill-reducing ordering, made once per grid.
void BM_PowerFlowMake(benchmark::State& bench) {
  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  for (auto _ : bench) benchmark::DoNotOptimize(solvers::AcPowerFlow::Make(grid));
}
BENCHMARK(BM_PowerFlowMake)->Unit(benchmark::kMicrosecond);

}  // namespace

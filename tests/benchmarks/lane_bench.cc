// Every single outage of one quarter of the region, and the quarters of a planning year.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <vector>

#include "solvers/lane_power_flow.h"
#include "solvers/limit_set.h"
#include "solvers/outage_extremes.h"
#include "solvers/planning_quarter.h"
#include "solvers/power_flow_series.h"
#include "tests/benchmarks/region_bench.h"
#include "tests/support/region_cases.h"

namespace {

using solvers::kLanes;
using solvers::kPostOutageOptions;
using solvers::PowerFlowState;

// A worked case solved, and what may go out of it.
struct OutageBench {
  explicit OutageBench(std::int64_t row)
      : inputs(tests::MakeRegionCase(grid, tests::kRegionCases[static_cast<std::size_t>(row)])),
        limits(solvers::MakeLimitSet(grid)) {
    const auto work = scalar.MakeWorkspace();
    auto solution = scalar.Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *work);
    is_solved = solution.ok();
    if (is_solved) state = std::move(solution->state);
  }

  void Report(benchmark::State& bench, std::size_t solved, std::size_t count) const {
    if (solved < limits.outages.size() * 95 / 100) bench.SkipWithError("outages not solved");
    bench.counters["outages"] = static_cast<double>(count);
    bench.counters["unsolved"] = static_cast<double>(count - solved);
    bench.counters["s_per_outage"] = benchmark::Counter(
        static_cast<double>(count),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  }

  const models::ElectricityGrid& grid = benchmarks::SharedRegion()->grid;
  const solvers::AcPowerFlow scalar = *solvers::AcPowerFlow::Make(grid);
  const solvers::LanePowerFlow lanes = *solvers::LanePowerFlow::Make(grid);
  const solvers::PowerFlowInputs inputs;
  const solvers::LimitSet limits;
  PowerFlowState state;
  bool is_solved = false;
};

/// One kernel, loadings and voltages of every outage included.
void BM_OutagesInLanes(benchmark::State& bench, const char* name) {
  const solvers::LaneKernels* kernels = solvers::FindLaneKernels(name);
  const OutageBench given(bench.range(0));
  solvers::LaneBase base;
  if (kernels == nullptr || !given.is_solved ||
      !given.lanes.FillBase(given.inputs, given.state, base).ok()) {
    bench.SkipWithError("no such kernel here, or no base");
    return;
  }
  const auto work = given.lanes.MakeWorkspace(*kernels);
  const auto& outages = given.limits.outages;
  std::size_t solved = 0;
  for (auto _ : bench) {
    solved = 0;
    for (std::size_t first = 0; first < outages.size(); first += kLanes) {
      const std::size_t count = std::min<std::size_t>(kLanes, outages.size() - first);
      std::array<solvers::LaneCase, kLanes> cases;
      for (std::size_t lane = 0; lane < count; ++lane) {
        cases[lane] = {.base = &base, .outage = outages[first + lane]};
      }
      given.lanes.Solve(std::span(cases).first(count), kPostOutageOptions, *work);
      work->CalcLoadings();
      for (std::size_t lane = 0; lane < count; ++lane) {
        solved += work->IsSolved(static_cast<int>(lane));
      }
    }
  }
  given.Report(bench, solved, outages.size());
}
BENCHMARK_CAPTURE(BM_OutagesInLanes, avx512, "avx512")
    ->DenseRange(0, 2)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_OutagesInLanes, avx2, "avx2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_OutagesInLanes, scalar, "scalar")
    ->DenseRange(0, 2)
    ->Unit(benchmark::kMillisecond);

/// The same outages as a batch around the quarter's factor, which is made anew each time.
void BM_OutagesInBatch(benchmark::State& bench, const char* name) {
  const solvers::ChordKernels* kernels = solvers::FindChordKernels(name);
  const OutageBench given(bench.range(0));
  solvers::LaneBase base;
  if (kernels == nullptr || !given.is_solved ||
      !given.lanes.FillBase(given.inputs, given.state, base).ok()) {
    bench.SkipWithError("no such kernel here, or no base");
    return;
  }
  const solvers::PowerFlowBatch batch(given.lanes, *kernels);
  const auto work = batch.MakeWorkspace();
  solvers::BaseFactor factor;
  const auto& outages = given.limits.outages;
  double loadings = 0.0;
  solvers::BatchCounts counts;
  for (auto _ : bench) {
    batch.FillFactor(base, true, factor);
    counts = batch.Solve(
        factor,
        {.count = outages.size(),
         .read = [&](std::size_t i, solvers::BatchCase& one) { one.outage = outages[i]; },
         .take = [&](std::size_t,
                     const solvers::BatchAnswer& one) { loadings += one.violations().branches; },
         .options = kPostOutageOptions},
        *work);
  }
  benchmark::DoNotOptimize(loadings);
  bench.counters["steps"] =
      static_cast<double>(counts.chord_steps) / static_cast<double>(counts.by_chord);
  bench.counters["full"] = static_cast<double>(counts.by_full_newton);
  given.Report(bench, counts.by_chord + counts.by_full_newton, outages.size());
}
BENCHMARK_CAPTURE(BM_OutagesInBatch, avx512, "avx512")
    ->DenseRange(0, 2)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_OutagesInBatch, avx2, "avx2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_OutagesInBatch, scalar, "scalar")
    ->DenseRange(0, 2)
    ->Unit(benchmark::kMillisecond);

/// The same outages by the scalar solver (KLU), flows included.
void BM_OutagesOneByOne(benchmark::State& bench) {
  OutageBench given(bench.range(0));
  const auto work = given.scalar.MakeWorkspace();
  solvers::PowerFlowInputs inputs = given.inputs;
  std::size_t solved = 0;
  for (auto _ : bench) {
    solved = 0;
    for (const models::BranchIndex outage : given.limits.outages) {
      if (outage.valid()) inputs.in_service[outage] = 0;
      solved += given.scalar.Solve(inputs, given.state, kPostOutageOptions, *work).ok();
      if (outage.valid()) inputs.in_service[outage] = 1;
    }
  }
  given.Report(bench, solved, given.limits.outages.size());
}
BENCHMARK(BM_OutagesOneByOne)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

// Quarters of a planning year from New Year on.
std::vector<solvers::PowerFlowInputs> MakeInputs(std::size_t count) {
  const auto params =
      *solvers::MakePlanningParams(*benchmarks::SharedRegion(), {.seed = 1, .year = 1}, 1.0);
  const auto calendar = *models::OsloCalendar::Load();
  const models::Quarter first = calendar.LocalDayStart(2030, 1, 1);
  solvers::PlanningWeather weather;
  solvers::CalcPlanningWeather(params, calendar, first, weather);
  solvers::PlanningState state = solvers::MakePlanningState(params, weather);
  solvers::HeatStepWorkspace workspace;
  std::vector<solvers::PowerFlowInputs> inputs;
  for (std::size_t i = 0; i < count; ++i) {
    const models::Quarter quarter = first + static_cast<std::int64_t>(i);
    solvers::CalcPlanningWeather(params, calendar, quarter, weather);
    auto one = solvers::AdvancePlanning(params, quarter, weather, workspace, state);
    if (!one.ok()) return {};
    inputs.push_back(*std::move(one));
  }
  return inputs;
}

/// Weather, demand, heat and balance of a day of a planning year; divide by 96 for a quarter.
void BM_PlanningInputs(benchmark::State& bench) {
  for (auto _ : bench) {
    if (MakeInputs(96).size() != 96) bench.SkipWithError("not balanced");
  }
  bench.counters["s_per_quarter"] = benchmark::Counter(
      96.0, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_PlanningInputs)->Unit(benchmark::kMillisecond);

/// One block of a planning base, 384 quarters in chains side by side.
void BM_PlanningStates(benchmark::State& bench) {
  const OutageBench given(0);
  const auto inputs = MakeInputs(384);
  solvers::SeriesSolvers solvers(given.scalar, given.lanes);
  std::size_t solved = 0;
  for (auto _ : bench) {
    solved = 0;
    solvers::SolvePowerFlowSeries(
        inputs.size(), {.tolerance_pu = 1e-8}, [&](std::size_t i) { return inputs[i]; },
        [&](std::size_t, const solvers::PowerFlowSolution* one) { solved += one != nullptr; },
        solvers);
  }
  if (solved != 384) bench.SkipWithError("not solved");
  bench.counters["s_per_quarter"] = benchmark::Counter(
      384.0, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_PlanningStates)->Unit(benchmark::kMillisecond);

}  // namespace

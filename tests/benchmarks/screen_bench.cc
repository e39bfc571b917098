// What one outage costs by each screen and by AC, one thread, in turns in one run:
//   OET_REFERENCE_DIR=… benchmarks --benchmark_filter=Screen
// Single branches that cut nothing off, for the screens send everything else to AC at once.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/electricity/topology.h"
#include "solvers/contingency_batch.h"
#include "solvers/contingency_screen.h"
#include "solvers/profile_inputs.h"
#include "tests/support/region_paths.h"

namespace {

const char* const kCases[] = {"case118", "case300", "case1354pegase", "case9241pegase"};
constexpr std::size_t kMostOutages = 2000;

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// range: case.
void BM_Screen(benchmark::State& bench) {
  const auto matpower =
      data::LoadMatpowerCase(absl::StrCat(tests::ReferenceDirectory(), "/matpower/",
                                          kCases[static_cast<std::size_t>(bench.range(0))], ".m"));
  const auto region = matpower.ok() ? data::MakeMatpowerRegion(*matpower) : matpower.status();
  if (!region.ok()) {
    bench.SkipWithError("no such reference case; set OET_REFERENCE_DIR");
    return;
  }
  const models::ElectricityGrid& grid = region->grid;
  const solvers::PowerFlowOptions options{
      .tolerance_pu = 1e-8, .enforces_q_limits = false, .moves_taps = false};
  const solvers::PowerFlowInputs inputs = solvers::MakeProfileInputs(*region, 1.0);
  const auto solver = solvers::AcPowerFlow::Make(grid);
  const auto base = solver->Solve(inputs, solvers::PowerFlowState::MakeFlat(grid), options,
                                  *solver->MakeWorkspace());
  if (!base.ok()) {
    bench.SkipWithError("no solution");
    return;
  }
  const auto batch = solvers::ContingencyBatch::Make(grid, inputs, base->state, options);
  const auto bridges = models::FindBridges(grid, inputs.in_service);
  std::vector<solvers::Contingency> list;
  const auto listed = solvers::MakeContingencies(grid, inputs, {}, {.masts = {}});
  for (const solvers::Contingency& one : *listed) {
    if (bridges[one.branches[0]] == 0 && list.size() < kMostOutages) list.push_back(one);
  }
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < list.size(); ++i) all.push_back(i);
  const std::vector<double> rating_mva(grid.branches.size(), 100.0);
  solvers::ContingencyTables intact;
  intact.Fill(grid, *base, rating_mva);
  double linear_s = 0.0, step_s = 0.0, ac_s = 0.0, sum = 0.0;
  for (auto _ : bench) {
    const double from = CpuSeconds();
    const auto linear = solvers::ScreenContingencies(grid, inputs, *base, list, rating_mva, {});
    const double linear_end = CpuSeconds();
    const auto step = solvers::ScreenByStep(grid, intact.Show(), list, rating_mva, {},
                                            batch->EstimateOnThreads(1));
    const double step_end = CpuSeconds();
    batch->Solve(list, all, rating_mva, 1,
                 [&](std::size_t, const solvers::ContingencyAnswer& answer) {
                   if (answer.status.ok()) sum += answer.vm_pu[0];
                 });
    const double ac_end = CpuSeconds();
    linear_s += linear_end - from;
    step_s += step_end - linear_end;
    ac_s += ac_end - step_end;
    bench.SetIterationTime(ac_end - from);
    sum += (*linear)[0].estimated_share + step[0].estimated_share;
  }
  benchmark::DoNotOptimize(sum);
  const double each =
      1e6 / static_cast<double>(bench.iterations()) / static_cast<double>(all.size());
  bench.counters["outages"] = static_cast<double>(all.size());
  bench.counters["dc_us"] = each * linear_s;
  bench.counters["step_us"] = each * step_s;
  bench.counters["ac_us"] = each * ac_s;
}
BENCHMARK(BM_Screen)->DenseRange(0, 3)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

// Medium voltage: making all networks, one feeder by sweeps, the room at a node.
#include <benchmark/benchmark.h>

#include "models/distribution/mv_generator.h"
#include "solvers/mv_hosting.h"
#include "solvers/radial_sweep.h"
#include "tests/benchmarks/region_bench.h"

namespace {

const models::MvGrid& SharedNetworks() {
  static const auto* grid = [] {
    const models::Region& region = *benchmarks::SharedRegion();
    return new models::MvGrid(
        models::GenerateMvGrid(*region.mv_rules, ListMvSupplyPoints(region, *region.mv_rules))
            ->grid);
  }();
  return *grid;
}

void BM_MakeAllFeeders(benchmark::State& bench) {
  const models::Region& region = *benchmarks::SharedRegion();
  const auto points = ListMvSupplyPoints(region, *region.mv_rules);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(models::GenerateMvGrid(*region.mv_rules, points));
  }
}
BENCHMARK(BM_MakeAllFeeders)->Unit(benchmark::kMillisecond);

// Every feeder once, its arrays made before.
void BM_SweepAllFeeders(benchmark::State& bench) {
  const models::MvGrid& grid = SharedNetworks();
  std::vector<solvers::RadialFeeder> feeders;
  for (std::size_t f = 0; f < grid.feeders.size(); ++f) {
    feeders.push_back(solvers::MakeRadialFeeder(grid, models::MvFeederIndex(f)));
  }
  solvers::RadialSolution solution;
  for (auto _ : bench) {
    for (const solvers::RadialFeeder& feeder : feeders) {
      benchmark::DoNotOptimize(solvers::SolveRadial(feeder, {.busbar_v_pu = 1.02}, solution));
    }
  }
}
BENCHMARK(BM_SweepAllFeeders)->Unit(benchmark::kMillisecond);

// One node after another, each asked for more than fits.
void BM_RoomAtANode(benchmark::State& bench) {
  const models::MvGrid& grid = SharedNetworks();
  std::size_t node = 0;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solvers::CalcMvHosting(
        grid, {}, {.node = models::MvNodeIndex(node), .wanted_mw = 100.0, .tan_phi_ratio = 0.2}));
    node = (node + 997) % grid.nodes.size();
  }
}
BENCHMARK(BM_RoomAtANode)->Unit(benchmark::kMicrosecond);

}  // namespace

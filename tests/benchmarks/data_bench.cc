// Reading and checking all tables of the region: what a start waits for.
#include <benchmark/benchmark.h>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"

namespace {

void BM_LoadRegion(benchmark::State& bench) {
  for (auto _ : bench) {
    const auto region = data::LoadRegion(tests::RegionDirectory());
    if (!region.ok()) bench.SkipWithError("not loaded");
  }
}
BENCHMARK(BM_LoadRegion)->Unit(benchmark::kMillisecond);

}  // namespace

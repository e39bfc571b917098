// One quarter of the coupled region, as the engine computes it, and what is done with the result.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "tests/benchmarks/region_bench.h"
#include "twin/convert/frame_convert.h"
#include "twin/stepper.h"
#include "twin/world_state.h"

namespace {

const twin::Stepper& SharedStepper() {
  static const auto stepper = [] {
    auto made = twin::Stepper::Make(benchmarks::SharedRegion(), {.seed = 1});
    if (!made.ok()) {
      std::fprintf(stderr, "%s\n", made.status().ToString().c_str());
      std::exit(1);
    }
    return *std::move(made);
  }();
  return stepper;
}

/// A state that has run for a day, so that reservoirs, rooms and voltages are in their stride.
twin::WorldState MakeRunningState() {
  twin::WorldState state = SharedStepper().MakeInitialState(benchmarks::kFirst);
  for (int i = 0; i < 96; ++i) state = SharedStepper().Advance(state, {}, {}, {}).next;
  return state;
}

void BM_LiveStep(benchmark::State& bench) {
  twin::WorldState state = MakeRunningState();
  std::size_t stale_count = 0;
  for (auto _ : bench) {
    twin::StepOutcome outcome = SharedStepper().Advance(state, {}, {}, {});
    stale_count += outcome.stale.size();
    state = std::move(outcome.next);
  }
  if (stale_count > 0) bench.SkipWithError("a part could not be solved");
}
BENCHMARK(BM_LiveStep)->Unit(benchmark::kMicrosecond);

/// As after a start or a lost solution: voltages flat.
void BM_StepFromFlatVoltages(benchmark::State& bench) {
  twin::WorldState state = MakeRunningState();
  state.power_flow = solvers::PowerFlowState::MakeFlat(SharedStepper().region().grid);
  for (auto _ : bench) {
    twin::StepOutcome outcome = SharedStepper().Advance(state, {}, {}, {});
    if (!outcome.stale.empty()) bench.SkipWithError("a part could not be solved");
    benchmark::DoNotOptimize(outcome.frame.data());
  }
}
BENCHMARK(BM_StepFromFlatVoltages)->Unit(benchmark::kMicrosecond);

void BM_PackAndHashState(benchmark::State& bench) {
  const twin::WorldState state = MakeRunningState();
  for (auto _ : bench) benchmark::DoNotOptimize(twin::HashState(twin::PackState(state)));
  bench.SetBytesProcessed(bench.iterations() *
                          static_cast<std::int64_t>(8 * twin::PackState(state).size()));
}
BENCHMARK(BM_PackAndHashState)->Unit(benchmark::kMicrosecond);

/// The whole grid of one frame as bytes on the wire.
void BM_GridFrameToBytes(benchmark::State& bench) {
  const twin::Stepper& stepper = SharedStepper();
  const twin::WorldState state = MakeRunningState();
  const twin::Frame frame{.quarter = state.next,
                          .values = stepper.Advance(state, {}, {}, {}).frame};
  const twin::convert::FrameContext context{stepper.region(), stepper.layout()};
  std::size_t byte_count = 0;
  for (auto _ : bench) {
    const std::string bytes = twin::convert::ToGridFrame(context, frame, {}).SerializeAsString();
    byte_count = bytes.size();
    benchmark::DoNotOptimize(bytes.data());
  }
  bench.counters["bytes"] = static_cast<double>(byte_count);
}
BENCHMARK(BM_GridFrameToBytes)->Unit(benchmark::kMicrosecond);

}  // namespace

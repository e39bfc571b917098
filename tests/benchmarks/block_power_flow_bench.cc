// The block power flow against the KLU Newton on published cases, both in turn within one run, so
// that the machine's mood meets them alike. Start: DC; 1e-8 pu; flows and losses included; reactive
// limits and taps off. Times are CPU time of the thread, medians.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/block_newton_kernels.h"
#include "solvers/block_power_flow.h"
#include "solvers/dc_start.h"
#include "tests/support/reference_case.h"

namespace {

constexpr solvers::PowerFlowOptions kOptions{
    .tolerance_pu = 1e-8, .enforces_q_limits = false, .moves_taps = false};
constexpr const char* kCases[] = {"case118", "case300", "case1354pegase", "case9241pegase",
                                  "case_ACTIVSg10k"};

double NowSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Times of one solver over all turns.
class Watch {
 public:
  template <class Work>
  bool Time(const Work& work) {
    const double start_s = NowSeconds();
    const bool is_solved = work();
    seconds_.push_back(NowSeconds() - start_s);
    return is_solved;
  }
  double last_s() const { return seconds_.back(); }
  double MedianMs() {
    std::sort(seconds_.begin(), seconds_.end());
    return seconds_.empty() ? 0.0 : 1e3 * seconds_[seconds_.size() / 2];
  }

 private:
  std::vector<double> seconds_;
};

void Report(benchmark::State& bench, const char* name, Watch& klu, Watch& block, int klu_steps,
            int block_steps) {
  bench.SetLabel(name);
  bench.counters["klu_ms"] = klu.MedianMs();
  bench.counters["block_ms"] = block.MedianMs();
  bench.counters["times_as_fast"] = klu.MedianMs() / block.MedianMs();
  bench.counters["klu_steps"] = klu_steps;
  bench.counters["block_steps"] = block_steps;
}

/// One solve with everything made beforehand. The benchmark's own time is the block solver's.
void BM_BlockReused(benchmark::State& bench, const char* instructions) {
  const char* name = kCases[bench.range(0)];
  const solvers::BlockNewtonKernels* kernels = solvers::FindBlockNewtonKernels(instructions);
  if (kernels == nullptr) {
    bench.SkipWithError("this processor has no such instructions");
    return;
  }
  if (!tests::HasReferenceCase(name)) {
    bench.SkipWithError("no reference case; set OET_REFERENCE_DIR");
    return;
  }
  const auto one = *tests::LoadReferenceCase(name);
  const auto klu = *solvers::AcPowerFlow::Make(one.region.grid);
  const auto block = *solvers::BlockPowerFlow::Make(one.region.grid);
  const auto klu_work = klu.MakeWorkspace();
  const auto block_work = block.MakeWorkspace(*kernels);
  const solvers::PowerFlowState start = solvers::MakeDcStart(one.region.grid, one.inputs);
  Watch klu_watch, block_watch;
  int klu_steps = 0, block_steps = 0;
  for (auto _ : bench) {
    const bool is_solved = klu_watch.Time([&] {
      const auto solution = klu.Solve(one.inputs, start, kOptions, *klu_work);
      klu_steps = solution.ok() ? solution->result.iterations : -1;
      return solution.ok();
    }) && block_watch.Time([&] {
      const auto solution = block.Solve(one.inputs, start, kOptions, *block_work);
      block_steps = solution.ok() ? solution->result.iterations : -1;
      return solution.ok();
    });
    if (!is_solved) {
      bench.SkipWithError("not solved");
      break;
    }
    bench.SetIterationTime(block_watch.last_s());
  }
  Report(bench, name, klu_watch, block_watch, klu_steps, block_steps);
}
void Cases(benchmark::internal::Benchmark* one) {
  one->DenseRange(0, 4)->UseManualTime()->Unit(benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(BM_BlockReused, avx512, "avx512")->Apply(Cases);
BENCHMARK_CAPTURE(BM_BlockReused, avx2, "avx2")->Apply(Cases);

/// From the tables of the grid: pattern, ordering, workspace and one solve.
void BM_BlockCold(benchmark::State& bench) {
  const char* name = kCases[bench.range(0)];
  if (!tests::HasReferenceCase(name)) {
    bench.SkipWithError("no reference case; set OET_REFERENCE_DIR");
    return;
  }
  const auto one = *tests::LoadReferenceCase(name);
  const solvers::PowerFlowState start = solvers::MakeDcStart(one.region.grid, one.inputs);
  Watch klu_watch, block_watch;
  int klu_steps = 0, block_steps = 0;
  for (auto _ : bench) {
    const bool is_solved = klu_watch.Time([&] {
      const auto klu = solvers::AcPowerFlow::Make(one.region.grid);
      const auto solution = klu->Solve(one.inputs, start, kOptions, *klu->MakeWorkspace());
      klu_steps = solution.ok() ? solution->result.iterations : -1;
      return solution.ok();
    }) && block_watch.Time([&] {
      const auto block = solvers::BlockPowerFlow::Make(one.region.grid);
      const auto solution = block->Solve(one.inputs, start, kOptions, *block->MakeWorkspace());
      block_steps = solution.ok() ? solution->result.iterations : -1;
      return solution.ok();
    });
    if (!is_solved) {
      bench.SkipWithError("not solved");
      break;
    }
    bench.SetIterationTime(block_watch.last_s());
  }
  Report(bench, name, klu_watch, block_watch, klu_steps, block_steps);
}
BENCHMARK(BM_BlockCold)->DenseRange(0, 4)->UseManualTime()->Unit(benchmark::kMicrosecond);

/// The DC start itself, pattern and ordering included.
void BM_DcStart(benchmark::State& bench) {
  const char* name = kCases[bench.range(0)];
  if (!tests::HasReferenceCase(name)) {
    bench.SkipWithError("no reference case; set OET_REFERENCE_DIR");
    return;
  }
  const auto one = *tests::LoadReferenceCase(name);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(solvers::MakeDcStart(one.region.grid, one.inputs));
  }
  bench.SetLabel(name);
}
BENCHMARK(BM_DcStart)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

}  // namespace

// Batches around one base factor against the plain scalar solver (KLU), interleaved in one run:
//   OET_REFERENCE_DIR=… benchmarks --benchmark_filter=Batch
// Loads of the reference cases ±5 % each on its own, and every single outage; loadings, voltages,
// losses and violations of every answer are looked at.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "solvers/chord_kernels.h"
#include "solvers/power_flow_batch.h"
#include "solvers/profile_inputs.h"
#include "tests/support/region_paths.h"

namespace {

using models::BranchIndex;
using models::BusIndex;
using solvers::BatchAnswer;
using solvers::BatchCase;
using solvers::PowerFlowBatch;
using solvers::PowerFlowOptions;

const char* const kCases[] = {"case118", "case300", "case1354pegase", "case9241pegase"};

struct BatchBench {
  static std::unique_ptr<BatchBench> Make(std::int64_t row, bool enforces_q_limits,
                                          const char* kernels) {
    const solvers::ChordKernels* found = solvers::FindChordKernels(kernels);
    if (found == nullptr) return nullptr;
    const auto matpower = data::LoadMatpowerCase(absl::StrCat(
        tests::ReferenceDirectory(), "/matpower/", kCases[static_cast<std::size_t>(row)], ".m"));
    if (!matpower.ok()) return nullptr;
    auto region = data::MakeMatpowerRegion(*matpower);
    if (!region.ok()) return nullptr;
    auto given = std::make_unique<BatchBench>(*std::move(region), enforces_q_limits, *found);
    return given->is_solved ? std::move(given) : nullptr;
  }

  BatchBench(models::Region r, bool enforces_q_limits, const solvers::ChordKernels& kernels)
      : region(std::move(r)),
        options{.tolerance_pu = 1e-8, .enforces_q_limits = enforces_q_limits, .moves_taps = false},
        inputs(solvers::MakeProfileInputs(region, 1.0)),
        scalar(*solvers::AcPowerFlow::Make(region.grid)),
        lanes(*solvers::LanePowerFlow::Make(region.grid)),
        batch(lanes, kernels),
        scalar_work(scalar.MakeWorkspace()) {
    auto flat = solvers::PowerFlowState::MakeFlat(region.grid);
    auto solution = scalar.Solve(inputs, flat, options, *scalar_work);
    if (!solution.ok()) return;
    start = solution->state;
    is_solved = lanes.FillBase(inputs, start, base).ok();
    batch.FillFactor(base, enforces_q_limits, factor);
    rating_mva.assign(region.grid.branches.size(), 100.0f);
    std::uint64_t seed = 1;
    const std::size_t buses = region.grid.buses.size();
    for (auto& row : noise) {
      row.resize(buses);
      for (double& value : row) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        value = 0.1 * (static_cast<double>(seed >> 40) / static_cast<double>(1 << 24) - 0.5);
      }
    }
  }

  void ReadLoads(std::size_t index, BatchCase& one) const {
    const std::vector<double>& row = noise[index % noise.size()];
    one.has_injections = true;
    one.injection_mw.resize(row.size());
    one.injection_mvar.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const BusIndex bus(i);
      one.injection_mw[i] = inputs.injection_mw[bus] - row[i] * region.profile->demand_mw[bus];
      one.injection_mvar[i] =
          inputs.injection_mvar[bus] - row[i] * region.profile->demand_mvar[bus];
    }
  }

  const models::Region region;
  const PowerFlowOptions options;
  const solvers::PowerFlowInputs inputs;
  const solvers::AcPowerFlow scalar;
  const solvers::LanePowerFlow lanes;
  const PowerFlowBatch batch;
  const std::unique_ptr<solvers::AcPowerFlow::Workspace> scalar_work;
  solvers::PowerFlowState start;
  solvers::LaneBase base;
  solvers::BaseFactor factor;
  std::vector<float> rating_mva;
  std::array<std::vector<double>, 64> noise;
  bool is_solved = false;
};

// Processor time of this process: the machine is shared. Wall time where threads shall help.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// One list by the batch and a sample of it by the scalar solver, in turns.
void Run(benchmark::State& bench, BatchBench& given, std::size_t count, std::size_t sample,
         const std::function<void(std::size_t, BatchCase&)>& read) {
  const auto threads = static_cast<std::size_t>(bench.range(2));
  const auto seconds = threads > 1 ? WallSeconds : CpuSeconds;
  std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> work;
  for (std::size_t i = 0; i < threads; ++i) work.push_back(given.batch.MakeWorkspace());
  std::vector<std::size_t> violations(threads, 0);
  std::vector<double> losses_mw(threads, 0.0);
  solvers::BatchCounts counts;
  double batch_s = 0.0, alone_s = 0.0;
  std::size_t alone_solved = 0, next = 0;
  for (auto _ : bench) {
    const double from = seconds();
    counts = given.batch.Solve(given.factor,
                               {.count = count,
                                .read = read,
                                .take =
                                    [&](std::size_t thread, const BatchAnswer& one) {
                                      if (!one.is_solved()) return;
                                      const auto broken = one.violations();
                                      violations[thread] +=
                                          static_cast<std::size_t>(broken.branches + broken.low);
                                      losses_mw[thread] += one.LossesMw();
                                    },
                                .rating_mva = given.rating_mva,
                                .keeps_flows = true,
                                .options = given.options},
                               work);
    const double to = seconds();
    batch_s += to - from;
    bench.SetIterationTime(to - from);
    solvers::PowerFlowInputs inputs = given.inputs;
    BatchCase one;
    const double alone_from = seconds();
    for (std::size_t i = 0; i < sample; ++i) {
      one.has_injections = false;
      one.outage = {};
      read(next++ * 7919 % count, one);
      if (one.has_injections) {
        inputs.injection_mw.rows() = one.injection_mw;
        inputs.injection_mvar.rows() = one.injection_mvar;
      }
      if (one.outage.valid()) inputs.in_service[one.outage] = 0;
      alone_solved +=
          given.scalar.Solve(inputs, given.start, given.options, *given.scalar_work).ok();
      if (one.outage.valid()) inputs.in_service[one.outage] = 1;
    }
    alone_s += seconds() - alone_from;
  }
  benchmark::DoNotOptimize(violations);
  const double runs = static_cast<double>(bench.iterations());
  const double each_ms = 1e3 * batch_s / runs / static_cast<double>(count);
  const double alone_ms = 1e3 * alone_s / runs / static_cast<double>(sample);
  bench.counters["ms_each"] = each_ms;
  bench.counters["klu_ms"] = alone_ms;
  bench.counters["ratio"] = alone_ms / each_ms;
  bench.counters["steps"] =
      static_cast<double>(counts.chord_steps) / static_cast<double>(counts.by_chord);
  bench.counters["full"] = static_cast<double>(counts.by_full_newton);
  bench.counters["unsolved"] = static_cast<double>(counts.unsolved);
  if (counts.by_chord < count / 2) bench.SkipWithError("the chord gives up too often");
}

/// range: case, reactive limits, threads.
void BM_BatchSeries(benchmark::State& bench, const char* kernels) {
  const auto given = BatchBench::Make(bench.range(0), bench.range(1) != 0, kernels);
  if (given == nullptr) {
    bench.SkipWithError("no such reference case (set OET_REFERENCE_DIR) or no such instructions");
    return;
  }
  const std::size_t count = given->region.grid.buses.size() > 5000 ? 256 : 1024;
  Run(bench, *given, count, 8,
      [&given](std::size_t i, BatchCase& one) { given->ReadLoads(i, one); });
}

void BM_BatchOutages(benchmark::State& bench, const char* kernels) {
  const auto given = BatchBench::Make(bench.range(0), bench.range(1) != 0, kernels);
  if (given == nullptr) {
    bench.SkipWithError("no such reference case (set OET_REFERENCE_DIR) or no such instructions");
    return;
  }
  const std::size_t branches = given->region.grid.branches.size();
  Run(bench, *given, std::min<std::size_t>(branches, 2000), 8,
      [](std::size_t i, BatchCase& one) { one.outage = BranchIndex(i); });
}

void Ranges(benchmark::internal::Benchmark* one) {
  for (const int row : {0, 1, 2, 3}) {
    for (const int limits : {0, 1}) one->Args({row, limits, 1});
  }
  one->Args({2, 0, 2});
  one->Args({3, 0, 2});
  one->UseManualTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(BM_BatchSeries, avx512, "avx512")->Apply(Ranges);
BENCHMARK_CAPTURE(BM_BatchSeries, avx2, "avx2")->Apply(Ranges);
BENCHMARK_CAPTURE(BM_BatchSeries, scalar, "scalar")->Args({2, 0, 1})->UseManualTime();
BENCHMARK_CAPTURE(BM_BatchOutages, avx512, "avx512")->Apply(Ranges);
BENCHMARK_CAPTURE(BM_BatchOutages, avx2, "avx2")->Apply(Ranges);
BENCHMARK_CAPTURE(BM_BatchOutages, scalar, "scalar")->Args({2, 0, 1})->UseManualTime();

}  // namespace

#include "twin/cli/bench_powerflow.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "models/electricity/topology.h"
#include "twin/cli/bench_engine.h"
#include "twin/cli/machine_name.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr double kTolerancePu = 1e-8;
constexpr std::size_t kSteps = 16;
constexpr std::size_t kMoves = 64;
constexpr std::size_t kBatchSteps = 512;
constexpr std::size_t kOutages = 64;
constexpr std::size_t kBatchOutages = 20'000;
constexpr std::size_t kMostThreads = 2;
constexpr double kMoveShare = 0.05;
constexpr std::uint64_t kSeed = 1;

double Median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// What every load is moved by, each on its own.
std::vector<std::vector<double>> MakeMoves(std::size_t buses) {
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> move_share(-kMoveShare, kMoveShare);
  std::vector<std::vector<double>> moves(kMoves, std::vector<double>(buses));
  for (std::vector<double>& row : moves) {
    for (double& share : row) share = move_share(random);
  }
  return moves;
}

// What regulation and the slack bus do follows.
std::vector<solvers::PowerFlowInputs> MakeSteps(const LoadedCase& loaded,
                                                const std::vector<std::vector<double>>& moves) {
  std::vector<solvers::PowerFlowInputs> steps(kSteps, loaded.inputs);
  for (std::size_t row = 0; row < steps.size(); ++row) {
    for (std::size_t i = 0; i < moves[row].size(); ++i) {
      const models::BusIndex bus(i);
      steps[row].injection_mw[bus] -= moves[row][i] * loaded.region.profile->demand_mw[bus];
      steps[row].injection_mvar[bus] -= moves[row][i] * loaded.region.profile->demand_mvar[bus];
    }
  }
  return steps;
}

// Every n-th, at most `count`.
std::vector<models::BranchIndex> Sample(const std::vector<models::BranchIndex>& all,
                                        std::size_t count) {
  std::vector<models::BranchIndex> some;
  const std::size_t stride = std::max<std::size_t>(1, all.size() / count);
  for (std::size_t i = 0; i < all.size() && some.size() < count; i += stride) {
    some.push_back(all[i]);
  }
  return some;
}

std::vector<models::BranchIndex> ListOutages(const LoadedCase& loaded) {
  const auto bridges = models::FindBridges(loaded.region.grid, loaded.inputs.in_service);
  std::vector<models::BranchIndex> candidates;
  for (std::size_t k = 0; k < bridges.size(); ++k) {
    const models::BranchIndex branch(k);
    if (loaded.inputs.in_service[branch] != 0 && bridges[branch] == 0) candidates.push_back(branch);
  }
  return candidates;
}

absl::StatusOr<BenchWork> MakeWork(const LoadedCase& loaded) {
  BenchWork work;
  work.loaded = &loaded;
  work.options = {.tolerance_pu = kTolerancePu, .enforces_q_limits = false, .moves_taps = false};
  TWIN_ASSIGN_OR_RETURN(work.start, MakeCaseStart(loaded, CaseStart::kDc));
  TWIN_ASSIGN_OR_RETURN(const CaseAnswer answer, SolveCase(loaded, {.start = CaseStart::kDc}));
  work.solved = answer.solution.state;
  work.moved_share = MakeMoves(loaded.region.grid.buses.size());
  work.batch_step_count = kBatchSteps;
  work.steps = MakeSteps(loaded, work.moved_share);
  work.batch_outages = Sample(ListOutages(loaded), kBatchOutages);
  work.outages = Sample(work.batch_outages, kOutages);
  return work;
}

struct Samples {
  std::vector<double> cold_ms, reused_ms, series_one_ms, series_batch_ms, plain_per_s, batch_per_s;
  std::size_t solved_count = 0;
};

// Milliseconds of one call, and how many power flows it solved.
template <class Task>
std::pair<double, std::size_t> Time(const Task& task) {
  const auto began = Clock::now();
  const std::size_t solved = task();
  return {std::chrono::duration<double, std::milli>(Clock::now() - began).count(), solved};
}

void AddPerSolve(const std::function<std::size_t()>& task, std::vector<double>& samples_ms) {
  if (!task) return;
  const auto [spent_ms, solved] = Time(task);
  if (solved > 0) samples_ms.push_back(spent_ms / static_cast<double>(solved));
}

void AddRate(const std::function<std::size_t()>& task, std::vector<double>& samples, Samples& all) {
  if (!task) return;
  const auto [spent_ms, solved] = Time(task);
  samples.push_back(1000.0 * static_cast<double>(solved) / spent_ms);
  all.solved_count = solved;
}

Json OrNull(double value) { return value > 0.0 ? Json(value) : Json(nullptr); }

absl::StatusOr<std::vector<BenchEngine>> MakeEngines(const BenchWork& work) {
  std::vector<BenchEngine> engines(3);
  TWIN_ASSIGN_OR_RETURN(engines[0], MakeKluEngine(work));
  TWIN_ASSIGN_OR_RETURN(engines[1], MakeBlockEngine(work));
  TWIN_ASSIGN_OR_RETURN(engines[2], MakeLaneEngine(work));
  for (std::size_t threads = 1; threads <= kMostThreads; ++threads) {
    TWIN_ASSIGN_OR_RETURN(BenchEngine batch, MakeBatchEngine(work, threads));
    engines.push_back(std::move(batch));
  }
  return engines;
}

void MeasureOnce(const std::vector<BenchEngine>& engines, std::vector<Samples>& samples) {
  const auto each = [&](const auto& measure) {
    for (std::size_t i = 0; i < engines.size(); ++i) measure(engines[i], samples[i]);
  };
  each([](const BenchEngine& one, Samples& to) { AddPerSolve(one.cold, to.cold_ms); });
  each([](const BenchEngine& one, Samples& to) { AddPerSolve(one.reused, to.reused_ms); });
  each([](const BenchEngine& one, Samples& to) { AddPerSolve(one.series_one, to.series_one_ms); });
  each([](const BenchEngine& one, Samples& to) {
    AddPerSolve(one.series_batch, to.series_batch_ms);
  });
  each([](const BenchEngine& one, Samples& to) {
    if (one.outages_tried > 0) AddRate(one.outages_plain, to.plain_per_s, to);
  });
  each([](const BenchEngine& one, Samples& to) {
    if (one.outages_tried > 0) AddRate(one.outages_batch, to.batch_per_s, to);
  });
}

// How many times as fast as the baseline, whose figures one at a time stand for its batches, too.
Json RatiosTo(const EngineTimes& base, const EngineTimes& one) {
  const auto times = [](double base_ms, double ms) {
    return ms > 0.0 && base_ms > 0.0 ? Json(base_ms / ms) : Json(nullptr);
  };
  return {{"cold", times(base.cold_ms, one.cold_ms)},
          {"reused", times(base.reused_ms, one.reused_ms)},
          {"series_step_one", times(base.series_step_one_ms, one.series_step_one_ms)},
          {"series_step_batch", times(base.series_step_one_ms, one.series_step_batch_ms)},
          {"outages_plain", times(one.outages_plain_per_s, base.outages_plain_per_s)},
          {"outages_batch", times(one.outages_batch_per_s, base.outages_plain_per_s)}};
}

}  // namespace

absl::StatusOr<PowerFlowBench> MeasurePowerFlow(const LoadedCase& loaded, int repeats) {
  TWIN_ASSIGN_OR_RETURN(const BenchWork work, MakeWork(loaded));
  TWIN_ASSIGN_OR_RETURN(const std::vector<BenchEngine> engines, MakeEngines(work));
  std::vector<Samples> samples(engines.size());
  for (int repeat = 0; repeat < repeats; ++repeat) MeasureOnce(engines, samples);
  PowerFlowBench bench{.machine = ReadMachineName(),
                       .cores = std::thread::hardware_concurrency(),
                       .repeats = repeats,
                       .bus_count = loaded.region.grid.buses.size(),
                       .branch_count = loaded.region.grid.branches.size(),
                       .engines = {}};
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const Samples& one = samples[i];
    bench.engines.push_back({.name = engines[i].name,
                             .instruction_set = engines[i].instruction_set,
                             .threads = engines[i].threads,
                             .cold_ms = Median(one.cold_ms),
                             .reused_ms = Median(one.reused_ms),
                             .series_step_one_ms = Median(one.series_one_ms),
                             .series_step_batch_ms = Median(one.series_batch_ms),
                             .outages_plain_per_s = Median(one.plain_per_s),
                             .outages_batch_per_s = Median(one.batch_per_s),
                             .outages_tried = engines[i].outages_tried,
                             .unsolved_count = engines[i].outages_tried - one.solved_count});
  }
  return bench;
}

std::string MakeBenchJson(const LoadedCase& loaded, const PowerFlowBench& bench) {
  Json json{{"machine", bench.machine},
            {"cores", bench.cores},
            {"case", loaded.matpower.name},
            {"buses_count", bench.bus_count},
            {"branches_count", bench.branch_count},
            {"repeats", bench.repeats},
            {"tolerance_pu", kTolerancePu},
            {"engines", Json::array()}};
  for (const EngineTimes& one : bench.engines) {
    json["engines"].push_back({{"name", one.name},
                               {"instruction_set", one.instruction_set},
                               {"threads", one.threads},
                               {"cold_ms", OrNull(one.cold_ms)},
                               {"reused_ms", OrNull(one.reused_ms)},
                               {"series_step_one_ms", OrNull(one.series_step_one_ms)},
                               {"series_step_batch_ms", OrNull(one.series_step_batch_ms)},
                               {"outages_plain_per_s", OrNull(one.outages_plain_per_s)},
                               {"outages_batch_per_s", OrNull(one.outages_batch_per_s)},
                               {"outages_count", one.outages_tried},
                               {"outages_unsolved_count", one.unsolved_count},
                               {"ratio_to_klu", RatiosTo(bench.engines.front(), one)}});
  }
  return absl::StrCat(json.dump(2), "\n");
}

std::string MakeBenchText(const LoadedCase& loaded, const PowerFlowBench& bench) {
  std::string text = absl::StrFormat("%s: %d buses, %d branches; %s, %d cores; medians of %d\n",
                                     loaded.matpower.name, bench.bus_count, bench.branch_count,
                                     bench.machine, bench.cores, bench.repeats);
  absl::StrAppendFormat(&text, "  %-24s", "");
  for (const EngineTimes& one : bench.engines) absl::StrAppendFormat(&text, " %16s", one.name);
  absl::StrAppendFormat(&text, "\n  %-24s", "instruction set, threads");
  for (const EngineTimes& one : bench.engines) {
    absl::StrAppendFormat(&text, " %16s", absl::StrCat(one.instruction_set, ", ", one.threads));
  }
  const EngineTimes& klu = bench.engines.front();
  const auto line = [&](const char* name, double EngineTimes::*value, double base, bool is_rate) {
    absl::StrAppendFormat(&text, "\n  %-24s", name);
    for (const EngineTimes& one : bench.engines) {
      const double own = one.*value;
      const double ratio = is_rate ? own / base : base / own;
      absl::StrAppendFormat(&text, " %16s",
                            !(own > 0.0)   ? "-"
                            : &one == &klu ? absl::StrFormat("%.4g", own)
                                           : absl::StrFormat("%.4g (%.1fx)", own, ratio));
    }
  };
  line("cold, ms", &EngineTimes::cold_ms, klu.cold_ms, false);
  line("reused pattern, ms", &EngineTimes::reused_ms, klu.reused_ms, false);
  line("time-series step, ms", &EngineTimes::series_step_one_ms, klu.series_step_one_ms, false);
  line("  in a batch, ms", &EngineTimes::series_step_batch_ms, klu.series_step_one_ms, false);
  line("N-1 solved per second", &EngineTimes::outages_plain_per_s, klu.outages_plain_per_s, true);
  line("  in batches", &EngineTimes::outages_batch_per_s, klu.outages_plain_per_s, true);
  absl::StrAppendFormat(&text, "\n  %-24s", "outages tried, unsolved");
  for (const EngineTimes& one : bench.engines) {
    absl::StrAppendFormat(&text, " %16s",
                          absl::StrCat(one.outages_tried, ", ", one.unsolved_count));
  }
  absl::StrAppend(&text, "\n  (times as fast as klu one at a time); -: the engine has no such way",
                  klu.outages_tried == 0 ? ", or the grid is radial: no branch to lose" : "", "\n");
  return text;
}

}  // namespace twin::cli

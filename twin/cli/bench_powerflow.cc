#include "twin/cli/bench_powerflow.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
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
constexpr std::size_t kOutages = 64;
constexpr double kMoveShare = 0.05;
constexpr std::uint64_t kSeed = 1;

double Median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Loads moved each on its own; what regulation and the slack bus do follows.
std::vector<solvers::PowerFlowInputs> MakeSteps(const LoadedCase& loaded) {
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> move_share(1.0 - kMoveShare, 1.0 + kMoveShare);
  std::vector<solvers::PowerFlowInputs> steps(kSteps, loaded.inputs);
  for (solvers::PowerFlowInputs& step : steps) {
    for (std::size_t i = 0; i < step.injection_mw.size(); ++i) {
      const models::BusIndex bus(i);
      const double change_share = move_share(random) - 1.0;
      step.injection_mw[bus] -= change_share * loaded.region.profile->demand_mw[bus];
      step.injection_mvar[bus] -= change_share * loaded.region.profile->demand_mvar[bus];
    }
  }
  return steps;
}

std::vector<models::BranchIndex> PickOutages(const LoadedCase& loaded) {
  const auto bridges = models::FindBridges(loaded.region.grid, loaded.inputs.in_service);
  std::vector<models::BranchIndex> candidates;
  for (std::size_t k = 0; k < bridges.size(); ++k) {
    const models::BranchIndex branch(k);
    if (loaded.inputs.in_service[branch] != 0 && bridges[branch] == 0) candidates.push_back(branch);
  }
  std::vector<models::BranchIndex> outages;
  const std::size_t stride = std::max<std::size_t>(1, candidates.size() / kOutages);
  for (std::size_t i = 0; i < candidates.size() && outages.size() < kOutages; i += stride) {
    outages.push_back(candidates[i]);
  }
  return outages;
}

absl::StatusOr<BenchWork> MakeWork(const LoadedCase& loaded) {
  BenchWork work;
  work.loaded = &loaded;
  work.options = {.tolerance_pu = kTolerancePu, .enforces_q_limits = false, .moves_taps = false};
  TWIN_ASSIGN_OR_RETURN(work.start, MakeCaseStart(loaded, CaseStart::kDc));
  TWIN_ASSIGN_OR_RETURN(const CaseAnswer answer, SolveCase(loaded, {.start = CaseStart::kDc}));
  work.solved = answer.solution.state;
  work.steps = MakeSteps(loaded);
  work.outages = PickOutages(loaded);
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

}  // namespace

absl::StatusOr<PowerFlowBench> MeasurePowerFlow(const LoadedCase& loaded, int repeats) {
  TWIN_ASSIGN_OR_RETURN(const BenchWork work, MakeWork(loaded));
  std::vector<BenchEngine> engines(2);
  TWIN_ASSIGN_OR_RETURN(engines[0], MakeKluEngine(work));
  TWIN_ASSIGN_OR_RETURN(engines[1], MakeLaneEngine(work));
  std::vector<Samples> samples(engines.size());
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (std::size_t i = 0; i < engines.size(); ++i) {
      AddPerSolve(engines[i].cold, samples[i].cold_ms);
      AddPerSolve(engines[i].reused, samples[i].reused_ms);
      AddPerSolve(engines[i].series_one, samples[i].series_one_ms);
      AddPerSolve(engines[i].series_batch, samples[i].series_batch_ms);
      if (work.outages.empty()) continue;  // a radial grid
      AddRate(engines[i].outages_plain, samples[i].plain_per_s, samples[i]);
      AddRate(engines[i].outages_batch, samples[i].batch_per_s, samples[i]);
    }
  }
  PowerFlowBench bench{.machine = ReadMachineName(),
                       .repeats = repeats,
                       .bus_count = loaded.region.grid.buses.size(),
                       .branch_count = loaded.region.grid.branches.size(),
                       .outages_tried = work.outages.size(),
                       .engines = {}};
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const Samples& one = samples[i];
    bench.engines.push_back(
        {.name = engines[i].name,
         .instruction_set = engines[i].instruction_set,
         .cold_ms = Median(one.cold_ms),
         .reused_ms = Median(one.reused_ms),
         .series_step_one_ms = Median(one.series_one_ms),
         .series_step_batch_ms = Median(one.series_batch_ms),
         .outages_plain_per_s = Median(one.plain_per_s),
         .outages_batch_per_s = Median(one.batch_per_s),
         .unsolved_count =
             work.outages.empty() ? 0 : static_cast<int>(work.outages.size() - one.solved_count)});
  }
  return bench;
}

std::string MakeBenchJson(const LoadedCase& loaded, const PowerFlowBench& bench) {
  Json json{{"machine", bench.machine},
            {"threads", bench.threads},
            {"case", loaded.matpower.name},
            {"buses_count", bench.bus_count},
            {"branches_count", bench.branch_count},
            {"repeats", bench.repeats},
            {"outages_count", bench.outages_tried},
            {"engines", Json::array()}};
  for (const EngineTimes& one : bench.engines) {
    json["engines"].push_back({{"name", one.name},
                               {"instruction_set", one.instruction_set},
                               {"cold_ms", OrNull(one.cold_ms)},
                               {"reused_ms", OrNull(one.reused_ms)},
                               {"series_step_one_ms", OrNull(one.series_step_one_ms)},
                               {"series_step_batch_ms", OrNull(one.series_step_batch_ms)},
                               {"outages_plain_per_s", OrNull(one.outages_plain_per_s)},
                               {"outages_batch_per_s", OrNull(one.outages_batch_per_s)},
                               {"outages_unsolved_count", one.unsolved_count}});
  }
  return absl::StrCat(json.dump(2), "\n");
}

std::string MakeBenchText(const LoadedCase& loaded, const PowerFlowBench& bench) {
  std::string text = absl::StrFormat(
      "%s: %d buses, %d branches; %s, %d thread, medians of %d\n  %-28s", loaded.matpower.name,
      bench.bus_count, bench.branch_count, bench.machine, bench.threads, bench.repeats, "");
  for (const EngineTimes& one : bench.engines) {
    absl::StrAppendFormat(&text, " %16s", absl::StrCat(one.name, " (", one.instruction_set, ")"));
  }
  const auto line = [&](const char* name, double EngineTimes::*value) {
    absl::StrAppendFormat(&text, "\n  %-28s", name);
    for (const EngineTimes& one : bench.engines) {
      absl::StrAppendFormat(&text, " %16s",
                            one.*value > 0.0 ? absl::StrFormat("%.4g", one.*value) : "-");
    }
  };
  line("cold, ms", &EngineTimes::cold_ms);
  line("reused pattern, ms", &EngineTimes::reused_ms);
  line("time-series step, ms", &EngineTimes::series_step_one_ms);
  line("  in a batch, ms", &EngineTimes::series_step_batch_ms);
  line("N-1 solved per second", &EngineTimes::outages_plain_per_s);
  line("  in batches", &EngineTimes::outages_batch_per_s);
  return text + "\n";
}

}  // namespace twin::cli

#include "twin/cli/bench_stream.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/lane_power_flow.h"
#include "solvers/power_flow_batch.h"
#include "twin/cli/machine_name.h"
#include "twin/cli/megabytes.h"
#include "twin/cli/process_memory.h"

namespace twin::cli {
namespace {

using models::BusIndex;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr double kTolerancePu = 1e-8;
constexpr float kRatingIfNoneMva = 100.0f;  // limits cost time in cases without ratings, too
constexpr double kDailyShare = 0.02;
constexpr double kNoiseShare = 0.05;
constexpr std::size_t kHoursPerDay = 24;

// Even noise in [−1, 1): the finaliser of SplitMix64 on a count.
// **Source** Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA.
double CalcNoiseShare(std::uint64_t count) {
  std::uint64_t bits = (count + 1) * 0x9e3779b97f4a7c15u;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> 11) * 0x1p-52 - 1.0;
}

// What load and generation have more than in the case at this hour, as a share of it.
double CalcDailyShare(std::size_t step) {
  const double hour = static_cast<double>(step % kHoursPerDay);
  const double day_rad = 2.0 * models::kPi * hour / static_cast<double>(kHoursPerDay);
  return kDailyShare * std::sin(day_rad);
}

void ReadStep(const LoadedCase& loaded, std::size_t step, solvers::BatchCase& one) {
  const models::ProfileParams& profile = *loaded.region.profile;
  one.has_injections = true;
  one.injection_mw = loaded.inputs.injection_mw.rows();
  one.injection_mvar = loaded.inputs.injection_mvar.rows();
  const double daily_share = CalcDailyShare(step);
  const std::size_t buses = one.injection_mw.size();
  for (std::size_t i = 0; i < buses; ++i) {
    const double noise_share = kNoiseShare * CalcNoiseShare(step * buses + i);
    one.injection_mw[i] += daily_share * one.injection_mw[i];
    one.injection_mw[i] -= noise_share * profile.demand_mw[BusIndex(i)];
    one.injection_mvar[i] -= (daily_share + noise_share) * profile.demand_mvar[BusIndex(i)];
  }
}

// What one thread has seen go by.
struct Seen {
  std::size_t violations = 0, full_newton = 0, worst_step = 0;
  double worst_share = 0.0, losses_mwh = 0.0;

  void Take(const solvers::BatchAnswer& answer) {
    if (!answer.is_solved()) return;
    full_newton += answer.is_full_newton() ? 1 : 0;
    const auto broken = answer.violations();
    violations += static_cast<std::size_t>(broken.branches + broken.low + broken.high);
    losses_mwh += answer.LossesMw();
    const double loading_share = std::abs(answer.FindWorstLoading().loading_share);
    if (loading_share <= worst_share) return;
    worst_share = loading_share;
    worst_step = answer.index();
  }
};

std::vector<float> ListRatings(const models::ElectricityGrid& grid) {
  std::vector<float> rating_mva;
  for (const models::BranchParams& branch : grid.branches) {
    const bool has_rating = branch.is_monitored && branch.rating.summer_mva > 0.0;
    rating_mva.push_back(has_rating ? static_cast<float>(branch.rating.summer_mva)
                                    : kRatingIfNoneMva);
  }
  return rating_mva;
}

}  // namespace

absl::StatusOr<StreamBench> MeasureStream(const LoadedCase& loaded,
                                          const StreamQuestion& question) {
  const models::ElectricityGrid& grid = loaded.region.grid;
  const solvers::PowerFlowOptions options{.tolerance_pu = kTolerancePu,
                                          .enforces_q_limits = question.enforces_q_limits,
                                          .moves_taps = false};
  TWIN_ASSIGN_OR_RETURN(const CaseAnswer answer,
                        SolveCase(loaded, {.start = CaseStart::kDc,
                                           .tolerance_pu = kTolerancePu,
                                           .enforces_q_limits = question.enforces_q_limits}));
  TWIN_ASSIGN_OR_RETURN(const auto lanes, solvers::LanePowerFlow::Make(grid));
  const solvers::PowerFlowBatch batch(lanes);
  StreamBench bench{.machine = ReadMachineName(),
                    .instruction_set = solvers::ChooseChordKernels().name,
                    .bus_count = grid.buses.size(),
                    .branch_count = grid.branches.size(),
                    .memory_before_bytes = ReadPeakMemoryBytes()};
  const std::vector<float> rating_mva = ListRatings(grid);
  std::vector<Seen> seen(question.threads);
  const auto began = Clock::now();
  solvers::LaneBase base;
  TWIN_RETURN_IF_ERROR(lanes.FillBase(loaded.inputs, answer.solution.state, base));
  solvers::BaseFactor factor;
  batch.FillFactor(base, options.enforces_q_limits, factor);
  std::vector<std::unique_ptr<solvers::PowerFlowBatch::Workspace>> workspaces;
  for (std::size_t i = 0; i < question.threads; ++i) workspaces.push_back(batch.MakeWorkspace());
  const solvers::BatchCounts counts = batch.Solve(
      factor,
      {.count = question.steps,
       .read = [&](std::size_t step, solvers::BatchCase& one) { ReadStep(loaded, step, one); },
       .take = [&](std::size_t thread, const solvers::BatchAnswer& one) { seen[thread].Take(one); },
       .rating_mva = rating_mva,
       .keeps_flows = true,
       .options = options},
      workspaces);
  bench.spent_s = std::chrono::duration<double>(Clock::now() - began).count();
  bench.steps_per_s = static_cast<double>(question.steps) / bench.spent_s;
  bench.peak_memory_bytes = ReadPeakMemoryBytes();
  bench.unsolved_count = counts.unsolved;
  for (const Seen& one : seen) {
    bench.violation_count += one.violations;
    bench.full_newton_count += one.full_newton;
    bench.losses_mwh += one.losses_mwh;
    if (one.worst_share <= bench.worst_loading_share) continue;
    bench.worst_loading_share = one.worst_share;
    bench.worst_step = one.worst_step;
  }
  return bench;
}

std::string MakeStreamJson(const LoadedCase& loaded, const StreamQuestion& question,
                           const StreamBench& bench) {
  const Json json{{"machine", bench.machine},
                  {"instruction_set", bench.instruction_set},
                  {"threads", question.threads},
                  {"case", loaded.matpower.name},
                  {"buses_count", bench.bus_count},
                  {"branches_count", bench.branch_count},
                  {"tolerance_pu", kTolerancePu},
                  {"enforces_q_limits", question.enforces_q_limits},
                  {"steps_count", question.steps},
                  {"unsolved_count", bench.unsolved_count},
                  {"full_newton_count", bench.full_newton_count},
                  {"violations_count", bench.violation_count},
                  {"worst_loading_share", bench.worst_loading_share},
                  {"worst_step", bench.worst_step},
                  {"losses_mwh", bench.losses_mwh},
                  {"seconds", bench.spent_s},
                  {"steps_per_s", bench.steps_per_s},
                  {"memory_before_mb", Megabytes(bench.memory_before_bytes)},
                  {"peak_memory_mb", Megabytes(bench.peak_memory_bytes)}};
  return absl::StrCat(json.dump(2), "\n");
}

std::string MakeStreamText(const LoadedCase& loaded, const StreamQuestion& question,
                           const StreamBench& bench) {
  return absl::StrFormat(
      "%s: %d buses, %d branches; %s, %s, %d threads\n"
      "%d steps in %.2f s: %.0f per second, %.3f ms each; %d by a full Newton, %d without a "
      "solution\n"
      "losses %.0f MWh, %d limits broken, worst loading %.1f %% in step %d\n"
      "peak memory %.0f MB, %.0f MB of it before the first step\n",
      loaded.matpower.name, bench.bus_count, bench.branch_count, bench.machine,
      bench.instruction_set, question.threads, question.steps, bench.spent_s, bench.steps_per_s,
      1000.0 / bench.steps_per_s, bench.full_newton_count, bench.unsolved_count, bench.losses_mwh,
      bench.violation_count, 100.0 * bench.worst_loading_share, bench.worst_step,
      Megabytes(bench.peak_memory_bytes), Megabytes(bench.memory_before_bytes));
}

}  // namespace twin::cli

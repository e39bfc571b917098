#include "twin/planning/planning_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/next_mw_feeders.h"
#include "solvers/parallel_for.h"
#include "solvers/planning_quarter.h"
#include "solvers/power_flow_series.h"
#include "solvers/profile_inputs.h"

namespace twin::planning {
namespace {

// Blocks whose inputs are held in memory at a time.
constexpr std::size_t kWindowBlocks = 7;
// float32 starts carry 1e-7; the solution is stored as float32 again.
constexpr solvers::PowerFlowOptions kOptions{.tolerance_pu = 1e-8};

bool IsCancelled(const PlanningBuild& build) {
  return build.is_cancelled != nullptr && build.is_cancelled->load();
}

// Writes the inputs of quarters in order; what one quarter hands to the next lives here.
class InputWriter {
 public:
  static absl::StatusOr<InputWriter> Make(const models::Region& region,
                                          const PlanningBuild& build) {
    TWIN_ASSIGN_OR_RETURN(auto calendar, models::OsloCalendar::Load());
    InputWriter writer(region, build, std::move(calendar));
    if (region.profile.has_value()) return writer;
    TWIN_ASSIGN_OR_RETURN(
        writer.params_,
        solvers::MakePlanningParams(
            region, {.seed = build.key.seed, .year = build.key.weather_year}, build.demand_ratio));
    return writer;
  }

  models::Quarter FirstQuarter() const {
    return calendar_.LocalDayStart(build_.key.planning_year, 1, 1);
  }
  std::size_t CountQuarters() const {
    if (region_.profile.has_value()) return region_.profile->load_share.size();
    return static_cast<std::size_t>(calendar_.LocalDayStart(build_.key.planning_year + 1, 1, 1) -
                                    FirstQuarter());
  }

  PlanningSpan Span() const {
    PlanningSpan span{.first = FirstQuarter(), .quarter_count = CountQuarters()};
    if (!region_.profile.has_value()) {
      span.feeders = solvers::ListNextMwFeeders(region_.grid, params_.balance);
      return span;
    }
    span.feeders.clear();
    for (const auto& [id, share] : solvers::ListParticipants(region_.grid)) {
      span.feeders.push_back(id);
    }
    if (span.feeders.empty()) span.feeders.emplace_back("unknown");
    return span;
  }

  absl::Status Write(std::size_t begin, std::size_t end, PlanningBase& base) {
    return region_.profile.has_value() ? WriteProfile(begin, end, base)
                                       : WriteWeather(begin, end, base);
  }

 private:
  InputWriter(const models::Region& region, const PlanningBuild& build,
              models::OsloCalendar calendar)
      : region_(region), build_(build), calendar_(std::move(calendar)) {}

  absl::Status WriteProfile(std::size_t begin, std::size_t end, PlanningBase& base) {
    std::vector<double> rating_mva;
    for (const auto& branch : region_.grid.branches) rating_mva.push_back(branch.rating.summer_mva);
    std::vector<float> next_mw_share;
    for (const auto& [id, share] : solvers::ListParticipants(region_.grid)) {
      next_mw_share.push_back(static_cast<float>(share));
    }
    for (std::size_t quarter = begin; quarter < end; ++quarter) {
      base.WriteInputs(quarter,
                       solvers::MakeProfileInputs(region_, region_.profile->load_share[quarter]),
                       {.rating_mva = rating_mva, .next_mw_share = next_mw_share});
    }
    return absl::OkStatus();
  }

  absl::Status WriteWeather(std::size_t begin, std::size_t end, PlanningBase& base) {
    window_.resize(end - begin);
    const models::Quarter first = base.first_quarter() + static_cast<std::int64_t>(begin);
    solvers::ParallelFor(window_.size(), build_.threads, [&](std::size_t i, std::size_t) {
      solvers::CalcPlanningWeather(params_, calendar_, first + static_cast<std::int64_t>(i),
                                   window_[i]);
    });
    if (begin == 0) state_ = solvers::MakePlanningState(params_, window_.front());
    std::vector<double> rating_mva(region_.grid.branches.size());
    std::vector<float> next_mw_share;
    solvers::RegionalBalanceResult balance;
    for (std::size_t i = 0; i < window_.size(); ++i) {
      if (IsCancelled(build_)) {
        return absl::CancelledError("stopped while inputs were made; the next build goes on there");
      }
      TWIN_ASSIGN_OR_RETURN(const auto inputs,
                            solvers::AdvancePlanning(params_, first + static_cast<std::int64_t>(i),
                                                     window_[i], workspace_, state_, &balance));
      const std::size_t quarter = begin + i;
      if (base.IsBlockDone(quarter / kBlockQuarters)) continue;
      for (std::size_t k = 0; k < rating_mva.size(); ++k) {
        const auto& branch = region_.grid.branches[models::BranchIndex(k)];
        rating_mva[k] =
            models::CalcRatingMva(branch.rating, window_[i].weather[branch.place].air_degc);
      }
      solvers::FillNextMwShares(solvers::CalcNextMwFeeders(region_.grid, params_.balance, balance),
                                next_mw_share);
      base.WriteInputs(quarter, inputs,
                       {.rating_mva = rating_mva,
                        .next_mw_share = next_mw_share,
                        .weather = &window_[i].weather});
    }
    return absl::OkStatus();
  }

  const models::Region& region_;
  const PlanningBuild& build_;
  models::OsloCalendar calendar_;
  solvers::PlanningParams params_;
  solvers::PlanningState state_;
  solvers::HeatStepWorkspace workspace_;
  std::vector<solvers::PlanningWeather> window_;
};

void SolveBlock(std::size_t block, PlanningBase& base, solvers::SeriesSolvers& solvers) {
  const std::size_t first = block * kBlockQuarters;
  solvers::SolvePowerFlowSeries(
      base.BlockEnd(block) - first, kOptions,
      [&](std::size_t i) { return base.ReadInputs(first + i); },
      [&](std::size_t i, const solvers::PowerFlowSolution* solution) {
        base.WriteSolution(first + i, solution);
      },
      solvers);
}

absl::Status Build(const models::Region& region, const PlanningBuild& build, InputWriter& writer,
                   PlanningBase& base) {
  TWIN_ASSIGN_OR_RETURN(const auto scalar, solvers::AcPowerFlow::Make(region.grid));
  TWIN_ASSIGN_OR_RETURN(const auto lanes, solvers::LanePowerFlow::Make(region.grid));
  std::vector<solvers::SeriesSolvers> solvers;
  for (std::size_t i = 0; i < build.threads; ++i) solvers.emplace_back(scalar, lanes);
  for (std::size_t begin = 0; begin < base.block_count(); begin += kWindowBlocks) {
    const std::size_t end = std::min(base.block_count(), begin + kWindowBlocks);
    TWIN_RETURN_IF_ERROR(writer.Write(begin * kBlockQuarters, base.BlockEnd(end - 1), base));
    std::vector<std::size_t> open;
    for (std::size_t block = begin; block < end; ++block) {
      if (!base.IsBlockDone(block)) open.push_back(block);
    }
    std::vector<char> is_solved(open.size(), 0);
    solvers::ParallelFor(open.size(), build.threads, [&](std::size_t i, std::size_t thread) {
      if (IsCancelled(build)) return;
      SolveBlock(open[i], base, solvers[thread]);
      is_solved[i] = 1;
    });
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (is_solved[i] != 0) TWIN_RETURN_IF_ERROR(base.FinishBlock(open[i]));
    }
    if (build.on_progress) build.on_progress(end, base.block_count());
    if (IsCancelled(build)) {
      std::size_t done = 0;
      for (std::size_t block = 0; block < base.block_count(); ++block) {
        done += base.IsBlockDone(block);
      }
      return absl::CancelledError(absl::StrCat("stopped after ", done, " of ", base.block_count(),
                                               " blocks; the next build goes on there"));
    }
  }
  return base.Seal();
}

}  // namespace

absl::StatusOr<std::unique_ptr<PlanningBase>> OpenOrBuildPlanningBase(const std::string& folder,
                                                                      const models::Region& region,
                                                                      const PlanningBuild& build) {
  TWIN_ASSIGN_OR_RETURN(InputWriter writer, InputWriter::Make(region, build));
  const PlanningSpan span = writer.Span();
  auto sealed = PlanningBase::Open(folder, build.key, region, span);
  if (sealed.ok()) return sealed;
  if (!absl::IsNotFound(sealed.status()) && !absl::IsDataLoss(sealed.status())) {
    return sealed.status();
  }
  TWIN_ASSIGN_OR_RETURN(auto base, PlanningBase::Begin(folder, build.key, region, span));
  TWIN_RETURN_IF_ERROR(Build(region, build, writer, *base));
  return base;
}

}  // namespace twin::planning

#include "twin/planning/weather_year.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"

namespace twin::planning {

WorldState WeatherYear::Wrap(const solvers::PlanningState& state) const {
  WorldState world;
  world.shunt_step = state.shunt_step;
  world.balance = state.balance;
  world.heat = state.heat;
  return world;
}

absl::StatusOr<solvers::PlanningState> WeatherYear::ReadState(std::size_t checkpoint) const {
  TWIN_ASSIGN_OR_RETURN(WorldState world, UnpackState(file_->State(checkpoint), Wrap(first_)));
  return solvers::PlanningState{.balance = std::move(world.balance),
                                .heat = std::move(world.heat),
                                .shunt_step = std::move(world.shunt_step)};
}

absl::Status WeatherYear::BuildBlock(std::size_t block, std::size_t threads) {
  const std::size_t begin = block * kBlockQuarters, end = file_->BlockEnd(block);
  const models::Quarter first = file_->span().first + static_cast<std::int64_t>(begin);
  window_.resize(end - begin);
  solvers::ParallelFor(window_.size(), threads, [&](std::size_t i, std::size_t) {
    solvers::CalcPlanningWeather(params_, calendar_, first + static_cast<std::int64_t>(i),
                                 window_[i]);
  });
  for (std::size_t i = 0; i < window_.size(); ++i) {
    const std::size_t quarter = begin + i;
    if (quarter % kCheckpointQuarters == 0) {
      const std::vector<double> packed = PackState(Wrap(state_));
      std::copy(packed.begin(), packed.end(), file_->State(quarter / kCheckpointQuarters).begin());
    }
    TWIN_ASSIGN_OR_RETURN(const auto inputs,
                          solvers::AdvancePlanning(params_, first + static_cast<std::int64_t>(i),
                                                   window_[i], workspace_, state_));
    const std::span<float> injection_mw = file_->InjectionMw(quarter);
    for (std::size_t k = 0; k < injection_mw.size(); ++k) {
      injection_mw[k] = static_cast<float>(inputs.injection_mw[models::BusIndex(k)]);
    }
    const std::span<float> air_degc = file_->AirDegC(quarter);
    for (std::size_t k = 0; k < air_degc.size(); ++k) {
      air_degc[k] = static_cast<float>(window_[i].weather[models::PlaceIndex(k)].air_degc);
    }
  }
  return file_->FinishBlock(block);
}

absl::Status WeatherYear::Build(const PlanningBuild& build) {
  const std::size_t blocks = file_->block_count();
  std::size_t done = 0;
  while (done < blocks && file_->IsBlockDone(done)) ++done;
  state_ = first_;
  if (done > 0 && done < blocks) {
    // From the last finished block's last checkpoint on to its end.
    const std::size_t from = (file_->BlockEnd(done - 1) - 1) / kCheckpointQuarters;
    TWIN_ASSIGN_OR_RETURN(state_, ReadState(from));
    solvers::PlanningWeather weather;
    for (std::size_t q = from * kCheckpointQuarters; q < file_->BlockEnd(done - 1); ++q) {
      const models::Quarter quarter = file_->span().first + static_cast<std::int64_t>(q);
      solvers::CalcPlanningWeather(params_, calendar_, quarter, weather);
      TWIN_RETURN_IF_ERROR(
          solvers::AdvancePlanning(params_, quarter, weather, workspace_, state_).status());
    }
  }
  for (std::size_t block = done; block < blocks; ++block) {
    TWIN_RETURN_IF_ERROR(BuildBlock(block, build.threads));
    if (build.on_progress) build.on_progress(block + 1, blocks);
    if (build.is_cancelled != nullptr && build.is_cancelled->load()) {
      return absl::CancelledError(
          absl::StrCat("stopped after ", block + 1, " of ", blocks, " blocks of a weather year"));
    }
  }
  window_ = {};
  return file_->Seal();
}

absl::StatusOr<std::unique_ptr<WeatherYear>> WeatherYear::OpenOrBuild(const std::string& folder,
                                                                      const models::Region& region,
                                                                      const PlanningBuild& build) {
  if (region.profile.has_value()) {
    return absl::FailedPreconditionError(
        absl::StrCat(region.name, " has a load profile and no weather years"));
  }
  TWIN_ASSIGN_OR_RETURN(auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      auto params,
      solvers::MakePlanningParams(region, {.seed = build.key.seed, .year = build.key.weather_year},
                                  build.demand_ratio));
  std::unique_ptr<WeatherYear> year(
      new WeatherYear(region, std::move(calendar), std::move(params)));
  PlanningSpan span{.first = year->calendar_.LocalDayStart(build.key.planning_year, 1, 1)};
  span.quarter_count = static_cast<std::size_t>(
      year->calendar_.LocalDayStart(build.key.planning_year + 1, 1, 1) - span.first);
  solvers::PlanningWeather weather;
  solvers::CalcPlanningWeather(year->params_, year->calendar_, span.first, weather);
  year->first_ = solvers::MakePlanningState(year->params_, weather);
  const std::size_t state_count = PackState(year->Wrap(year->first_)).size();
  auto sealed = WeatherYearFile::Open(folder, build.key, region, span, state_count);
  if (sealed.ok()) {
    year->file_ = *std::move(sealed);
    year->FindPeak();
    return year;
  }
  if (!absl::IsNotFound(sealed.status()) && !absl::IsDataLoss(sealed.status())) {
    return sealed.status();
  }
  TWIN_ASSIGN_OR_RETURN(year->file_,
                        WeatherYearFile::Begin(folder, build.key, region, span, state_count));
  TWIN_RETURN_IF_ERROR(year->Build(build));
  year->FindPeak();
  return year;
}

void WeatherYear::FindPeak() {
  double most_mw = 0.0;
  for (std::uint32_t quarter = 0; quarter < quarter_count(); ++quarter) {
    double demand_mw = 0.0;
    for (const float mw : InjectionMw(quarter)) demand_mw -= std::min(0.0F, mw);
    if (demand_mw <= most_mw) continue;
    most_mw = demand_mw;
    peak_quarter_ = quarter;
  }
}

double WeatherYear::CalcRatingMva(models::BranchIndex branch, std::size_t quarter) const {
  const models::BranchParams& params = region_.grid.branches[branch];
  return models::CalcRatingMva(params.rating,
                               static_cast<double>(AirDegC(quarter)[params.place.value()]));
}

absl::StatusOr<solvers::PowerFlowInputs> WeatherYear::MakeInputs(std::size_t quarter) const {
  const std::size_t checkpoint = quarter / kCheckpointQuarters;
  TWIN_ASSIGN_OR_RETURN(solvers::PlanningState state, ReadState(checkpoint));
  solvers::HeatStepWorkspace workspace;
  solvers::PlanningWeather weather;
  for (std::size_t q = checkpoint * kCheckpointQuarters;; ++q) {
    const models::Quarter at = file_->span().first + static_cast<std::int64_t>(q);
    solvers::CalcPlanningWeather(params_, calendar_, at, weather);
    TWIN_ASSIGN_OR_RETURN(auto inputs,
                          solvers::AdvancePlanning(params_, at, weather, workspace, state));
    if (q == quarter) return inputs;
  }
}

}  // namespace twin::planning

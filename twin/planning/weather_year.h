#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/planning_quarter.h"
#include "twin/planning/planning_builder.h"
#include "twin/planning/weather_year_file.h"
#include "twin/world_state.h"

namespace twin::planning {

/// One weather year of a planning year: what is drawn and fed in every quarter, and the whole
/// inputs of any quarter again. Any number of threads may read.
class WeatherYear {
 public:
  /// The sealed file of the key, else it is made, going on with what was finished: some seconds.
  /// Errors: FailedPrecondition for a region with a load profile, which has no weather; Cancelled;
  /// as of WeatherYearFile, solvers::MakePlanningParams and AdvancePlanning.
  static absl::StatusOr<std::unique_ptr<WeatherYear>> OpenOrBuild(const std::string& folder,
                                                                  const models::Region& region,
                                                                  const PlanningBuild& build);

  std::size_t quarter_count() const { return file_->span().quarter_count; }
  int weather_year() const { return file_->key().weather_year; }
  std::span<const float> InjectionMw(std::size_t quarter) const {
    return file_->InjectionMw(quarter);
  }
  std::span<const float> AirDegC(std::size_t quarter) const { return file_->AirDegC(quarter); }
  /// Quarter of the highest demand.
  std::uint32_t peak_quarter() const { return peak_quarter_; }
  /// Rating of a branch in a quarter's weather.
  double CalcRatingMva(models::BranchIndex branch, std::size_t quarter) const;
  /// What the power flow of a quarter is solved from, by going on from its checkpoint: equal to
  /// what a planning base of this weather year holds but for its rounding to float32.
  absl::StatusOr<solvers::PowerFlowInputs> MakeInputs(std::size_t quarter) const;

 private:
  WeatherYear(const models::Region& region, models::OsloCalendar calendar,
              solvers::PlanningParams params)
      : region_(region), calendar_(std::move(calendar)), params_(std::move(params)) {}
  absl::Status Build(const PlanningBuild& build);
  void FindPeak();
  absl::Status BuildBlock(std::size_t block, std::size_t threads);
  WorldState Wrap(const solvers::PlanningState& state) const;
  absl::StatusOr<solvers::PlanningState> ReadState(std::size_t checkpoint) const;

  const models::Region& region_;
  const models::OsloCalendar calendar_;
  const solvers::PlanningParams params_;
  solvers::PlanningState first_;  // at rest, before the year; gives the sizes of every other one
  std::unique_ptr<WeatherYearFile> file_;
  std::uint32_t peak_quarter_ = 0;
  // While it is built.
  solvers::PlanningState state_;
  solvers::HeatStepWorkspace workspace_;
  std::vector<solvers::PlanningWeather> window_;
};

}  // namespace twin::planning

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/grid_change.h"
#include "solvers/planning_quarter.h"
#include "twin/capacity/planned_year.h"

namespace twin::capacity {

/// What loads draw in some quarters of a planned year, made again from its weather and calendar;
/// heat plants not included. Of a region with a load profile: cold_mw times the profile's share.
class PlannedDemand {
 public:
  /// `year` must outlive it. Errors: as of solvers::MakePlanningParams.
  static absl::StatusOr<PlannedDemand> Make(const PlannedYear& year,
                                            std::span<const std::uint32_t> quarters);

  /// None for a region with a load profile.
  const std::optional<solvers::PlanningParams>& params() const { return params_; }
  const std::vector<solvers::PlanningWeather>& weather() const { return weather_; }  ///< [quarter]

  using Loads = models::Table<models::LoadIndex, models::LoadParams>;
  /// What `loads` draw more than the planned year's own, at every bus where that is not 0.
  std::vector<solvers::AddedDemand> CalcAdded(const Loads& loads) const;
  /// What the planned year's loads at the busbars of a station draw. [quarter]
  std::vector<double> CalcStationMw(models::StationIndex station) const;

 private:
  struct BusDemand {
    std::vector<double> mw, mvar;  ///< [bus]
  };
  PlannedDemand(const PlannedYear& year, std::span<const std::uint32_t> quarters)
      : year_(year), quarters_(quarters.begin(), quarters.end()) {}
  void AddLoads(const Loads& loads, std::size_t place, double sign, BusDemand& demand) const;

  const PlannedYear year_;
  const std::vector<std::uint32_t> quarters_;
  std::optional<solvers::PlanningParams> params_;
  std::vector<solvers::PlanningWeather> weather_;
};

}  // namespace twin::capacity

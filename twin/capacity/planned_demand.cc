#include "twin/capacity/planned_demand.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"

namespace twin::capacity {
namespace {

constexpr double kLeastMw = 1e-9;  // less is the rounding of two sums

}  // namespace

absl::StatusOr<PlannedDemand> PlannedDemand::Make(const PlannedYear& year,
                                                  std::span<const std::uint32_t> quarters) {
  PlannedDemand demand(year, quarters);
  if (year.region.profile.has_value()) return demand;
  TWIN_ASSIGN_OR_RETURN(
      auto params, solvers::MakePlanningParams(
                       year.region, {.seed = year.key.seed, .year = year.key.weather_year}, 1.0));
  demand.params_ = std::move(params);
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  demand.weather_.resize(quarters.size());
  for (std::size_t i = 0; i < quarters.size(); ++i) {
    solvers::CalcPlanningWeather(*demand.params_, calendar, year.first + quarters[i],
                                 demand.weather_[i]);
  }
  return demand;
}

void PlannedDemand::AddLoads(const Loads& loads, std::size_t place, double sign,
                             BusDemand& demand) const {
  if (year_.region.profile.has_value()) {
    const double share = sign * year_.region.profile->load_share[quarters_[place]];
    for (const models::LoadParams& load : loads) {
      demand.mw[load.bus.value()] += share * load.cold_mw;
      demand.mvar[load.bus.value()] += share * load.cold_mw * load.cold_tan_phi_ratio;
    }
    return;
  }
  const solvers::PlanningWeather& weather = weather_[place];
  solvers::ElectricityDemand drawn;
  solvers::CalcElectricityDemand(loads, year_.region.demand, weather.weather, params_->weather_year,
                                 year_.first + quarters_[place], weather.local, drawn);
  for (std::size_t row = 0; row < loads.size(); ++row) {
    const models::LoadIndex load(row);
    demand.mw[loads[load].bus.value()] += sign * drawn.demand_mw[load];
    demand.mvar[loads[load].bus.value()] += sign * drawn.demand_mvar[load];
  }
}

std::vector<solvers::AddedDemand> PlannedDemand::CalcAdded(const Loads& loads) const {
  const models::ElectricityGrid& grid = year_.region.grid;
  std::vector<solvers::AddedDemand> all(grid.buses.size());
  for (std::size_t place = 0; place < quarters_.size(); ++place) {
    BusDemand more{std::vector<double>(all.size(), 0.0), std::vector<double>(all.size(), 0.0)};
    AddLoads(loads, place, 1.0, more);
    AddLoads(grid.loads, place, -1.0, more);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].demand_mw.push_back(more.mw[i]);
      all[i].demand_mvar.push_back(more.mvar[i]);
    }
  }
  std::vector<solvers::AddedDemand> added;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto is_some = [](double value) { return std::abs(value) > kLeastMw; };
    if (std::none_of(all[i].demand_mw.begin(), all[i].demand_mw.end(), is_some)) continue;
    all[i].bus = models::BusIndex(i);
    added.push_back(std::move(all[i]));
  }
  return added;
}

std::vector<double> PlannedDemand::CalcStationMw(models::StationIndex station) const {
  const models::ElectricityGrid& grid = year_.region.grid;
  std::vector<double> station_mw;
  for (std::size_t place = 0; place < quarters_.size(); ++place) {
    BusDemand all{std::vector<double>(grid.buses.size(), 0.0),
                  std::vector<double>(grid.buses.size(), 0.0)};
    if (year_.region.profile.has_value()) {
      const models::ProfileParams& profile = *year_.region.profile;
      for (std::size_t i = 0; i < all.mw.size(); ++i) {
        all.mw[i] = profile.load_share[quarters_[place]] * profile.demand_mw[models::BusIndex(i)];
      }
    } else {
      AddLoads(grid.loads, place, 1.0, all);
    }
    double sum_mw = 0.0;
    for (std::size_t i = 0; i < all.mw.size(); ++i) {
      if (grid.buses[models::BusIndex(i)].station == station) sum_mw += all.mw[i];
    }
    station_mw.push_back(sum_mw);
  }
  return station_mw;
}

}  // namespace twin::capacity

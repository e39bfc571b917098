#include "solvers/heat_year.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/heat_inputs.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

constexpr double kMwhPerGwh = 1000.0;

void Add(const HeatYearStep& step, std::vector<models::PlantRunningState>& before,
         HeatSystemYear& year, const models::HeatSystemParams& system) {
  const models::HeatSystemResult& result = step.result;
  const double gwh_per_mw = models::kHoursPerQuarter / kMwhPerGwh;
  year.delivered_gwh += result.delivered_mw * gwh_per_mw;
  year.network_loss_gwh += result.network_loss_mw * gwh_per_mw;
  year.cooled_off_gwh += result.cooled_off_mw * gwh_per_mw;
  year.unserved_gwh += result.unserved_mw * gwh_per_mw;
  year.electricity_gwh += result.electricity_mw * gwh_per_mw;
  year.power_gwh += result.power_mw * gwh_per_mw;
  year.cost_nok += result.cost_nok_per_h * models::kHoursPerQuarter;
  const double fed_mw = result.delivered_mw + result.network_loss_mw;
  year.peak_mw = std::max(year.peak_mw, fed_mw);
  year.electricity_peak_mw = std::max(year.electricity_peak_mw, result.electricity_mw);
  year.tank_out_gwh += std::max(result.accumulator_discharge_mw, 0.0) * gwh_per_mw;
  year.tank_max_mw = std::max(year.tank_max_mw, result.accumulator_discharge_mw);
  if (fed_mw > 0.0) {
    year.worst_residual_share =
        std::max(year.worst_residual_share, std::abs(result.balance_residual_mw) / fed_mw);
  }
  for (std::size_t plant = 0; plant < system.plants.size(); ++plant) {
    const double heat_mw = result.plant_heat_mw[plant];
    year.plant_gwh[plant] += heat_mw * gwh_per_mw;
    year.kind_gwh[system.plants[plant].kind] += heat_mw * gwh_per_mw;
    if (system.plants[plant].bus.valid()) {
      year.to_hold_gwh += gwh_per_mw * CalcElectricityToHoldMw(system.plants[plant],
                                                               result.plant_electricity_mw[plant],
                                                               result.plant_power_mw[plant]);
      year.held_gwh +=
          gwh_per_mw * CalcByDesignCasesMw(system.plants[plant].held, step.inputs.effective_degc);
    }
    if (Starts(before[plant], heat_mw)) ++year.starts;
    before[plant] = step.state.plants[plant].running;
  }
}

// Where the systems have their weather from, each place once.
std::vector<models::PlaceIndex> PlacesOf(
    const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems) {
  std::set<models::PlaceIndex> places;
  for (const models::HeatSystemParams& system : systems) places.insert(system.place);
  return {places.begin(), places.end()};
}

}  // namespace

std::vector<models::TemperatureOffset> OffsetsOf(const HeatStretch& stretch) {
  if (stretch.offset_k == 0.0) return {};
  return {
      {.from = 0, .to = std::numeric_limits<models::Minute>::max(), .offset_k = stretch.offset_k}};
}

absl::Status ForEachHeatStep(const models::Region& region, const models::OsloCalendar& calendar,
                             const HeatStretch& stretch, const ChangeHeatInputs& change,
                             const std::function<void(const HeatYearStep&)>& visit) {
  const WeatherProcess process = MakeWeatherProcess(region, stretch.weather_year);
  models::WeatherField weather(region.places.size());
  std::vector<models::HeatSystemState> states;
  HeatStepWorkspace workspace;
  workspace.solves_exactly = true;
  const std::vector<models::TemperatureOffset> offsets = OffsetsOf(stretch);
  const std::vector<models::PlaceIndex> places = PlacesOf(region.heat_systems);
  for (std::size_t i = 0; i < stretch.quarters; ++i) {
    const models::Quarter quarter = stretch.first + static_cast<std::int64_t>(i);
    const models::OsloTime local = calendar.At(quarter);
    CalcWeatherAt(process, places, quarter, local, offsets, weather);
    if (i == 0) {
      for (const models::HeatSystemParams& system : region.heat_systems) {
        states.push_back(MakeHeatSystemState(system, weather[system.place].effective_degc));
      }
    }
    for (std::size_t row = 0; row < states.size(); ++row) {
      const models::HeatSystemIndex index(row);
      const models::HeatSystemParams& system = region.heat_systems[index];
      models::HeatSystemInputs inputs = MakeHeatInputs(
          system, region.price, {stretch.weather_year, quarter, local}, weather[system.place]);
      if (change) change(index, quarter, inputs);
      TWIN_ASSIGN_OR_RETURN(auto step, AdvanceHeatSystem(system, inputs, states[row],
                                                         models::kHoursPerQuarter, workspace));
      std::swap(states[row], step.next_state);
      visit(HeatYearStep{index, quarter, local, inputs, states[row], step.result});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<HeatSystemYear>> CalcHeatYear(const models::Region& region,
                                                         const models::OsloCalendar& calendar,
                                                         const HeatStretch& stretch,
                                                         const ChangeHeatInputs& change) {
  std::vector<HeatSystemYear> years(region.heat_systems.size());
  std::vector<std::vector<models::PlantRunningState>> before(years.size());
  for (std::size_t i = 0; i < years.size(); ++i) {
    const std::size_t plants = region.heat_systems[models::HeatSystemIndex(i)].plants.size();
    years[i].plant_gwh.assign(plants, 0.0);
    before[i].resize(plants);
  }
  TWIN_RETURN_IF_ERROR(
      ForEachHeatStep(region, calendar, stretch, change, [&](const HeatYearStep& step) {
        const std::size_t row = step.system.value();
        Add(step, before[row], years[row], region.heat_systems[step.system]);
      }));
  return years;
}

HeatStretch MakeHeatYearStretch(const models::OsloCalendar& calendar, int calendar_year,
                                const models::WeatherYear& weather_year) {
  const models::Quarter first = calendar.LocalDayStart(calendar_year, 1, 1);
  const models::Quarter end = calendar.LocalDayStart(calendar_year + 1, 1, 1);
  return {.weather_year = weather_year,
          .first = first,
          .quarters = static_cast<std::size_t>(end - first)};
}

}  // namespace solvers

#include "solvers/planning_quarter.h"

#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/electricity/load_growth.h"
#include "solvers/grid_inputs.h"
#include "solvers/heat_inputs.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

using models::BusIndex;
using models::HeatSystemIndex;
using models::LoadIndex;

// Between the worked cases, 2.7, 2.2 and 2.8 % with the grid down to 47 kV (region_cases_test); an
// error of half a per cent of demand moves 50 MW from the exchange rule to the participants.
constexpr double kLossesShare = 0.024;

absl::Status AdvanceHeat(const PlanningParams& params, models::Quarter quarter,
                         const PlanningWeather& weather, HeatStepWorkspace& workspace,
                         PlanningState& state, models::Table<BusIndex, double>& demand_mw) {
  workspace.solves_exactly = true;
  for (std::size_t i = 0; i < params.region->heat_systems.size(); ++i) {
    const HeatSystemIndex index(i);
    const models::HeatSystemParams& system = params.region->heat_systems[index];
    if (!HasPlantsAtBuses(system)) continue;
    const models::HeatSystemInputs inputs =
        MakeHeatInputs(system, params.region->price, {params.weather_year, quarter, weather.local},
                       weather.weather[system.place]);
    TWIN_ASSIGN_OR_RETURN(auto step, AdvanceHeatSystem(system, inputs, state.heat[index],
                                                       models::kHoursPerQuarter, workspace));
    std::swap(state.heat[index], step.next_state);
    AddElectricityBesideLoads(system, inputs, step.result, demand_mw);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PlanningParams> MakePlanningParams(const models::Region& region,
                                                  const models::WeatherYear& weather_year,
                                                  double demand_ratio,
                                                  const models::GrowthQuestion& growth) {
  if (!(demand_ratio >= 0.1 && demand_ratio <= 10.0)) {
    return models::errors::OutOfRange("demand_ratio", demand_ratio, 0.1, 10.0);
  }
  PlanningParams params{.region = &region,
                        .weather_year = weather_year,
                        .demand_ratio = demand_ratio,
                        .growth = growth,
                        .balance = {},
                        .loads = region.grid.loads};
  TWIN_ASSIGN_OR_RETURN(params.balance, MakeRegionalBalanceParams(region.grid, region.dispatch));
  TWIN_RETURN_IF_ERROR(models::GrowLoads(region.growth, growth, region.demand, params.loads));
  for (models::LoadParams& load : params.loads) {
    if (load.kind != models::LoadKind::kGeneral) continue;
    load.cold_mw *= demand_ratio;
    load.mild_mw *= demand_ratio;
    load.summer_mw *= demand_ratio;
  }
  return params;
}

void CalcPlanningWeather(const PlanningParams& params, const models::OsloCalendar& calendar,
                         models::Quarter quarter, PlanningWeather& weather) {
  const models::Region& region = *params.region;
  weather.local = calendar.At(quarter);
  if (weather.weather.size() != region.places.size()) {
    weather.weather = models::WeatherField(region.places.size());
  }
  CalcWeather(MakeWeatherProcess(region, params.weather_year), quarter, weather.local, {},
              weather.weather);
  CalcElectricityDemand(params.loads, region.demand, weather.weather, params.weather_year, quarter,
                        weather.local, weather.demand);
}

PlanningState MakePlanningState(const PlanningParams& params, const PlanningWeather& first) {
  PlanningState state;
  state.balance = MakeRegionalBalanceState(params.balance, first.local, 0.0);
  state.shunt_step = models::Table<models::ShuntIndex, int>(params.region->grid.shunts.size(), 0);
  for (const models::HeatSystemParams& system : params.region->heat_systems) {
    state.heat.Add(MakeHeatSystemState(system, first.weather[system.place].effective_degc));
  }
  return state;
}

absl::StatusOr<PowerFlowInputs> AdvancePlanning(const PlanningParams& params,
                                                models::Quarter quarter,
                                                const PlanningWeather& weather,
                                                HeatStepWorkspace& workspace, PlanningState& state,
                                                RegionalBalanceResult* balance) {
  const models::ElectricityGrid& grid = params.region->grid;
  const std::size_t buses = grid.buses.size();
  GridInjections injections{
      .demand_mw = models::Table<BusIndex, double>(buses, 0.0),
      .demand_mvar = models::Table<BusIndex, double>(buses, 0.0),
      .heat_demand_mw = models::Table<BusIndex, double>(buses, 0.0),
      .branch_out = models::Table<models::BranchIndex, char>(grid.branches.size(), 0)};
  double demand_mw = 0.0;
  for (std::size_t i = 0; i < params.loads.size(); ++i) {
    const LoadIndex load(i);
    injections.demand_mw[params.loads[load].bus] += weather.demand.demand_mw[load];
    injections.demand_mvar[params.loads[load].bus] += weather.demand.demand_mvar[load];
    demand_mw += weather.demand.demand_mw[load];
  }
  TWIN_RETURN_IF_ERROR(
      AdvanceHeat(params, quarter, weather, workspace, state, injections.heat_demand_mw));
  for (const double heat_mw : injections.heat_demand_mw) demand_mw += heat_mw;
  state.balance.losses_mw = kLossesShare * demand_mw;
  const models::Table<models::GeneratorIndex, char> none_out;
  const WeatherProcess process = MakeWeatherProcess(*params.region, params.weather_year);
  RegionalBalanceStep step;
  AdvanceRegionalBalance(grid, params.balance,
                         {.demand_mw = demand_mw,
                          .weather = weather.weather,
                          .quarter = quarter,
                          .local = weather.local,
                          .generator_out = none_out,
                          .process = &process},
                         state.balance, models::kHoursPerQuarter, step);
  state.balance = step.next_state;
  if (balance != nullptr) *balance = step.result;
  return MakeGridInputs(grid, injections, step.result, state.shunt_step);
}

}  // namespace solvers

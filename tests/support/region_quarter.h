#pragma once

#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"
#include "solvers/grid_inputs.h"
#include "solvers/weather_generator.h"

namespace tests {

/// Power-flow inputs of one quarter of a region's weather year, heat plants idle.
inline solvers::PowerFlowInputs MakeRegionQuarter(const models::Region& region,
                                                  models::Quarter quarter,
                                                  const models::WeatherYear& weather_year) {
  const auto calendar = *models::OsloCalendar::Load();
  const models::OsloTime local = calendar.At(quarter);
  models::WeatherField weather(region.places.size());
  solvers::CalcWeather(region.places, region.demand.memory_share, weather_year, quarter, local, {},
                       weather);
  solvers::ElectricityDemand demand;
  solvers::CalcElectricityDemand(region.grid.loads, region.demand, weather, weather_year, quarter,
                                 local, demand);
  const std::size_t buses = region.grid.buses.size();
  solvers::GridInjections injections{
      .demand_mw = models::Table<models::BusIndex, double>(buses, 0.0),
      .demand_mvar = models::Table<models::BusIndex, double>(buses, 0.0),
      .heat_demand_mw = models::Table<models::BusIndex, double>(buses, 0.0),
      .branch_out = models::Table<models::BranchIndex, char>(region.grid.branches.size(), 0)};
  double sum_mw = 0.0;
  for (std::size_t i = 0; i < region.grid.loads.size(); ++i) {
    const models::LoadIndex load(i);
    injections.demand_mw[region.grid.loads[load].bus] += demand.demand_mw[load];
    injections.demand_mvar[region.grid.loads[load].bus] += demand.demand_mvar[load];
    sum_mw += demand.demand_mw[load];
  }
  const auto params = *solvers::MakeRegionalBalanceParams(region.grid, region.dispatch);
  const models::Table<models::GeneratorIndex, char> none_out;
  solvers::RegionalBalanceStep step;
  solvers::AdvanceRegionalBalance(region.grid, params,
                                  {.demand_mw = sum_mw,
                                   .weather = weather,
                                   .quarter = quarter,
                                   .local = local,
                                   .generator_out = none_out},
                                  solvers::MakeRegionalBalanceState(params, local, 150.0), 0.25,
                                  step);
  models::Table<models::ShuntIndex, int> shunt_step(region.grid.shunts.size(), 0);
  return solvers::MakeGridInputs(region.grid, injections, step.result, shunt_step);
}

}  // namespace tests

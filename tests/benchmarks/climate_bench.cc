// Weather, demand and regional balance of one quarter.
#include <benchmark/benchmark.h>

#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_generator.h"
#include "tests/benchmarks/region_bench.h"

namespace {

constexpr models::WeatherYear kWeatherYear{.seed = 1};

void BM_Weather(benchmark::State& bench) {
  const models::Region& region = *benchmarks::SharedRegion();
  const auto calendar = *models::OsloCalendar::Load();
  models::WeatherField weather;
  models::Quarter quarter = benchmarks::kFirst;
  for (auto _ : bench) {
    solvers::CalcWeather(region.places, region.demand.memory_share, kWeatherYear, quarter,
                         calendar.At(quarter), {}, weather);
    quarter = quarter + 1;
  }
}
BENCHMARK(BM_Weather)->Unit(benchmark::kMicrosecond);

// All sectors at all places, then every load.
void BM_ElectricityDemand(benchmark::State& bench) {
  const models::Region& region = *benchmarks::SharedRegion();
  const auto calendar = *models::OsloCalendar::Load();
  models::WeatherField weather;
  models::Quarter quarter = benchmarks::kFirst;
  const models::OsloTime local = calendar.At(quarter);
  solvers::CalcWeather(region.places, region.demand.memory_share, kWeatherYear, quarter, local, {},
                       weather);
  solvers::ElectricityDemand demand;
  for (auto _ : bench) {
    solvers::CalcElectricityDemand(region.grid.loads, region.demand, weather, kWeatherYear, quarter,
                                   local, demand);
    quarter = quarter + 1;
  }
}
BENCHMARK(BM_ElectricityDemand)->Unit(benchmark::kMicrosecond);

void BM_WeatherDemandAndBalance(benchmark::State& bench) {
  const models::Region& region = *benchmarks::SharedRegion();
  const auto calendar = *models::OsloCalendar::Load();
  const auto params = *solvers::MakeRegionalBalanceParams(region.grid, region.dispatch);
  const models::Table<models::GeneratorIndex, char> none_out;
  const solvers::WeatherProcess process{&region.places, region.demand.memory_share, kWeatherYear};
  models::WeatherField weather;
  solvers::ElectricityDemand demand;
  models::Quarter quarter = benchmarks::kFirst;
  solvers::RegionalBalanceState state =
      solvers::MakeRegionalBalanceState(params, calendar.At(quarter), 150.0);
  solvers::RegionalBalanceStep step;
  for (auto _ : bench) {
    const models::OsloTime local = calendar.At(quarter);
    solvers::CalcWeather(region.places, region.demand.memory_share, kWeatherYear, quarter, local,
                         {}, weather);
    solvers::CalcElectricityDemand(region.grid.loads, region.demand, weather, kWeatherYear, quarter,
                                   local, demand);
    double demand_mw = 0.0;
    for (const double each_mw : demand.demand_mw) demand_mw += each_mw;
    solvers::AdvanceRegionalBalance(region.grid, params,
                                    {.demand_mw = demand_mw,
                                     .weather = weather,
                                     .quarter = quarter,
                                     .local = local,
                                     .generator_out = none_out,
                                     .process = &process},
                                    state, models::kMinutesPerQuarter / 60.0, step);
    state = step.next_state;
    quarter = quarter + 1;
  }
}
BENCHMARK(BM_WeatherDemandAndBalance)->Unit(benchmark::kMicrosecond);

}  // namespace

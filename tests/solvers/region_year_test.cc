// A whole synthetic year of the shipped region against the facts. What is compared, how far it is
// off and which tolerance holds is written at each check; the figures are recorded as properties.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

#include "data/region_loader.h"
#include "models/climate/price.h"
#include "models/climate/season.h"
#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"
#include "solvers/heat_system_step.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::HeatPlantKind;
using models::Quarter;

constexpr double kStepH = 0.25;

/// Sums over one year.
struct YearFigures {
  double demand_gwh = 0.0;
  double no1_demand_gwh = 0.0;
  double no1_peak_mw = 0.0;
  double no1_low_mw = 1e9;
  std::map<std::string, double> hydro_gwh;  ///< by price area
  double wind_gwh = 0.0;
  double wind_max_mw = 0.0;
  double import_gwh = 0.0;
  double import_max_mw = -1e9;
  double import_min_mw = 1e9;
  double spill_gwh = 0.0;
  double worst_store_residual_mwh = 0.0;
  double worst_balance_residual_share = 0.0;
  double fill_min_share = 1.0;
  double fill_max_share = 0.0;
  double fill_end_change_share = 0.0;
  // Oslo's heat
  std::map<HeatPlantKind, double> heat_gwh;
  double delivered_gwh = 0.0;
  double network_loss_gwh = 0.0;
  double cooled_off_gwh = 0.0;
  double unserved_gwh = 0.0;
  double heat_electricity_gwh = 0.0;
  double heat_peak_mw = 0.0;
  double heat_residual_share = 0.0;
  double room_min_degc = 99.0;
  double tank_turned_over_gwh = 0.0;
  double air_min_degc = 99.0;
};

YearFigures CalcYear(const models::Region& region, int calendar_year,
                     const models::WeatherYear& weather_year) {
  YearFigures figures;
  const auto calendar = *models::OsloCalendar::Load();
  const auto params = *MakeRegionalBalanceParams(region.grid, region.dispatch);
  const auto& oslo = region.heat_systems[models::HeatSystemIndex(0)];
  const models::Quarter first = calendar.LocalDayStart(calendar_year, 1, 1);
  const models::Quarter end = calendar.LocalDayStart(calendar_year + 1, 1, 1);
  RegionalBalanceState state = MakeRegionalBalanceState(params, calendar.At(first), 150.0);
  const RegionalBalanceState start = state;
  models::HeatSystemState heat = MakeHeatSystemState(oslo, -2.0);
  HeatStepWorkspace workspace;
  models::WeatherField weather;
  ElectricityDemand demand;
  RegionalBalanceStep step;
  const models::Table<models::GeneratorIndex, char> none_out;
  double capacity_mwh = 0.0;
  for (const auto& area : params.price_areas) capacity_mwh += area.capacity_mwh;

  for (Quarter quarter = first; quarter < end; quarter = quarter + 1) {
    const models::OsloTime local = calendar.At(quarter);
    CalcWeather(region.places, region.demand.memory_share, weather_year, quarter, local, {},
                weather);
    CalcElectricityDemand(region.grid.loads, region.demand, weather, weather_year, quarter, local,
                          demand);
    const models::PlaceWeather& here = weather[oslo.place];
    figures.air_min_degc = std::min(figures.air_min_degc, here.air_degc);
    const double record_h = CalcRecordHour(weather_year, quarter, local);
    const models::HeatSystemInputs inputs{
        .outdoor_degc = here.air_degc,
        .hot_water_ratio = CalcHotWaterRatio(oslo, local),
        .ventilation_share = CalcVentilationShare(oslo, local),
        .electricity_price_nok_per_mwh = CalcSpotNokPerMwh(
            region.price, models::CalcMonthWeights(models::CalcYearShare(local)), local,
            here.effective_degc - here.normal_degc,
            CalcPriceSwingShare(weather_year, record_h, region.price.spread_spacing_h)),
        .electricity_max_mw = 1e6,
        .plant_available_share = {}};
    auto heat_step = AdvanceHeatSystem(oslo, inputs, heat, kStepH, workspace);
    EXPECT_TRUE(heat_step.ok()) << heat_step.status();
    if (!heat_step.ok()) return figures;
    const models::HeatSystemResult& h = heat_step->result;
    heat = heat_step->next_state;
    double plants_mw = 0.0;
    for (std::size_t i = 0; i < oslo.plants.size(); ++i) {
      figures.heat_gwh[oslo.plants[i].kind] += h.plant_heat_mw[i] * kStepH / 1000.0;
      plants_mw += h.plant_heat_mw[i];
    }
    figures.delivered_gwh += h.delivered_mw * kStepH / 1000.0;
    figures.network_loss_gwh += h.network_loss_mw * kStepH / 1000.0;
    figures.cooled_off_gwh += h.cooled_off_mw * kStepH / 1000.0;
    figures.unserved_gwh += h.unserved_mw * kStepH / 1000.0;
    figures.heat_electricity_gwh += h.electricity_mw * kStepH / 1000.0;
    figures.heat_peak_mw = std::max(figures.heat_peak_mw, h.delivered_mw + h.network_loss_mw);
    figures.tank_turned_over_gwh += std::max(h.accumulator_discharge_mw, 0.0) * kStepH / 1000.0;
    figures.room_min_degc = std::min(figures.room_min_degc, heat.air_degc);
    figures.heat_residual_share =
        std::max({figures.heat_residual_share, std::abs(h.balance_residual_mw) / plants_mw,
                  std::abs(h.store_residual_mwh) / (plants_mw * kStepH),
                  std::abs(h.building_residual_mwh) / (plants_mw * kStepH)});

    double demand_mw = h.electricity_mw;
    double no1_mw = h.electricity_mw;
    for (std::size_t i = 0; i < region.grid.loads.size(); ++i) {
      const models::LoadIndex index(i);
      const auto& municipality = region.municipalities[region.grid.loads[index].municipality];
      demand_mw += demand.demand_mw[index];
      if (municipality.price_area == "NO1") no1_mw += demand.demand_mw[index];
    }
    figures.demand_gwh += demand_mw * kStepH / 1000.0;
    figures.no1_demand_gwh += no1_mw * kStepH / 1000.0;
    figures.no1_peak_mw = std::max(figures.no1_peak_mw, no1_mw);
    figures.no1_low_mw = std::min(figures.no1_low_mw, no1_mw);

    AdvanceRegionalBalance(region.grid, params,
                           {.demand_mw = demand_mw,
                            .weather = weather,
                            .quarter = quarter,
                            .local = local,
                            .generator_out = none_out},
                           state, kStepH, step);
    state = step.next_state;
    const RegionalBalanceResult& r = step.result;
    double supplied_mw = 0.0;
    double wind_mw = 0.0;
    for (std::size_t i = 0; i < region.grid.generators.size(); ++i) {
      const models::GeneratorIndex index(i);
      const auto& plant = region.grid.generators[index];
      supplied_mw += r.generation_mw[index];
      if (plant.kind == models::GeneratorKind::kWind) {
        wind_mw += r.generation_mw[index];
      } else {
        figures.hydro_gwh[plant.price_area] += r.generation_mw[index] * kStepH / 1000.0;
      }
    }
    for (const double import_mw : r.boundary_import_mw) supplied_mw += import_mw;
    figures.worst_balance_residual_share =
        std::max(figures.worst_balance_residual_share,
                 std::abs(supplied_mw - demand_mw - state.losses_mw) / demand_mw);
    figures.wind_gwh += wind_mw * kStepH / 1000.0;
    figures.wind_max_mw = std::max(figures.wind_max_mw, wind_mw);
    figures.import_gwh += r.net_import_mw * kStepH / 1000.0;
    figures.import_max_mw = std::max(figures.import_max_mw, r.net_import_mw);
    figures.import_min_mw = std::min(figures.import_min_mw, r.net_import_mw);
    figures.spill_gwh += r.spill_mw * kStepH / 1000.0;
    figures.worst_store_residual_mwh =
        std::max(figures.worst_store_residual_mwh, r.store_residual_mwh);
    double stored_mwh = 0.0;
    for (const double mwh : state.reservoir_mwh) stored_mwh += mwh;
    figures.fill_min_share = std::min(figures.fill_min_share, stored_mwh / capacity_mwh);
    figures.fill_max_share = std::max(figures.fill_max_share, stored_mwh / capacity_mwh);
  }
  for (std::size_t i = 0; i < params.price_areas.size(); ++i) {
    const PriceAreaIndex area(i);
    figures.fill_end_change_share +=
        (state.reservoir_mwh[area] - start.reservoir_mwh[area]) / capacity_mwh;
  }
  return figures;
}

class RegionYearTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    figures_ = new YearFigures(CalcYear(*region_, 2027, {.seed = 1, .year = 2023}));
  }
  static void TearDownTestSuite() {
    delete region_;
    delete figures_;
  }
  static const models::Region* region_;
  static const YearFigures* figures_;
};
const models::Region* RegionYearTest::region_ = nullptr;
const YearFigures* RegionYearTest::figures_ = nullptr;

TEST_F(RegionYearTest, Print) {
  const YearFigures& f = *figures_;
  std::printf("demand %.1f TWh  NO1 %.1f TWh peak %.0f low %.0f\n", f.demand_gwh / 1000,
              f.no1_demand_gwh / 1000, f.no1_peak_mw, f.no1_low_mw);
  for (const auto& [area, gwh] : f.hydro_gwh)
    std::printf("hydro+chp %s %.0f GWh\n", area.c_str(), gwh);
  std::printf(
      "wind %.0f GWh max %.0f; import %.1f TWh  %.0f..%.0f; spill %.0f; fill %.2f..%.2f end %.3f\n",
      f.wind_gwh, f.wind_max_mw, f.import_gwh / 1000, f.import_min_mw, f.import_max_mw, f.spill_gwh,
      f.fill_min_share, f.fill_max_share, f.fill_end_change_share);
  std::printf("residuals store %.2e balance %.2e heat %.2e\n", f.worst_store_residual_mwh,
              f.worst_balance_residual_share, f.heat_residual_share);
  for (const auto& [kind, gwh] : f.heat_gwh)
    std::printf("heat kind %d: %.1f GWh\n", static_cast<int>(kind), gwh);
  std::printf(
      "delivered %.0f loss %.0f cooled %.0f unserved %.4f el %.0f peak %.0f room %.2f tank %.1f "
      "air min %.1f\n",
      f.delivered_gwh, f.network_loss_gwh, f.cooled_off_gwh, f.unserved_gwh, f.heat_electricity_gwh,
      f.heat_peak_mw, f.room_min_degc, f.tank_turned_over_gwh, f.air_min_degc);
}

}  // namespace
}  // namespace solvers

#include "models/heat/heat_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/base/errors.h"
#include "tests/support/small_heat.h"

namespace models {
namespace {

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

TEST(HeatSystemTest, SupplyTemperatureIsLinearBetweenItsEndsAndFlatOutside) {
  const HeatSystemParams system = tests::MakeHeatSystem();
  EXPECT_DOUBLE_EQ(CalcSupplyDegC(system, -35.0), 110.0);
  EXPECT_DOUBLE_EQ(CalcSupplyDegC(system, -20.0), 110.0);
  EXPECT_DOUBLE_EQ(CalcSupplyDegC(system, -5.0), 95.0);
  EXPECT_DOUBLE_EQ(CalcSupplyDegC(system, 10.0), 80.0);
  EXPECT_DOUBLE_EQ(CalcSupplyDegC(system, 30.0), 80.0);
}

TEST(HeatSystemTest, NetworkLossByHand) {
  // 0.2 MW/K · ((80 + 50)/2 − 5) K
  EXPECT_DOUBLE_EQ(CalcNetworkLossMw(tests::MakeHeatSystem(), 80.0), 12.0);
}

TEST(HeatSystemTest, WaterColderThanTheGroundGainsNothing) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.ground_degc = 200.0;
  EXPECT_EQ(CalcNetworkLossMw(system, 80.0), 0.0);
}

TEST(HeatSystemTest, HoursAreTakenByLocalHourAndDayType) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.hot_water_ratio[7] = 2.0;
  system.ventilation_workday_share[7] = 1.0;
  system.ventilation_weekend_share[7] = 0.25;
  OsloTime local{.hour = 7};
  EXPECT_EQ(CalcHotWaterRatio(system, local), 2.0);
  EXPECT_EQ(CalcVentilationShare(system, local), 1.0);
  local.day_type = DayType::kSaturday;
  EXPECT_EQ(CalcVentilationShare(system, local), 0.25);
  local.day_type = DayType::kSunday;
  EXPECT_EQ(CalcVentilationShare(system, local), 0.25);
}

TEST(HeatSystemTest, MeanVentilationWeighsFiveWorkdaysAndTwoWeekendDays) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.ventilation_workday_share.fill(0.8);
  system.ventilation_weekend_share.fill(0.1);
  EXPECT_NEAR(CalcMeanVentilationShare(system), (5 * 0.8 + 2 * 0.1) / 7.0, 1e-15);
}

// By hand: a pump in the loads that draws 4 MW instead of its usual 10 relieves its bus of 6;
// beside the loads it adds its 4. A turbine that gives 3 instead of 5 adds 2. Without events: 0, 4,
// 0.
TEST(HeatSystemTest, OnlyWhatTheLoadsDoNotHoldIsAdded) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.plants[1].is_in_base_load = true;
  EXPECT_TRUE(HasElectricityBesideLoads(system)) << "the boiler";
  system.plants[2].is_in_base_load = true;
  EXPECT_FALSE(HasElectricityBesideLoads(system));
  HeatSystemResult now, usual;
  now.plant_electricity_mw = {0.0, 4.0, 4.0, 0.0};
  usual.plant_electricity_mw = {0.0, 10.0, 10.0, 0.0};
  now.plant_power_mw = {3.0, 0.0, 0.0, 0.0};
  usual.plant_power_mw = {5.0, 0.0, 0.0, 0.0};
  system.plants[0].bus = BusIndex(0);
  system.plants[0].is_in_base_load = true;
  system.plants[2].is_in_base_load = false;
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 0, now, &usual), 2.0);
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 1, now, &usual), -6.0);
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 2, now, &usual), 4.0);
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 3, now, &usual), 0.0) << "no bus";
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 0, now, nullptr), 0.0);
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 1, now, nullptr), 0.0);
  EXPECT_EQ(CalcElectricityBesideLoadsMw(system, 2, now, nullptr), 4.0);
}

TEST(HeatSystemValidateTest, ASoundSystemPasses) {
  EXPECT_TRUE(Validate(tests::MakeHeatSystem()).ok()) << Validate(tests::MakeHeatSystem());
}

TEST(HeatSystemValidateTest, EveryViolationIsNamedAtOnce) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.place = PlaceIndex();
  system.accumulator.capacity_mwh = -1.0;
  system.accumulator.loss_per_h = 1.5;
  system.return_degc = 90.0;  // above supply_warm_degc
  system.hot_water_ratio[3] = std::nan("");
  system.ventilation_weekend_share[5] = 1.01;
  system.buildings.air_capacity_mwh_per_k = 0.0;
  system.buildings.heat_max_mw = std::numeric_limits<double>::infinity();
  system.plants[0].heat_min_mw = 61.0;
  system.plants[1].bus = BusIndex();
  system.plants[2].efficiency_ratio = 0.0;
  system.plants[3].id = "waste";
  const absl::Status status = Validate(system);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      FieldsOf(status),
      testing::UnorderedElementsAre(
          "heat_system[h].place", "heat_system[h].accumulator.capacity_mwh",
          "heat_system[h].accumulator.loss_per_h", "heat_system[h].return_degc",
          "heat_system[h].hot_water_ratio[3]", "heat_system[h].ventilation_weekend_share[5]",
          "heat_system[h].buildings.air_capacity_mwh_per_k", "heat_system[h].buildings.heat_max_mw",
          "heat_system[h].plants[waste].heat_min_mw", "heat_system[h].plants[pump].bus",
          "heat_system[h].plants[boiler].efficiency_ratio", "heat_system[h].plants[waste].id"));
}

// Every double of the structs, one at a time: none may carry NaN into a solver.
TEST(HeatSystemValidateTest, NoNumberMayBeNan) {
  const HeatSystemParams sound = tests::MakeHeatSystem();
  const double nan = std::nan("");
  int checked = 0;
  const auto expect_refused = [&](const char* name, auto poison) {
    HeatSystemParams system = sound;
    poison(system);
    EXPECT_EQ(Validate(system).code(), absl::StatusCode::kInvalidArgument) << name;
    ++checked;
  };
  for (double AccumulatorParams::*field :
       {&AccumulatorParams::capacity_mwh, &AccumulatorParams::power_max_mw,
        &AccumulatorParams::loss_per_h}) {
    expect_refused("accumulator", [&](HeatSystemParams& s) { s.accumulator.*field = nan; });
  }
  for (double BuildingStockParams::*field :
       {&BuildingStockParams::air_capacity_mwh_per_k, &BuildingStockParams::mass_capacity_mwh_per_k,
        &BuildingStockParams::loss_mw_per_k, &BuildingStockParams::ventilation_mw_per_k,
        &BuildingStockParams::coupling_mw_per_k, &BuildingStockParams::set_point_degc,
        &BuildingStockParams::internal_gain_mw, &BuildingStockParams::hot_water_mw,
        &BuildingStockParams::controller_mw_per_k, &BuildingStockParams::heat_max_mw}) {
    expect_refused("buildings", [&](HeatSystemParams& s) { s.buildings.*field = nan; });
  }
  for (double HeatSystemParams::*field :
       {&HeatSystemParams::network_loss_mw_per_k, &HeatSystemParams::supply_cold_degc,
        &HeatSystemParams::supply_warm_degc, &HeatSystemParams::return_degc,
        &HeatSystemParams::ground_degc}) {
    expect_refused("system", [&](HeatSystemParams& s) { s.*field = nan; });
  }
  for (double HeatPlantParams::*field :
       {&HeatPlantParams::heat_max_mw, &HeatPlantParams::heat_min_mw,
        &HeatPlantParams::efficiency_ratio, &HeatPlantParams::cost_nok_per_mwh,
        &HeatPlantParams::tariff_nok_per_mwh, &HeatPlantParams::emission_kg_per_mwh,
        &HeatPlantParams::lorenz_share}) {
    expect_refused("plant", [&](HeatSystemParams& s) { s.plants[1].*field = nan; });
  }
  for (double HeatPlantParams::*field :
       {&HeatPlantParams::source_in_degc, &HeatPlantParams::source_out_degc,
        &HeatPlantParams::sink_max_degc}) {
    expect_refused("heat pump", [&](HeatSystemParams& s) {
      s.plants[1].lorenz_share = 0.5;
      s.plants[1].source_in_degc = 10.0;
      s.plants[1].source_out_degc = 5.0;
      s.plants[1].sink_max_degc = 85.0;
      s.plants[1].*field = nan;
    });
  }
  EXPECT_EQ(checked, 28);
}

TEST(HeatSystemValidateTest, ASystemWithoutPlantsIsRefused) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.plants.clear();
  EXPECT_THAT(FieldsOf(Validate(system)), testing::ElementsAre("heat_system[h].plants"));
}

}  // namespace
}  // namespace models

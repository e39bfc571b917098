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

// By hand, at −9 °C, halfway between the cold and the mild case: a pump of which the loads hold 12
// to 8, so 10 MW, draws 4 and relieves its bus of 6; a boiler nothing of which is held adds its 4;
// a turbine of which generators hold 5 gives 3: 2 are missing. Oil has no bus.
TEST(HeatSystemTest, BusesSeeWhatIsBesideWhatIsHeld) {
  HeatSystemParams system = tests::MakeHeatSystem();
  EXPECT_TRUE(HasPlantsAtBuses(system));
  system.plants[0].bus = BusIndex(1);
  system.plants[0].held = {.cold_mw = -5.0, .mild_mw = -5.0, .summer_mw = -2.0};
  system.plants[1].held = {.cold_mw = 12.0, .mild_mw = 8.0, .summer_mw = 1.0};
  HeatSystemResult now;
  now.plant_electricity_mw = {0.0, 4.0, 4.0, 0.0};
  now.plant_power_mw = {3.0, 0.0, 0.0, 0.0};
  HeatSystemInputs inputs;
  inputs.effective_degc = -9.0;
  Table<BusIndex, double> demand_mw(2, 100.0);
  AddElectricityBesideLoads(system, inputs, now, demand_mw);
  EXPECT_DOUBLE_EQ(demand_mw[BusIndex(0)], 100.0 - 6.0 + 4.0);
  EXPECT_DOUBLE_EQ(demand_mw[BusIndex(1)], 100.0 + 2.0);
  for (HeatPlantParams& plant : system.plants) plant.bus = BusIndex();
  EXPECT_FALSE(HasPlantsAtBuses(system));
}

// Draw in the base load and turbines are held; other draw is not.
TEST(HeatSystemTest, WhatIsToBeHeldIsTheDrawInTheLoadsLessThePower) {
  HeatPlantParams plant;
  EXPECT_EQ(CalcElectricityToHoldMw(plant, 10.0, 3.0), -3.0);
  plant.is_in_base_load = true;
  EXPECT_EQ(CalcElectricityToHoldMw(plant, 10.0, 3.0), 7.0);
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
  system.plants[3].held.mild_mw = 1.0;
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
          "heat_system[h].plants[boiler].efficiency_ratio", "heat_system[h].plants[waste].held",
          "heat_system[h].plants[waste].id"));
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
  for (double DesignCases::*field :
       {&DesignCases::cold_mw, &DesignCases::mild_mw, &DesignCases::summer_mw}) {
    expect_refused("held", [&](HeatSystemParams& s) { s.plants[1].held.*field = nan; });
  }
  EXPECT_EQ(checked, 31);
}

TEST(HeatSystemValidateTest, ASystemWithoutPlantsIsRefused) {
  HeatSystemParams system = tests::MakeHeatSystem();
  system.plants.clear();
  EXPECT_THAT(FieldsOf(Validate(system)), testing::ElementsAre("heat_system[h].plants"));
}

}  // namespace
}  // namespace models

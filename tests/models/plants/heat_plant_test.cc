#include "models/plants/heat_plant.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "models/base/errors.h"
#include "models/plants/heat_pump.h"

namespace models {
namespace {

constexpr HeatPumpTemperatures kAt80Degc{
    .source_in_degc = 10, .source_out_degc = 5, .sink_in_degc = 50, .sink_out_degc = 80};

HeatPlantParams MakePump() {
  return {.kind = HeatPlantKind::kHeatPump,
          .efficiency_ratio = 2.5,
          .tariff_nok_per_mwh = 100.0,
          .uses_electricity = true,
          .lorenz_share = 0.5,
          .source_in_degc = 10.0,
          .source_out_degc = 5.0,
          .sink_max_degc = 80.0};
}

TEST(HeatPlantTest, WithoutAKnownSourceTheEfficiencyIsConstant) {
  const HeatPlantParams boiler{.efficiency_ratio = 0.98};
  EXPECT_EQ(CalcEfficiencyRatio(boiler, 80.0, 50.0), 0.98);
  EXPECT_EQ(CalcEfficiencyRatio(boiler, 120.0, 60.0), 0.98);
}

TEST(HeatPlantTest, AHeatPumpReachesItsShareOfLorenz) {
  EXPECT_DOUBLE_EQ(CalcEfficiencyRatio(MakePump(), 80.0, 50.0),
                   0.5 * CalcLorenzCopRatio(kAt80Degc));
}

TEST(HeatPlantTest, AboveItsHighestOutletTheBoilersLiftTheRest) {
  EXPECT_DOUBLE_EQ(CalcEfficiencyRatio(MakePump(), 120.0, 50.0),
                   CalcEfficiencyRatio(MakePump(), 80.0, 50.0));
  EXPECT_GT(CalcEfficiencyRatio(MakePump(), 70.0, 50.0),
            CalcEfficiencyRatio(MakePump(), 80.0, 50.0));
}

// By hand: 20 + (500 + 100)/3 = 220 NOK per MWh of heat.
TEST(HeatPlantTest, MarginalCostOfElectricityUsersByHand) {
  const HeatPlantParams pump{
      .cost_nok_per_mwh = 20.0, .tariff_nok_per_mwh = 100.0, .uses_electricity = true};
  EXPECT_DOUBLE_EQ(CalcMarginalCostNokPerMwh(pump, 3.0, 500.0), 220.0);
}

TEST(HeatPlantTest, ThePowerPriceDoesNotTouchFuels) {
  const HeatPlantParams waste{.cost_nok_per_mwh = -250.0, .tariff_nok_per_mwh = 100.0};
  EXPECT_EQ(CalcMarginalCostNokPerMwh(waste, 0.85, 5000.0), -250.0);
}

TEST(HeatPlantTest, CostRisesWithThePriceAndFallsWithTheEfficiency) {
  const HeatPlantParams pump = MakePump();
  EXPECT_LT(CalcMarginalCostNokPerMwh(pump, 3.0, 500.0),
            CalcMarginalCostNokPerMwh(pump, 3.0, 501.0));
  EXPECT_GT(CalcMarginalCostNokPerMwh(pump, 3.0, 500.0),
            CalcMarginalCostNokPerMwh(pump, 3.1, 500.0));
}

HeatPlantParams MakeTurbine(PowerLine line) {
  return {.id = "chp",
          .kind = HeatPlantKind::kWasteIncineration,
          .heat_max_mw = 80.0,
          .heat_min_mw = 48.0,
          .cost_nok_per_mwh = -250.0,
          .bus = BusIndex(0),
          .power = {.power_line = line,
                    .power_max_mw = 30.0,
                    .power_loss_ratio = 0.15,
                    .power_heat_ratio = 0.25}};
}

// By hand: half the lift at the cold end, half at the warm end; the mean COP of the pair is above
// that of one machine.
TEST(HeatPlantTest, MachinesInSeriesShareTheLift) {
  HeatPlantParams first = MakePump(), second = MakePump();
  first.lift_to_share = 0.5;
  second.lift_from_share = 0.5;
  EXPECT_DOUBLE_EQ(CalcEfficiencyRatio(first, 80.0, 50.0),
                   0.5 * CalcLorenzCopRatio({.source_in_degc = 10.0,
                                             .source_out_degc = 5.0,
                                             .sink_in_degc = 50.0,
                                             .sink_out_degc = 65.0}));
  EXPECT_GT(CalcEfficiencyRatio(first, 80.0, 50.0), CalcEfficiencyRatio(second, 80.0, 50.0));
}

// By hand: 30 MW of heat at COP 3 is 10 MW; half of it at 0.9 of the COP is 5.556.
TEST(HeatPlantTest, PartLoadCostsElectricity) {
  HeatPlantParams pump = MakePump();
  EXPECT_DOUBLE_EQ(CalcElectricityMw(pump, 30.0, 3.0, 30.0), 10.0);
  pump.part_load_loss_share = 0.2;
  EXPECT_DOUBLE_EQ(CalcElectricityMw(pump, 30.0, 3.0, 30.0), 10.0);
  EXPECT_NEAR(CalcElectricityMw(pump, 15.0, 3.0, 30.0), 5.0 / 0.9, 1e-12);
  EXPECT_NEAR(CalcHeatOfElectricityMw(pump, 5.0 / 0.9, 3.0, 30.0), 15.0, 1e-12);
  EXPECT_EQ(CalcElectricityMw(pump, 0.0, 3.0, 30.0), 0.0);
}

// By hand, capture off: 80 MW of heat from full fire give 30 − 12 = 18; at the must-run 48 MW the
// fire is at 0.6 and gives 18 − 7.2.
TEST(HeatPlantTest, TheFireFollowsTheHeatAboveItsMinimum) {
  const HeatPlantParams turbine = MakeTurbine(PowerLine::kExtraction);
  EXPECT_DOUBLE_EQ(CalcPowerMw(turbine, 80.0), 18.0);
  EXPECT_NEAR(CalcPowerMw(turbine, 48.0), 10.8, 1e-12);
  EXPECT_EQ(CalcPowerMw(turbine, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(CalcPowerMw(MakeTurbine(PowerLine::kBackPressure), 80.0), 20.0);
}

// By hand at 600 NOK/MWh: extraction loses 0.15 · 600 = 90, back-pressure gains 150.
TEST(HeatPlantTest, ElectricityIsPartOfTheCostOfHeat) {
  EXPECT_DOUBLE_EQ(CalcMarginalCostNokPerMwh(MakeTurbine(PowerLine::kExtraction), 0.85, 600.0),
                   -160.0);
  EXPECT_DOUBLE_EQ(CalcMarginalCostNokPerMwh(MakeTurbine(PowerLine::kBackPressure), 0.85, 600.0),
                   -400.0);
}

// By hand: 80 MW less a quarter leave 60; 8 MW of electricity at full fire.
TEST(HeatPlantTest, CaptureTakesHeatAndElectricity) {
  HeatPlantParams turbine = MakeTurbine(PowerLine::kExtraction);
  turbine.capture = {.captures = true,
                     .capture_heat_share = 0.25,
                     .capture_electricity_ratio = 0.1,
                     .captured_co2_share = 0.9};
  EXPECT_DOUBLE_EQ(CalcNetHeatMaxMw(turbine), 60.0);
  EXPECT_DOUBLE_EQ(CalcElectricityMw(turbine, 60.0, 0.85, 60.0), 8.0);
}

TEST(HeatPlantTest, EveryViolationIsToldAtOnce) {
  HeatPlantParams plant = MakeTurbine(PowerLine::kExtraction);
  EXPECT_TRUE(Validate(plant).ok()) << Validate(plant);
  plant.id = "";
  plant.bus = BusIndex();
  plant.running = {.ramp_mw_per_h = -1.0,
                   .stable_min_mw = 81.0,
                   .start_cost_nok = -1.0,
                   .up_min_h = -1.0,
                   .down_min_h = std::nan("")};
  plant.fuel.fuel_capacity_mwh = 10.0;
  plant.power.power_loss_ratio = 0.9;
  plant.capture.capture_heat_share = 1.0;
  plant.lift_from_share = 1.0;
  plant.part_load_loss_share = 1.0;
  plant.cooling_off_cost_nok_per_mwh = -1.0;
  std::set<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(plant))) {
    fields.insert(violation.field);
  }
  EXPECT_EQ(fields,
            (std::set<std::string>{"id", "bus", "ramp_mw_per_h", "stable_min_mw", "start_cost_nok",
                                   "up_min_h", "down_min_h", "fuel_delivery_mwh_per_day",
                                   "power_loss_ratio", "capture_heat_share", "lift_to_share",
                                   "part_load_loss_share", "cooling_off_cost_nok_per_mwh"}));
}

TEST(HeatPlantTest, ASolarFieldNeedsItsCollectors) {
  HeatPlantParams field{.id = "sun", .kind = HeatPlantKind::kSolarHeat, .heat_max_mw = 8.0};
  EXPECT_FALSE(Validate(field).ok());
  field.solar = {.area_m2 = 12800.0, .optical_ratio = 0.8, .loss_w_per_m2_k = 3.0};
  EXPECT_TRUE(Validate(field).ok()) << Validate(field);
}

}  // namespace
}  // namespace models

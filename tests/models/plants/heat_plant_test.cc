#include "models/plants/heat_plant.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace models

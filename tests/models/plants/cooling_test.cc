#include "models/plants/cooling.h"

#include <gtest/gtest.h>

#include "models/plants/heat_pump.h"

namespace models {
namespace {

// By hand, COP 3: one MW of electricity makes 3 MW of heat from 2 MW of cold.
TEST(CoolingTest, BothSidesByHand) {
  const HeatAndCold both = CalcHeatAndCold(3.0, 1.0);
  EXPECT_EQ(both.heat_mw, 3.0);
  EXPECT_EQ(both.cooling_mw, 2.0);
  EXPECT_EQ(both.heat_mw, both.cooling_mw + both.electricity_mw);
}

// Each of heat, cooling and the machine's size may be the smaller.
TEST(CoolingTest, TheSmallerNeedDecides) {
  EXPECT_EQ(CalcBalancedRun(3.0, 6.0, 10.0, 99.0).electricity_mw, 2.0);
  EXPECT_EQ(CalcBalancedRun(3.0, 60.0, 10.0, 99.0).electricity_mw, 5.0);
  EXPECT_EQ(CalcBalancedRun(3.0, 60.0, 10.0, 1.5).electricity_mw, 1.5);
  EXPECT_EQ(CalcBalancedRun(3.0, 0.0, 10.0, 1.5).cooling_mw, 0.0);
}

TEST(CoolingTest, ServingBothBeatsServingOne) {
  // Cold 12/6 °C, heat 50/70 °C, half of Lorenz.
  const double cop_ratio = 0.5 * CalcLorenzCopRatio({.source_in_degc = 12.0,
                                                     .source_out_degc = 6.0,
                                                     .sink_in_degc = 50.0,
                                                     .sink_out_degc = 70.0});
  const HeatAndCold both = CalcHeatAndCold(cop_ratio, 1.0);
  EXPECT_GT(cop_ratio, 2.0);
  EXPECT_NEAR((both.heat_mw + both.cooling_mw) / both.electricity_mw, 2.0 * cop_ratio - 1.0, 1e-12);
}

// By hand: sea of 7 °C and 1 K of approach cool 16 °C to 8 °C of the way to 6 °C: 8/10.
TEST(CoolingTest, FreeCoolingByHandAndAtItsEnds) {
  FreeCoolingTemperatures water{
      .source_degc = 7.0, .approach_k = 1.0, .return_degc = 16.0, .supply_degc = 6.0};
  EXPECT_NEAR(CalcFreeCoolingShare(water), 0.8, 1e-12);
  water.source_degc = 3.0;
  EXPECT_EQ(CalcFreeCoolingShare(water), 1.0);
  water.source_degc = 15.5;
  EXPECT_EQ(CalcFreeCoolingShare(water), 0.0);
}

}  // namespace
}  // namespace models

#include "models/plants/chiller.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr ChillerParams kChiller{.carnot_share = 0.5, .cooling_max_mw = 20.0};

ChillerInputs MakeInputs(double cooling_mw, double sea_degc) {
  return {.cooling_mw = cooling_mw,
          .reject_degc = 32.0,
          .free_cooling = {.source_degc = sea_degc, .return_degc = 15.0, .supply_degc = 7.0}};
}

// By hand: evaporating at 3 °C = 276.15 K, condensing at 40 °C: 0.5 · 276.15/37 = 3.7318.
TEST(ChillerTest, CopByHand) {
  EXPECT_NEAR(CalcChillerCopRatio(kChiller, 32.0, 7.0), 3.7318, 1e-4);
  EXPECT_GT(CalcChillerCopRatio(kChiller, 25.0, 7.0), CalcChillerCopRatio(kChiller, 32.0, 7.0));
  EXPECT_EQ(CalcChillerCopRatio(kChiller, -20.0, 7.0), kMostCoolingCopRatio);
}

TEST(ChillerTest, OnTheHottestDayTheWarmSeaHelpsNothing) {
  const ChillerRun run = CalcChillerRun(kChiller, MakeInputs(10.0, 18.0));
  EXPECT_EQ(run.free_mw, 0.0);
  EXPECT_EQ(run.compressor_mw, 10.0);
  EXPECT_NEAR(run.electricity_mw, 10.0 / 3.7318, 1e-3);
}

TEST(ChillerTest, DeepWaterTakesItsShareFirst) {
  const ChillerRun run = CalcChillerRun(kChiller, MakeInputs(10.0, 10.0));
  EXPECT_DOUBLE_EQ(run.free_mw, 5.0);  // (15 − 10 − 1)/8
  EXPECT_DOUBLE_EQ(run.compressor_mw, 5.0);
}

TEST(ChillerTest, BeyondTheCompressorsCoolingIsMissing) {
  const ChillerRun run = CalcChillerRun(kChiller, MakeInputs(25.0, 18.0));
  EXPECT_EQ(run.compressor_mw, 20.0);
  EXPECT_EQ(run.unserved_mw, 5.0);
}

TEST(ChillerTest, PeakOfAYearsEnergyByHand) {
  EXPECT_DOUBLE_EQ(CalcPeakCoolingMw(10.0, 1000.0), 10.0);
}

}  // namespace
}  // namespace models

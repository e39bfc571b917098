#include "models/plants/carbon_capture.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr CarbonCaptureParams kOn{.captures = true,
                                  .capture_heat_share = 0.25,
                                  .capture_electricity_ratio = 0.1,
                                  .captured_co2_share = 0.9};

TEST(CarbonCaptureTest, OffChangesNothing) {
  CarbonCaptureParams off = kOn;
  off.captures = false;
  const CaptureEffect effect = CalcCaptureEffect(off, 80.0, 1000.0);
  EXPECT_EQ(effect.heat_mw, 80.0);
  EXPECT_EQ(effect.electricity_mw, 0.0);
  EXPECT_EQ(effect.emission_kg_per_h, 1000.0);
  EXPECT_EQ(CalcGrossHeatMw(off, 80.0), 80.0);
}

// By hand: 80 MW less a quarter, a tenth in electricity, a tenth of the CO2 left.
TEST(CarbonCaptureTest, ThePenaltyByHand) {
  const CaptureEffect effect = CalcCaptureEffect(kOn, 80.0, 1000.0);
  EXPECT_DOUBLE_EQ(effect.heat_mw, 60.0);
  EXPECT_DOUBLE_EQ(effect.electricity_mw, 8.0);
  EXPECT_NEAR(effect.emission_kg_per_h, 100.0, 1e-9);
  EXPECT_DOUBLE_EQ(CalcGrossHeatMw(kOn, effect.heat_mw), 80.0);
}

}  // namespace
}  // namespace models

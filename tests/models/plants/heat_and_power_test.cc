#include "models/plants/heat_and_power.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr HeatAndPowerParams kExtraction{
    .power_line = PowerLine::kExtraction, .power_max_mw = 30.0, .power_loss_ratio = 0.15};
constexpr HeatAndPowerParams kBackPressure{.power_line = PowerLine::kBackPressure,
                                           .power_heat_ratio = 0.25};

// By hand: 30 − 0.15 · 80 = 18.
TEST(HeatAndPowerTest, ExtractionByHand) {
  EXPECT_DOUBLE_EQ(CalcPowerMw(kExtraction, 0.0, 1.0), 30.0);
  EXPECT_DOUBLE_EQ(CalcPowerMw(kExtraction, 80.0, 1.0), 18.0);
  EXPECT_DOUBLE_EQ(CalcPowerMw(kExtraction, 80.0, 0.8), 12.0);
}

TEST(HeatAndPowerTest, ATurbineIsNoMotor) { EXPECT_EQ(CalcPowerMw(kExtraction, 300.0, 1.0), 0.0); }

TEST(HeatAndPowerTest, BackPressureByHand) {
  EXPECT_DOUBLE_EQ(CalcPowerMw(kBackPressure, 80.0, 1.0), 20.0);
  EXPECT_EQ(CalcPowerMw(kBackPressure, 0.0, 1.0), 0.0);
  HeatAndPowerParams limited = kBackPressure;
  limited.power_max_mw = 12.0;
  EXPECT_EQ(CalcPowerMw(limited, 80.0, 1.0), 12.0);
}

// More heat costs an extraction turbine electricity and gives a back-pressure turbine some.
TEST(HeatAndPowerTest, HeatPullsTheLinesApart) {
  for (double heat_mw = 0.0; heat_mw < 80.0; heat_mw += 5.0) {
    EXPECT_GT(CalcPowerMw(kExtraction, heat_mw, 1.0), CalcPowerMw(kExtraction, heat_mw + 5.0, 1.0));
    EXPECT_LT(CalcPowerMw(kBackPressure, heat_mw, 1.0),
              CalcPowerMw(kBackPressure, heat_mw + 5.0, 1.0));
  }
}

TEST(HeatAndPowerTest, APlantWithoutATurbineGivesNone) {
  EXPECT_EQ(CalcPowerMw(HeatAndPowerParams{}, 80.0, 1.0), 0.0);
}

}  // namespace
}  // namespace models

#include "models/heat/boiling.h"

#include <gtest/gtest.h>

namespace models {
namespace {

// Check values of IAPWS R7-97, tables 35 and 36, nine digits.
TEST(BoilingTest, SaturationPressureIsThatOfTheStandard) {
  EXPECT_NEAR(CalcSaturationBar(300.0 - 273.15), 0.0353658941, 5e-11);
  EXPECT_NEAR(CalcSaturationBar(500.0 - 273.15), 26.3889776, 5e-8);
  EXPECT_NEAR(CalcSaturationBar(600.0 - 273.15), 123.443146, 5e-7);
}

TEST(BoilingTest, BoilingTemperatureIsThatOfTheStandard) {
  EXPECT_NEAR(CalcBoilingDegC(1.0), 372.755919 - 273.15, 5e-7);
  EXPECT_NEAR(CalcBoilingDegC(10.0), 453.035632 - 273.15, 5e-7);
  EXPECT_NEAR(CalcBoilingDegC(100.0), 584.149488 - 273.15, 5e-7);
}

TEST(BoilingTest, PressureAndTemperatureAreInverse) {
  for (double t_degc = 0.5; t_degc <= 150.0; t_degc += 6.5)
    EXPECT_NEAR(CalcBoilingDegC(CalcSaturationBar(t_degc)), t_degc, 1e-9);
}

// 1.99 bar at 120 °C and 1.43 bar at 110 °C, absolute.
TEST(BoilingTest, MarginIsPressureAboveBoiling) {
  EXPECT_NEAR(CalcBoilingMarginBar(3.0, 120.0), 3.0 + 1.01325 - 1.99, 0.005);
  EXPECT_NEAR(CalcBoilingMarginBar(3.0, 110.0), 3.0 + 1.01325 - 1.43, 0.005);
  EXPECT_LT(CalcBoilingMarginBar(0.9, 120.0), 0.0);
  // Where the air is thinner the same gauge pressure boils sooner.
  EXPECT_NEAR(CalcBoilingMarginBar(2.0, 115.0, 0.96) - CalcBoilingMarginBar(2.0, 115.0),
              0.96 - kAtmosphereBar, 1e-12);
}

}  // namespace
}  // namespace models

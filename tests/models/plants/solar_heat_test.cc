#include "models/plants/solar_heat.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr SolarHeatParams kField{
    .area_m2 = 12800.0, .optical_ratio = 0.8, .loss_w_per_m2_k = 3.0, .loss_rise_w_per_m2_k = 0.01};

// By hand: 0.8·900 − 3·40 − 0.01·1600 = 584 W/m² on 12 800 m² are 7.475 MW (published: 8 MW).
TEST(SolarHeatTest, ABrightDayByHand) {
  EXPECT_NEAR(CalcSolarHeatMw(kField, 900.0, 25.0, 65.0), 7.4752, 1e-9);
}

TEST(SolarHeatTest, BelowTheThresholdThereIsNothing) {
  EXPECT_EQ(CalcSolarHeatMw(kField, 0.0, 25.0, 65.0), 0.0);
  EXPECT_EQ(CalcSolarHeatMw(kField, 170.0, 25.0, 65.0), 0.0) << "136 W/m² are lost";
  EXPECT_NEAR(CalcSolarHeatMw(kField, 171.0, 25.0, 65.0), 12800.0 * 0.8e-6, 1e-9);
}

TEST(SolarHeatTest, MoreSunAndColderWaterGiveMore) {
  EXPECT_GT(CalcSolarHeatMw(kField, 600.0, 20.0, 65.0), CalcSolarHeatMw(kField, 500.0, 20.0, 65.0));
  EXPECT_GT(CalcSolarHeatMw(kField, 600.0, 20.0, 55.0), CalcSolarHeatMw(kField, 600.0, 20.0, 65.0));
  EXPECT_EQ(CalcSolarHeatMw(kField, 600.0, 70.0, 65.0), CalcSolarHeatMw(kField, 600.0, 90.0, 65.0));
}

}  // namespace
}  // namespace models

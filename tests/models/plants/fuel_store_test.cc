#include "models/plants/fuel_store.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

// Pellets at Haraldrud: 56 MW at 0.9 for about four days is 5973 MWh.
constexpr FuelStoreParams kPellets{.fuel_capacity_mwh = 5973.0, .fuel_delivery_mwh_per_day = 960.0};

TEST(FuelStoreTest, WithoutAStoreThereIsNoLimit) {
  EXPECT_TRUE(std::isinf(CalcFuelHeatMaxMw({}, 0.0, 0.9, 1.0)));
  EXPECT_EQ(CalcNextFuelMwh({}, 0.0, 50.0, 0.9, 1.0), 0.0);
  EXPECT_TRUE(std::isinf(CalcFuelDaysLeft({}, 0.0, 50.0, 0.9)));
}

// By hand: 40 MWh an hour come, 100 are there, 0.9 of 140 in an hour is 126 MW.
TEST(FuelStoreTest, TheLastFuelByHand) {
  EXPECT_DOUBLE_EQ(CalcFuelHeatMaxMw(kPellets, 100.0, 0.9, 1.0), 126.0);
  EXPECT_DOUBLE_EQ(CalcNextFuelMwh(kPellets, 100.0, 126.0, 0.9, 1.0), 0.0);
  EXPECT_DOUBLE_EQ(CalcNextFuelMwh(kPellets, 100.0, 90.0, 0.9, 1.0), 40.0);
}

TEST(FuelStoreTest, AFullStoreTakesNoMore) {
  EXPECT_EQ(CalcNextFuelMwh(kPellets, 5973.0, 0.0, 0.9, 1.0), 5973.0);
}

// By hand: 56/0.9·24 = 1493.3 MWh a day out, 960 in: 5973/533.3 = 11.2 days; four without delivery.
TEST(FuelStoreTest, DaysLeftByHand) {
  EXPECT_NEAR(CalcFuelDaysLeft(kPellets, 5973.0, 56.0, 0.9), 11.199, 0.001);
  EXPECT_NEAR(CalcFuelDaysLeft({.fuel_capacity_mwh = 5973.0}, 5973.0, 56.0, 0.9), 4.0, 0.001);
  EXPECT_TRUE(std::isinf(CalcFuelDaysLeft(kPellets, 100.0, 36.0, 0.9)));
}

}  // namespace
}  // namespace models

#include "solvers/battery_need.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace solvers {
namespace {

// Two quarters are 8 and 4 MW short, then there is room: by hand, without losses.
TEST(BatteryNeedTest, HoldsWhatIsMissingInOneStretch) {
  const std::vector<float> takes{50, 42, 46, 55, 60};
  const BatteryNeed need = CalcBatteryNeed(takes, {}, 50.0, 1.0);
  EXPECT_DOUBLE_EQ(need.power_mw, 8.0);
  EXPECT_DOUBLE_EQ(need.energy_mwh, 3.0);
  EXPECT_DOUBLE_EQ(need.relief_mw[1], 8.0);
  EXPECT_DOUBLE_EQ(need.relief_mw[2], 4.0);
  EXPECT_DOUBLE_EQ(need.relief_mw[3], -5.0) << "charged with the room there is";
  EXPECT_DOUBLE_EQ(need.relief_mw[4], -7.0) << "until it is full";
  EXPECT_TRUE(need.is_enough);
}

TEST(BatteryNeedTest, LossesMakeItLarger) {
  const std::vector<float> takes{40, 60, 60, 60};
  const BatteryNeed need = CalcBatteryNeed(takes, {}, 50.0, 0.81);
  EXPECT_DOUBLE_EQ(need.energy_mwh, 2.5 / 0.9);
  double taken_mwh = 0.0;
  for (const double mw : need.relief_mw) taken_mwh += 0.25 * std::max(0.0, -mw);
  EXPECT_NEAR(taken_mwh, 2.5 / 0.81, 1e-12) << "what is given is bought again with both losses";
}

TEST(BatteryNeedTest, StretchesWithoutRoomBetweenThemAddUp) {
  const std::vector<float> apart{40, 60, 40, 60}, together{40, 50, 40, 60};
  EXPECT_DOUBLE_EQ(CalcBatteryNeed(apart, {}, 50.0, 1.0).energy_mwh, 2.5);
  EXPECT_DOUBLE_EQ(CalcBatteryNeed(together, {}, 50.0, 1.0).energy_mwh, 5.0);
}

TEST(BatteryNeedTest, AProfileScalesWhatIsMissing) {
  const std::vector<float> takes{40, 60}, shares{0.5f, 1.0f};
  const BatteryNeed need = CalcBatteryNeed(takes, shares, 50.0, 1.0);
  EXPECT_DOUBLE_EQ(need.power_mw, 5.0);
}

TEST(BatteryNeedTest, WhatIsNeverMadeGoodIsNotEnough) {
  const std::vector<float> takes{40, 40, 40, 51};
  EXPECT_FALSE(CalcBatteryNeed(takes, {}, 50.0, 0.88).is_enough);
}

TEST(BatteryNeedTest, NothingIsNeededWhereEveryQuarterTakesAll) {
  const std::vector<float> takes{60, 70};
  const BatteryNeed need = CalcBatteryNeed(takes, {}, 50.0, 0.88);
  EXPECT_EQ(need.power_mw, 0.0);
  EXPECT_EQ(need.energy_mwh, 0.0);
}

}  // namespace
}  // namespace solvers

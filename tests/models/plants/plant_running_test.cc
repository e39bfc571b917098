#include "models/plants/plant_running.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr PlantRunningParams kChips{.ramp_mw_per_h = 4.0,
                                    .stable_min_mw = 2.0,
                                    .start_cost_nok = 5000.0,
                                    .up_min_h = 6.0,
                                    .down_min_h = 3.0};

constexpr PlantRunningState Runs(double heat_mw, double for_h) {
  return {.heat_mw = heat_mw, .since_switch_h = for_h};
}
constexpr PlantRunningState Stands(double for_h) { return {.since_switch_h = -for_h}; }

TEST(PlantRunningTest, WithoutLimitsAllIsAllowed) {
  const PlantRange range = CalcPlantRange({}, {}, 10.0, 0.25);
  EXPECT_TRUE(range.may_stand && range.may_run);
  EXPECT_EQ(range.min_mw, 0.0);
  EXPECT_EQ(range.max_mw, 10.0);
}

// By hand: 4 MW/h over a quarter is 1 MW each way.
TEST(PlantRunningTest, TheRampHoldsBothWays) {
  const PlantRange range = CalcPlantRange(kChips, Runs(6.0, 100.0), 10.0, 0.25);
  EXPECT_EQ(range.min_mw, 5.0);
  EXPECT_EQ(range.max_mw, 7.0);
  EXPECT_FALSE(range.may_stand) << "6 MW cannot be left in a quarter-hour";
  EXPECT_TRUE(CalcPlantRange(kChips, Runs(3.0, 100.0), 10.0, 0.25).may_stand) << "2 MW can";
  EXPECT_FALSE(CalcPlantRange(kChips, Runs(3.001, 100.0), 10.0, 0.25).may_stand);
}

TEST(PlantRunningTest, AStartReachesTheStableMinimum) {
  const PlantRange range = CalcPlantRange(kChips, Stands(100.0), 10.0, 0.25);
  EXPECT_TRUE(range.may_stand && range.may_run);
  EXPECT_EQ(range.min_mw, 2.0);
  EXPECT_EQ(range.max_mw, 2.0);
  EXPECT_EQ(CalcPlantRange(kChips, Stands(100.0), 10.0, 1.0).max_mw, 4.0);
}

TEST(PlantRunningTest, UpAndDownTimesBindUntilTheyAreOver) {
  EXPECT_FALSE(CalcPlantRange(kChips, Runs(2.0, 5.75), 10.0, 0.25).may_stand);
  EXPECT_TRUE(CalcPlantRange(kChips, Runs(2.0, 6.0), 10.0, 0.25).may_stand);
  EXPECT_FALSE(CalcPlantRange(kChips, Stands(2.75), 10.0, 0.25).may_run);
  EXPECT_TRUE(CalcPlantRange(kChips, Stands(3.0), 10.0, 0.25).may_run);
}

TEST(PlantRunningTest, ATripOverridesUpTimeAndRamp) {
  const PlantRange out = CalcPlantRange(kChips, Runs(8.0, 1.0), 0.0, 0.25);
  EXPECT_TRUE(out.may_stand);
  EXPECT_FALSE(out.may_run);
  EXPECT_EQ(out.max_mw, 0.0);
  const PlantRange derated = CalcPlantRange(kChips, Runs(8.0, 1.0), 3.0, 0.25);
  EXPECT_EQ(derated.min_mw, 3.0);
  EXPECT_EQ(derated.max_mw, 3.0);
  EXPECT_FALSE(CalcPlantRange(kChips, Runs(8.0, 1.0), 1.9, 0.25).may_run)
      << "not even the stable minimum";
}

TEST(PlantRunningTest, TheClockStartsAnewAtEverySwitching) {
  PlantRunningState state = Stands(10.0);
  EXPECT_TRUE(Starts(state, 2.0));
  EXPECT_FALSE(Starts(state, 0.0));
  state = AdvancePlantRunning(state, 2.0, 0.25);
  EXPECT_EQ(state, Runs(2.0, 0.25));
  EXPECT_FALSE(Starts(state, 2.0));
  state = AdvancePlantRunning(state, 3.0, 0.25);
  EXPECT_EQ(state, Runs(3.0, 0.5));
  state = AdvancePlantRunning(state, 0.0, 0.25);
  EXPECT_EQ(state, Stands(0.25));
}

// The range is never empty and never above what is there, whatever came before.
TEST(PlantRunningTest, TheRangeIsSoundForEveryStateAndAvailability) {
  for (double heat_mw = 0.0; heat_mw <= 10.0; heat_mw += 0.5) {
    for (double available_mw = 0.0; available_mw <= 10.0; available_mw += 0.5) {
      for (const double since_h : {-100.0, -0.25, 0.25, 100.0}) {
        const PlantRange range = CalcPlantRange(
            kChips, {.heat_mw = heat_mw, .since_switch_h = since_h}, available_mw, 0.25);
        EXPECT_LE(range.min_mw, range.max_mw);
        EXPECT_LE(range.max_mw, available_mw);
        EXPECT_TRUE(range.may_stand || range.may_run);
      }
    }
  }
}

}  // namespace
}  // namespace models

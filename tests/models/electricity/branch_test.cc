#include "models/electricity/branch.h"

#include <gtest/gtest.h>

#include "models/electricity/generator.h"

namespace models {
namespace {

TEST(SeasonalRatingTest, IsLinearBetweenThePointsAndFlatOutside) {
  const SeasonalRating rating{.summer_mva = 200.0, .mild_mva = 260.0, .cold_mva = 300.0};
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, 35.0), 200.0);
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, 20.0), 200.0);
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, 10.0), 230.0);
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, 0.0), 260.0);
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, -10.0), 280.0);
  EXPECT_DOUBLE_EQ(CalcRatingMva(rating, -40.0), 300.0);
}

TEST(TapChangerTest, StepsAreLinearWithinTheirRange) {
  const BranchParams branch{.tap_ratio = 1.02,
                            .phase_shift_deg = 5.0,
                            .tap_step_ratio = 0.0125,
                            .shift_step_deg = 2.0,
                            .tap_min_step = -4,
                            .tap_max_step = 4};
  EXPECT_TRUE(HasTapChanger(branch));
  EXPECT_DOUBLE_EQ(CalcTapStep(branch, 3).ratio, 1.0575);
  EXPECT_DOUBLE_EQ(CalcTapStep(branch, -2).shift_deg, 1.0);
  EXPECT_DOUBLE_EQ(CalcTapStep(branch, 9).ratio, 1.07);
  EXPECT_DOUBLE_EQ(CalcTapStep(branch, 3).x_ratio, 1.0);
  EXPECT_FALSE(HasTapChanger(BranchParams{.tap_ratio = 1.02}));
}

TEST(TapChangerTest, TableTakesThePlaceOfTheSteps) {
  const BranchParams branch{
      .tap_ratio = 1.5,
      .tap_min_step = -1,
      .tap_max_step = 1,
      .tap_table = {{1.01, -9.5, 1.0, 1.2}, {1.0, 0.0}, {1.01, 10.0, 1.0, 1.3}}};
  EXPECT_TRUE(HasTapChanger(branch));
  EXPECT_EQ(CalcTapStep(branch, -1).shift_deg, -9.5);
  EXPECT_EQ(CalcTapStep(branch, 0).ratio, 1.0);
  EXPECT_EQ(CalcTapStep(branch, 1).x_ratio, 1.3);
  EXPECT_EQ(CalcTapStep(branch, 7).x_ratio, 1.3);
}

TEST(CapacitorBankTest, FollowsTheDrawInStepsWithHysteresis) {
  const ShuntParams bank{.step_mvar = 5.0, .max_steps = 12, .draw_target_mvar = 48.0};
  EXPECT_EQ(CalcShuntSteps(bank, 108.0, 0), 12);  // cold morning: 60 Mvar too much
  EXPECT_EQ(CalcShuntSteps(bank, 500.0, 12), 12);
  EXPECT_EQ(CalcShuntSteps(bank, 30.0, 3), 0);
  EXPECT_EQ(CalcShuntSteps(bank, 61.0, 2), 2);  // 2.6 steps wanted: stays
  EXPECT_EQ(CalcShuntSteps(bank, 62.5, 2), 3);  // 2.9 wanted: moves
  EXPECT_EQ(CalcShuntSteps(bank, 60.0, 3), 3);  // and does not fall back at once
}

TEST(JointTest, OnlyWhatHasNoImpedance) {
  EXPECT_TRUE(HasNoImpedance(BranchParams{}));
  EXPECT_FALSE(HasNoImpedance(BranchParams{.x_ohm = -0.001}));
}

}  // namespace
}  // namespace models

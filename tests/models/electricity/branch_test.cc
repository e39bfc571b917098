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

TEST(CapacitorBankTest, FollowsTheDrawInStepsWithHysteresis) {
  const ShuntParams bank{.step_mvar = 5.0, .max_steps = 12, .draw_target_mvar = 48.0};
  EXPECT_EQ(CalcShuntSteps(bank, 108.0, 0), 12);  // cold morning: 60 Mvar too much
  EXPECT_EQ(CalcShuntSteps(bank, 500.0, 12), 12);
  EXPECT_EQ(CalcShuntSteps(bank, 30.0, 3), 0);
  EXPECT_EQ(CalcShuntSteps(bank, 61.0, 2), 2);  // 2.6 steps wanted: stays
  EXPECT_EQ(CalcShuntSteps(bank, 62.5, 2), 3);  // 2.9 wanted: moves
  EXPECT_EQ(CalcShuntSteps(bank, 60.0, 3), 3);  // and does not fall back at once
}

}  // namespace
}  // namespace models

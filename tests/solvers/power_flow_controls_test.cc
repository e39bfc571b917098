#include "solvers/power_flow_controls.h"

#include <gtest/gtest.h>

namespace solvers {
namespace {

int NextTapStep(const models::BranchParams& branch, int step, double v_to_pu) {
  StepMotion motion;
  return CalcNextTapStep(branch, step, {.v_to_pu = v_to_pu}, motion);
}

RegulationState At(double regulated_pu, double v_error_pu) {
  return {
      .regulated_pu = regulated_pu, .q_min_pu = -0.5, .q_max_pu = 0.8, .v_error_pu = v_error_pu};
}

TEST(PowerFlowControlsTest, ABusGoesToTheLimitItHasPassed) {
  int returns = 0;
  EXPECT_EQ(CalcNextControl(BusControl::kHeld, At(0.8, 0.0), returns), BusControl::kHeld);
  EXPECT_EQ(CalcNextControl(BusControl::kHeld, At(0.8 + 9e-8, 0.0), returns), BusControl::kHeld);
  EXPECT_EQ(CalcNextControl(BusControl::kHeld, At(0.81, 0.0), returns), BusControl::kAtMaxQ);
  EXPECT_EQ(CalcNextControl(BusControl::kHeld, At(-0.51, 0.0), returns), BusControl::kAtMinQ);
  EXPECT_EQ(CalcNextControl(BusControl::kFree, At(9.0, 9.0), returns), BusControl::kFree);
  EXPECT_EQ(returns, 0);
}

TEST(PowerFlowControlsTest, ItReturnsPastTheHysteresisAndTwiceOnly) {
  int returns = 0;
  EXPECT_EQ(CalcNextControl(BusControl::kAtMaxQ, At(0.8, 0.9e-4), returns), BusControl::kAtMaxQ);
  EXPECT_EQ(CalcNextControl(BusControl::kAtMaxQ, At(0.8, -0.01), returns), BusControl::kAtMaxQ);
  EXPECT_EQ(CalcNextControl(BusControl::kAtMinQ, At(-0.5, 0.01), returns), BusControl::kAtMinQ);
  EXPECT_EQ(returns, 0);
  EXPECT_EQ(CalcNextControl(BusControl::kAtMaxQ, At(0.8, 1.1e-4), returns), BusControl::kHeld);
  EXPECT_EQ(CalcNextControl(BusControl::kAtMinQ, At(-0.5, -1.1e-4), returns), BusControl::kHeld);
  EXPECT_EQ(CalcNextControl(BusControl::kAtMaxQ, At(0.8, 1.1e-4), returns), BusControl::kAtMaxQ);
}

TEST(PowerFlowControlsTest, AStartsLimitIsKeptOnlyWhereItMeansSomething) {
  EXPECT_EQ(CalcFirstControl(BusControl::kAtMaxQ, true, true), BusControl::kAtMaxQ);
  EXPECT_EQ(CalcFirstControl(BusControl::kAtMaxQ, true, false), BusControl::kHeld);
  EXPECT_EQ(CalcFirstControl(BusControl::kFree, true, true), BusControl::kHeld);
  EXPECT_EQ(CalcFirstControl(BusControl::kHeld, false, true), BusControl::kFree);
}

TEST(PowerFlowControlsTest, TapsMoveByWholeStepsTowardsTheTarget) {
  models::BranchParams branch{.tap_step_ratio = 0.0125,
                              .tap_min_step = -9,
                              .tap_max_step = 9,
                              .tap_target_v_pu = 1.0,
                              .tap_deadband_v_pu = 0.01};
  EXPECT_EQ(NextTapStep(branch, 3, 1.0099), 3);
  EXPECT_EQ(NextTapStep(branch, 3, 1.0125), 4);
  EXPECT_EQ(NextTapStep(branch, 3, 0.9875), 2);
  EXPECT_EQ(NextTapStep(branch, 3, 1.2), 5);
  EXPECT_EQ(NextTapStep(branch, 9, 1.2), 9);
  branch.tap_step_ratio = -0.0125;
  EXPECT_EQ(NextTapStep(branch, 3, 1.2), 1);
}

}  // namespace
}  // namespace solvers

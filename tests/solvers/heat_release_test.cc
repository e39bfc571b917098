#include "solvers/heat_release.h"

#include <gtest/gtest.h>

#include "solvers/heat_system_step.h"
#include "tests/support/small_heat.h"

namespace solvers {
namespace {

enum Plant : std::size_t { kWaste, kPump, kBoiler, kOil };

class HeatReleaseTest : public testing::Test {
 protected:
  models::HeatSystemResult Advance(const models::HeatSystemInputs& inputs) {
    const models::HeatSystemState start = MakeHeatSystemState(system_, -5.0);
    auto step = AdvanceHeatSystem(system_, inputs, start, 0.25, workspace_);
    EXPECT_TRUE(step.ok()) << step.status();
    return step.ok() ? step->result : models::HeatSystemResult{};
  }

  models::HeatSystemParams system_ = tests::MakeHeatSystem();
  HeatStepWorkspace workspace_;
};

// By hand: at −5 °C pump and boiler draw 30/3 + 100 MW; waste and oil could give 260 MW of the
// 223 MW that are asked for.
TEST_F(HeatReleaseTest, AllIsReleasableWhereOthersCarryTheLoad) {
  const auto result = Advance(tests::MakeHeatInputs(-5.0));
  EXPECT_NEAR(result.electricity_mw, 110.0, 1e-9);
  EXPECT_NEAR(result.releasable_mw, 110.0, 1e-9);
}

// By hand: half of the oil leaves 60 + 100 MW, the tank gives its 40 MW; the pump makes the rest at
// COP 3. A grid order of just that serves everybody; one that is 0.5 MW tighter delivers 1.5 MW
// less, and more than that is unserved: the cooling rooms ask for more.
TEST_F(HeatReleaseTest, WhatOthersCannotCarryStaysAndAnOrderShowsIt) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plant_available_share = {1.0, 1.0, 1.0, 0.5};
  const auto result = Advance(inputs);
  const double load_mw = result.delivered_mw + result.network_loss_mw;
  const double kept_mw = (load_mw - 160.0 - 40.0) / 3.0;
  ASSERT_GT(kept_mw, 5.0);
  EXPECT_NEAR(result.releasable_mw, 110.0 - kept_mw, 1e-9);

  inputs.electricity_max_mw = result.electricity_mw - result.releasable_mw;
  const auto ordered = Advance(inputs);
  EXPECT_NEAR(ordered.unserved_mw, 0.0, 1e-3);
  EXPECT_NEAR(ordered.accumulator_discharge_mw, 40.0, 1e-3);
  EXPECT_NEAR(ordered.releasable_mw, 0.0, 1e-3);
  inputs.electricity_max_mw -= 0.5;
  const auto tighter = Advance(inputs);
  EXPECT_NEAR(ordered.delivered_mw - tighter.delivered_mw, 1.5, 1e-3);
  EXPECT_GT(tighter.unserved_mw, 1.5);
}

// Oil that stands may ramp by 40 MW an hour: 10 MW in a quarter.
TEST_F(HeatReleaseTest, RampsOfOthersLimitIt) {
  system_.plants[kOil].running.ramp_mw_per_h = 40.0;
  const auto result = Advance(tests::MakeHeatInputs(-5.0));
  const double left_mw = result.delivered_mw + result.network_loss_mw - 60.0 - 10.0 - 40.0;
  ASSERT_GT(left_mw, 30.0);  // all of the pump, part of the boiler
  EXPECT_NEAR(result.releasable_mw, result.electricity_mw - 10.0 - (left_mw - 30.0), 1e-9);
}

// An empty tank gives nothing, a plant with a least load gives that or nothing.
TEST_F(HeatReleaseTest, ByHandWithoutAStep) {
  const std::vector<AvailablePlant> order = {
      {.plant = kWaste, .min_mw = 40.0, .least_mw = 40.0, .max_mw = 60.0, .full_mw = 60.0},
      {.plant = kPump, .max_mw = 30.0, .full_mw = 30.0, .efficiency_ratio = 3.0},
      {.plant = kBoiler, .max_mw = 100.0, .full_mw = 100.0, .efficiency_ratio = 1.0}};
  EXPECT_DOUBLE_EQ(CalcReleasableMw(system_, order, {.load_mw = 120.0, .electricity_mw = 40.0}),
                   0.0);
  EXPECT_DOUBLE_EQ(
      CalcReleasableMw(system_, order,
                       {.load_mw = 120.0, .discharge_most_mw = 45.0, .electricity_mw = 40.0}),
      35.0);
  system_.plants[kPump].running.stable_min_mw = 24.0;
  EXPECT_DOUBLE_EQ(
      CalcReleasableMw(system_, order,
                       {.load_mw = 120.0, .discharge_most_mw = 45.0, .electricity_mw = 40.0}),
      32.0);
  EXPECT_DOUBLE_EQ(CalcReleasableMw(system_, order, {.load_mw = 50.0, .electricity_mw = 7.0}), 7.0);
}

}  // namespace
}  // namespace solvers

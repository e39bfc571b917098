#include "solvers/heat/building_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"

namespace solvers::heat {
namespace {

using models::BuildingParams;
using models::BuildingState;

BuildingParams MakeBlock() {
  return models::MakeBuilding(models::BuildingKind::kApartmentBlock,
                              models::BuildingStandard::k1970To1986, 3000.0);
}

TEST(BuildingStepTest, AtRestNothingMoves) {
  const BuildingParams building = MakeBlock();
  for (double outdoor_degc : {-20.0, 0.0, 10.0}) {
    const BuildingState rest = models::MakeBuildingState(building, outdoor_degc);
    const BuildingStepResult result =
        BuildingStepper(building, 3600.0)
            .Advance(rest, {.outdoor_degc = outdoor_degc,
                            .heat_w = models::CalcRestHeatW(building, outdoor_degc)});
    EXPECT_NEAR(result.state.air_degc, 21.0, 1e-10);
    EXPECT_NEAR(result.state.mass_degc, rest.mass_degc, 1e-10);
    EXPECT_GT(rest.mass_degc, 21.0);
    EXPECT_NEAR(result.state.envelope_degc, rest.envelope_degc, 1e-10);
  }
}

// Against the classical fourth-order Runge–Kutta method in steps of a second.
TEST(BuildingStepTest, OneLongStepIsWhatManyShortOnesGive) {
  const BuildingParams b = MakeBlock();
  BuildingState x{.air_degc = 19.0, .mass_degc = 23.0, .envelope_degc = 5.0};
  const double heat_w = 20e3, outdoor_degc = -12.0;
  const BuildingStepResult exact =
      BuildingStepper(b, 7200.0).Advance(x, {.outdoor_degc = outdoor_degc, .heat_w = heat_w});
  const auto rate = [&](const BuildingState& s) {
    const double to_mass_w = b.mass_w_per_k * (s.air_degc - s.mass_degc);
    const double to_wall_w = b.envelope_inside_w_per_k * (s.air_degc - s.envelope_degc);
    return BuildingState{
        ((1.0 - b.radiant_share) * (heat_w + b.internal_gain_w) -
         b.ventilation_w_per_k * (s.air_degc - outdoor_degc) - to_mass_w - to_wall_w) /
            b.air_capacity_j_per_k,
        (b.radiant_share * (heat_w + b.internal_gain_w) + to_mass_w) / b.mass_capacity_j_per_k,
        (to_wall_w - b.envelope_outside_w_per_k * (s.envelope_degc - outdoor_degc)) /
            b.envelope_capacity_j_per_k};
  };
  const auto along = [](const BuildingState& s, const BuildingState& k, double h) {
    return BuildingState{s.air_degc + h * k.air_degc, s.mass_degc + h * k.mass_degc,
                         s.envelope_degc + h * k.envelope_degc};
  };
  for (int second = 0; second < 7200; ++second) {
    const BuildingState k1 = rate(x), k2 = rate(along(x, k1, 0.5)), k3 = rate(along(x, k2, 0.5)),
                        k4 = rate(along(x, k3, 1.0));
    x = along(along(along(along(x, k1, 1.0 / 6), k2, 1.0 / 3), k3, 1.0 / 3), k4, 1.0 / 6);
  }
  EXPECT_NEAR(exact.state.air_degc, x.air_degc, 1e-9);
  EXPECT_NEAR(exact.state.mass_degc, x.mass_degc, 1e-9);
  EXPECT_NEAR(exact.state.envelope_degc, x.envelope_degc, 1e-9);
}

TEST(BuildingStepTest, TwoHalfStepsAreOneStep) {
  const BuildingParams building = MakeBlock();
  const BuildingState start{.air_degc = 18.0, .mass_degc = 20.0, .envelope_degc = 2.0};
  const BuildingInputs inputs{.outdoor_degc = -7.0, .heat_w = 55e3};
  const BuildingStepper half(building, 1800.0);
  const BuildingStepResult whole = BuildingStepper(building, 3600.0).Advance(start, inputs);
  const BuildingStepResult first = half.Advance(start, inputs);
  const BuildingStepResult second = half.Advance(first.state, inputs);
  EXPECT_NEAR(second.state.air_degc, whole.state.air_degc, 1e-11);
  EXPECT_NEAR(second.state.mass_degc, whole.state.mass_degc, 1e-11);
  EXPECT_NEAR(0.5 * (first.loss_w + second.loss_w), whole.loss_w, 1e-7);
  EXPECT_NEAR(0.5 * (first.mean_air_degc + second.mean_air_degc), whole.mean_air_degc, 1e-11);
}

TEST(BuildingStepTest, EnergyClosesForAnyLength) {
  const BuildingParams building = MakeBlock();
  BuildingState state{.air_degc = 15.0, .mass_degc = 22.0, .envelope_degc = -3.0};
  for (double duration_s : {1.0, 60.0, 900.0, 3600.0, 86400.0, 3e6}) {
    const BuildingStepResult result = BuildingStepper(building, duration_s)
                                          .Advance(state, {.outdoor_degc = -18.0, .heat_w = 90e3});
    // Joules stored are small differences of about 1e10; per second of the step.
    EXPECT_NEAR(result.residual_w, 0.0, 1e-9 * 90e3 + 1e-4 / duration_s) << duration_s;
  }
}

// Without heat the warmth above outdoors fades with the time constant, or up to a tenth more
// slowly, as inner masses are warmer than the air.
TEST(BuildingStepTest, ItCoolsWithItsTimeConstant) {
  for (const auto standard :
       {models::BuildingStandard::kBefore1970, models::BuildingStandard::k1987To2006,
        models::BuildingStandard::kTek17}) {
    BuildingParams building =
        models::MakeBuilding(models::BuildingKind::kApartmentBlock, standard, 2000.0);
    building.internal_gain_w = 0.0;
    const BuildingStepper stepper(building, 3600.0);
    BuildingState state = models::MakeBuildingState(building, 0.0);
    for (int hour = 0; hour < 12; ++hour) state = stepper.Advance(state, {}).state;
    const double early_degc = state.air_degc;
    for (int hour = 0; hour < 24; ++hour) state = stepper.Advance(state, {}).state;
    const double time_constant_h = 24.0 / std::log(early_degc / state.air_degc);
    EXPECT_GT(time_constant_h, models::CalcTimeConstantH(building));
    EXPECT_LT(time_constant_h, 1.1 * models::CalcTimeConstantH(building));
  }
}

TEST(BuildingStepTest, ThermostatsHoldTheRoomWithinTheirBand) {
  const BuildingParams building = MakeBlock();
  for (double duration_s : {60.0, 3600.0, 6.0 * 3600.0}) {
    const BuildingStepper stepper(building, duration_s);
    BuildingState state = models::MakeBuildingState(building, -10.0);
    for (int step = 0; step < 2000; ++step) {
      const double asked_w = stepper.CalcAskedHeatW(state, -10.0);
      state = stepper.Advance(state, {.outdoor_degc = -10.0, .heat_w = asked_w}).state;
      ASSERT_NEAR(asked_w, building.controller_w_per_k * (21.0 - state.air_degc), 1e-4);
    }
    // At rest K (21 − T) = H (T + 10) − G.
    const double h = models::CalcBuildingLossWPerK(building), k = building.controller_w_per_k;
    const double rest_degc = (k * 21.0 - h * 10.0 + building.internal_gain_w) / (k + h);
    EXPECT_NEAR(state.air_degc, rest_degc, duration_s < 100.0 ? 0.05 : 1e-6);
    EXPECT_GT(state.air_degc, 19.0);
  }
}

TEST(BuildingStepTest, AskingStaysBetweenNothingAndTheRadiators) {
  const BuildingParams building = MakeBlock();
  const BuildingStepper stepper(building, 900.0);
  EXPECT_EQ(stepper.CalcAskedHeatW({25.0, 25.0, 25.0}, 15.0), 0.0);
  EXPECT_EQ(stepper.CalcAskedHeatW({10.0, 10.0, 0.0}, -20.0), building.heat_max_w);
}

// Heat that does not come shows as a colder room: two hours without at −20 °C, and half of it.
TEST(BuildingStepTest, WhatIsNotGivenIsAColderRoom) {
  const BuildingParams building = MakeBlock();
  const BuildingStepper stepper(building, 7200.0);
  const BuildingState rest = models::MakeBuildingState(building, -20.0);
  const double needed_w = models::CalcRestHeatW(building, -20.0);
  const double none_degc = stepper.Advance(rest, {-20.0, 0.0}).state.air_degc;
  const double half_degc = stepper.Advance(rest, {-20.0, 0.5 * needed_w}).state.air_degc;
  EXPECT_LT(none_degc, 21.0 - 0.8);
  EXPECT_GT(none_degc, 21.0 - 3.0);
  EXPECT_NEAR(21.0 - half_degc, 0.5 * (21.0 - none_degc), 1e-10);  // linear
}

}  // namespace
}  // namespace solvers::heat

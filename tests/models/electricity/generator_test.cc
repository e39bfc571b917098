#include "models/electricity/generator.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

constexpr double kStepMvar = 10.0;

ShuntParams MakeBank() {
  return {.step_mvar = kStepMvar, .max_steps = 5, .draw_target_mvar = 20.0};
}

TEST(ShuntStepsTest, ByHand) {
  EXPECT_EQ(CalcShuntSteps(MakeBank(), 20.0, 0), 0);  // the target itself
  EXPECT_EQ(CalcShuntSteps(MakeBank(), 50.0, 0), 3);
  EXPECT_EQ(CalcShuntSteps(MakeBank(), 50.0, 5), 3);
}

TEST(ShuntStepsTest, StaysWithinItsSteps) {
  EXPECT_EQ(CalcShuntSteps(MakeBank(), 1e6, 0), 5);
  EXPECT_EQ(CalcShuntSteps(MakeBank(), -1e6, 5), 0);
  EXPECT_EQ(CalcShuntSteps(MakeBank(), 1e6, 9), 5);  // a state of a larger bank is brought back
}

TEST(ShuntStepsTest, DevicesWithoutStepsHaveNone) {
  ShuntParams continuous = MakeBank();
  continuous.is_continuous = true;
  EXPECT_EQ(CalcShuntSteps(continuous, 500.0, 2), 0);
  ShuntParams empty = MakeBank();
  empty.step_mvar = 0.0;
  EXPECT_EQ(CalcShuntSteps(empty, 500.0, 2), 0);
}

// Moves only when more than three quarters of a step off, up and down alike.
TEST(ShuntStepsTest, TheBandIsThreeQuartersOfAStepOnBothSides) {
  for (int before = 1; before <= 4; ++before) {
    const double at_mvar = 20.0 + kStepMvar * before;
    EXPECT_EQ(CalcShuntSteps(MakeBank(), at_mvar + 7.5, before), before);
    EXPECT_EQ(CalcShuntSteps(MakeBank(), at_mvar - 7.5, before), before);
    EXPECT_EQ(CalcShuntSteps(MakeBank(), at_mvar + 7.6, before), before + 1);
    EXPECT_EQ(CalcShuntSteps(MakeBank(), at_mvar - 7.6, before), before - 1);
  }
}

// Half a step of hysteresis: a demand that swings by less, top to bottom, never makes it hunt.
TEST(ShuntStepsTest, DoesNotHuntWhenTheDemandSwingsAroundAnEdge) {
  int steps = 0;
  int moves = 0;
  for (int i = 0; i < 1000; ++i) {
    const double demand_mvar = 20.0 + 25.0 + 2.4 * std::sin(0.7 * i);
    const int next = CalcShuntSteps(MakeBank(), demand_mvar, steps);
    moves += next != steps ? 1 : 0;
    steps = next;
  }
  EXPECT_LE(moves, 1);
}

TEST(ShuntStepsTest, WhatItChoosesItKeeps) {
  for (int before = 0; before <= 5; ++before) {
    for (double demand_mvar = -20.0; demand_mvar < 120.0; demand_mvar += 0.3) {
      const int chosen = CalcShuntSteps(MakeBank(), demand_mvar, before);
      EXPECT_EQ(CalcShuntSteps(MakeBank(), demand_mvar, chosen), chosen) << demand_mvar;
    }
  }
}

}  // namespace
}  // namespace models

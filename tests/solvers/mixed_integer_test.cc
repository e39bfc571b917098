#include "solvers/mixed_integer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace solvers {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Term = MixedIntegerProgram::Term;

TEST(MixedIntegerTest, ALinearProgramByHand) {
  // max 3x + 2y,  x + y <= 4,  x + 3y <= 6,  x <= 3: at (3, 1)
  MixedIntegerProgram program;
  const auto x = program.AddColumn(0.0, 3.0, -3.0);
  const auto y = program.AddColumn(0.0, kInfinity, -2.0);
  program.AddRow({{Term{x, 1.0}, Term{y, 1.0}}}, -kInfinity, 4.0);
  program.AddRow({{Term{x, 1.0}, Term{y, 3.0}}}, -kInfinity, 6.0);
  const auto solution = program.Solve({});
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->column_value_ratio[x], 3.0, 1e-9);
  EXPECT_NEAR(solution->column_value_ratio[y], 1.0, 1e-9);
  EXPECT_NEAR(solution->cost_nok, -11.0, 1e-9);
  EXPECT_TRUE(solution->is_proven);
}

// Knapsacks of twelve things against all 4,096 choices.
TEST(MixedIntegerTest, KnapsacksAgainstAllChoices) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    MixedIntegerProgram program;
    std::vector<Term> row;
    std::vector<int> worth, weight;
    for (int i = 0; i < 12; ++i) {
      worth.push_back(static_cast<int>(random() % 50) + 1);
      weight.push_back(static_cast<int>(random() % 20) + 1);
      row.push_back(
          {program.AddColumn(0.0, 1.0, -worth.back(), true), static_cast<double>(weight.back())});
    }
    program.AddRow(row, -kInfinity, 40.0);
    int best = 0;
    for (int choice = 0; choice < 4096; ++choice) {
      int sum = 0, load = 0;
      for (int i = 0; i < 12; ++i) {
        if ((choice >> i & 1) == 0) continue;
        sum += worth[i];
        load += weight[i];
      }
      if (load <= 40) best = std::max(best, sum);
    }
    const auto solution = program.Solve({.gap_share = 0.0});
    ASSERT_TRUE(solution.ok()) << solution.status();
    EXPECT_NEAR(solution->cost_nok, -best, 1e-6) << round;
    EXPECT_LE(solution->bound_nok, solution->cost_nok);
    EXPECT_TRUE(solution->is_proven);
  }
}

TEST(MixedIntegerTest, WhatCannotBeSolvedIsSaid) {
  MixedIntegerProgram none;
  const auto x = none.AddColumn(0.0, 1.0, 1.0, true);
  none.AddRow({{Term{x, 1.0}}}, 2.0, 3.0);
  EXPECT_EQ(none.Solve({}).status().code(), absl::StatusCode::kFailedPrecondition);
  MixedIntegerProgram crossed;
  crossed.AddColumn(2.0, 1.0, 0.0);
  EXPECT_EQ(crossed.Solve({}).status().code(), absl::StatusCode::kInvalidArgument);
  MixedIntegerProgram not_a_number;
  not_a_number.AddColumn(0.0, 1.0, std::nan(""));
  EXPECT_EQ(not_a_number.Solve({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers

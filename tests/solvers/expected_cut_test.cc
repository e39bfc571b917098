#include "solvers/expected_cut.h"

#include <gtest/gtest.h>

#include <vector>

namespace solvers {
namespace {

const models::InterruptionCost kCost{.group = "any", .pieces = {{100.0, 20.0, 50.0}}};

// By hand: 0.5 outages of 10 h, 4 MW lost on average in a fifth of the quarters:
// 0.1 outages that cut, 1 h, 20 MWh; 0.5 · (20 + 500) NOK/kW · 4000 kW.
TEST(ExpectedCutTest, OneComponentByHand) {
  const std::vector<OutageCut> cuts{{{0.5, 10.0}, 4.0, 0.2}};
  const ExpectedCut sum = CalcExpectedCut(cuts, &kCost);
  EXPECT_DOUBLE_EQ(sum.outages_per_year, 0.1);
  EXPECT_DOUBLE_EQ(sum.cut_h, 1.0);
  EXPECT_DOUBLE_EQ(sum.energy_mwh, 20.0);
  EXPECT_DOUBLE_EQ(sum.cost_nok, 0.5 * 520.0 * 4000.0);
}

TEST(ExpectedCutTest, ComponentsAddUpAndNothingLostIsNothing) {
  const std::vector<OutageCut> two{{{0.5, 10.0}, 4.0, 0.2}, {{0.5, 10.0}, 4.0, 0.2}};
  const auto one = CalcExpectedCut(std::span(two).first(1), &kCost);
  const auto both = CalcExpectedCut(two, &kCost);
  EXPECT_DOUBLE_EQ(both.energy_mwh, 2.0 * one.energy_mwh);
  EXPECT_DOUBLE_EQ(both.cost_nok, 2.0 * one.cost_nok);
  EXPECT_EQ(CalcExpectedCut({}, &kCost).cost_nok, 0.0);
  EXPECT_EQ(CalcExpectedCut(two, nullptr).cost_nok, 0.0);
  EXPECT_EQ(CalcExpectedCut(two, nullptr).energy_mwh, both.energy_mwh);
}

}  // namespace
}  // namespace solvers

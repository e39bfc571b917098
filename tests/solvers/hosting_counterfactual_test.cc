#include "solvers/hosting_counterfactual.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kHighestLoadMw = 55.0;

class HostingCounterfactualTest : public testing::Test {
 protected:
  std::vector<Counterfactual> Find(double requested_mw, double tan_phi_ratio = 0.0) {
    const HostingQuery query{
        .bus = BusIndex(1), .tan_phi_ratio = tan_phi_ratio, .cap_mw = requested_mw};
    auto scope = ChooseHostingScope(small_.basis, query, {.level_mw = requested_mw});
    EXPECT_TRUE(scope.ok()) << scope.status();
    const HostingScope all = *scope;
    if (!only_quarters_.empty()) scope->quarters = only_quarters_;
    if (scope->quarters.empty()) return {};
    const auto plain = ScopedBasis::Make(small_.basis, *scope, {}, 1);
    EXPECT_TRUE(plain.ok()) << plain.status();
    const auto today = CalcScopedHosting(**plain, query);
    EXPECT_TRUE(today.ok()) << today.status();
    const Overloads overloads =
        FindOverloads((*plain)->basis(), (*plain)->MakeQuery(query), requested_mw);
    auto found = FindCounterfactuals(small_.basis, query, **plain, *today, overloads, all);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *std::move(found) : std::vector<Counterfactual>{};
  }
  static const Counterfactual* Pick(const std::vector<Counterfactual>& all,
                                    CounterfactualKind kind) {
    for (const Counterfactual& one : all) {
      if (one.kind == kind) return &one;
    }
    return nullptr;
  }

  const tests::TwoLines two_ = tests::MakeTwoLines();
  tests::SmallBasis small_{two_.grid, two_.inputs};
  std::vector<std::uint32_t> only_quarters_;  // that changes are found in; empty: all
};

// p = I √(1 − x² I²)  solved for I² = (1 − √(1 − 4 x² p²)) / (2 x²).
double CalcCurrentPu(double mw) {
  const double p = mw / models::kBaseMva, x = tests::kTwoLinesXPu;
  return std::sqrt((1.0 - std::sqrt(1.0 - 4.0 * x * x * p * p)) / (2.0 * x * x));
}

TEST_F(HostingCounterfactualTest, RatingsRiseToTheLoadingOfTheClosedForm) {
  const auto all = Find(80.0);
  const Counterfactual* ratings = Pick(all, CounterfactualKind::kRatings);
  ASSERT_NE(ratings, nullptr);
  EXPECT_TRUE(ratings->is_verified);
  ASSERT_EQ(ratings->change.ratings.size(), 2u) << "either line may be the one that is left";
  const double expected_ratio = CalcCurrentPu(80.0 + kHighestLoadMw);
  for (const RatingChange& one : ratings->change.ratings) {
    EXPECT_NEAR(one.rating_ratio, expected_ratio, 0.002 * expected_ratio);
    EXPECT_GE(one.rating_ratio, expected_ratio);
  }
  EXPECT_NEAR(ratings->size_mva, 2.0 * (expected_ratio - 1.0) * tests::kTwoLinesRatingMva, 1.0);
}

// Found in the quarter of 42 MW, nothing is enough in that of 55 MW, and that is said.
TEST_F(HostingCounterfactualTest, WhatIsNotEnoughElsewhereIsRefuted) {
  only_quarters_ = {1};
  const auto narrow = Find(80.0);
  ASSERT_EQ(narrow.size(), 2u);
  for (const Counterfactual& one : narrow) {
    EXPECT_FALSE(one.is_verified);
    EXPECT_FALSE(one.with.is_at_least);
    EXPECT_LT(one.with.firm_mw, 80.0);
    EXPECT_EQ(one.with.binding.quarter, 2u) << "the 55 MW quarter refutes it";
  }
  only_quarters_ = {1, 2};
  for (const Counterfactual& one : Find(80.0)) EXPECT_TRUE(one.is_verified);
}

TEST_F(HostingCounterfactualTest, ReliefIsWhatIsMissing) {
  const auto all = Find(80.0);
  const Counterfactual* relief = Pick(all, CounterfactualKind::kRelief);
  ASSERT_NE(relief, nullptr);
  EXPECT_TRUE(relief->is_verified);
  const double missing_mw = 80.0 + kHighestLoadMw - tests::CalcTwoLinesMw(1.0);
  EXPECT_GE(relief->size_mva, missing_mw);
  EXPECT_LE(relief->size_mva, missing_mw + 0.01 * 80.0);
}

TEST_F(HostingCounterfactualTest, LessReactivePowerMayBeEnough) {
  // At 40 MW and tan φ = 0.6 the line is over its rating, at unity it is not.
  const auto all = Find(42.0, 0.6);
  const Counterfactual* reactive = Pick(all, CounterfactualKind::kReactive);
  ASSERT_NE(reactive, nullptr);
  EXPECT_TRUE(reactive->is_verified);
  EXPECT_LT(reactive->tan_phi_ratio, 0.6);
  EXPECT_GT(reactive->tan_phi_ratio, -0.5);
}

TEST_F(HostingCounterfactualTest, TheSmallestComesFirst) {
  const auto all = Find(80.0);
  ASSERT_GE(all.size(), 2u);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].size_mva, all[i].size_mva);
}

TEST_F(HostingCounterfactualTest, WhatIsFirmNeedsNone) { EXPECT_TRUE(Find(30.0).empty()); }

}  // namespace
}  // namespace solvers

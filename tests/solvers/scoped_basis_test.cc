#include "solvers/scoped_basis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "solvers/changed_hosting.h"
#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kLevelMw = 250.0;
const double kHighestLoadMw =
    *std::max_element(tests::kTwoLinesLoadsMw.begin(), tests::kTwoLinesLoadsMw.end());

class ScopedBasisTest : public testing::Test {
 protected:
  HostingScope Choose(std::size_t most_quarters = 32) const {
    const auto scope = ChooseHostingScope(small_.basis, query_,
                                          {.level_mw = kLevelMw, .most_quarters = most_quarters});
    EXPECT_TRUE(scope.ok()) << scope.status();
    return scope.ok() ? *scope : HostingScope{};
  }
  ChangedHosting Ask(const GridChange& change) const {
    const auto found = CalcChangedHosting(small_.basis, query_, Choose(), change);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : ChangedHosting{};
  }
  static void ExpectMw(const ChangedHosting& found, double crossing_mw) {
    const double stated_mw = crossing_mw * (1.0 - kStatedMarginShare);
    EXPECT_NEAR(found.firm_mw, stated_mw, 5e-4 * crossing_mw + 0.005);
  }

  const tests::TwoLines two_ = tests::MakeTwoLines();
  const tests::SmallBasis small_{two_.grid, two_.inputs};
  const HostingQuery query_{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = kLevelMw};
};

TEST_F(ScopedBasisTest, TheScopeHoldsAllThatFallsShort) {
  const HostingScope scope = Choose();
  EXPECT_EQ(scope.short_count, tests::kTwoLinesLoadsMw.size());
  EXPECT_EQ(scope.quarters.size(), tests::kTwoLinesLoadsMw.size());
  EXPECT_EQ(scope.outages.size(), 3u);
}

TEST_F(ScopedBasisTest, AFullScopeKeepsTheLowestQuarters) {
  const HostingScope scope = Choose(2);
  ASSERT_EQ(scope.quarters.size(), 2u);
  EXPECT_EQ(scope.short_count, tests::kTwoLinesLoadsMw.size());
  EXPECT_TRUE(std::count(scope.quarters.begin(), scope.quarters.end(), 2u)) << "the 55 MW quarter";
}

TEST_F(ScopedBasisTest, WithoutAChangeTheAnswerIsThatOfTheYear) {
  const auto year = CalcHostingCapacity(small_.basis, query_);
  ASSERT_TRUE(year.ok());
  const ChangedHosting same = Ask({});
  EXPECT_NEAR(same.firm_mw, year->firm_mw, 5e-4 * year->firm_mw);
  EXPECT_EQ(same.binding.quarter, year->binding.quarter);
  EXPECT_EQ(same.binding.branch, year->binding.branch);
}

TEST_F(ScopedBasisTest, ReliefAtTheSameBusCountsMwForMw) {
  for (const double relief_mw : {-10.0, 5.0, 20.0}) {
    GridChange change;
    change.reliefs.push_back({BusIndex(1), std::vector<double>(6, relief_mw), 0.0});
    ExpectMw(Ask(change), tests::CalcTwoLinesMw(1.0) - kHighestLoadMw + relief_mw);
  }
}

// What others draw more leaves that much less; beyond the limit nothing but a broken limit is left.
TEST_F(ScopedBasisTest, DemandOfOthersCountsMwForMw) {
  for (const double demand_mw : {-10.0, 5.0, 20.0}) {
    GridChange change;
    change.demands.push_back(
        {BusIndex(1), std::vector<double>(6, demand_mw), std::vector<double>(6, 0.0)});
    const ChangedHosting found = Ask(change);
    ExpectMw(found, tests::CalcTwoLinesMw(1.0) - kHighestLoadMw - demand_mw);
    EXPECT_TRUE(found.exists_before.empty());
  }
  GridChange too_much;
  const double over_mw = tests::CalcTwoLinesMw(1.0);
  too_much.demands.push_back(
      {BusIndex(1), std::vector<double>(6, over_mw), std::vector<double>(6, 0.0)});
  const ChangedHosting found = Ask(too_much);
  EXPECT_FALSE(found.exists_before.empty());
  EXPECT_LT(found.firm_mw, 2.0 * kWorseningShare * over_mw);
}

TEST_F(ScopedBasisTest, AHigherRatingCarriesWhatTheClosedFormSays) {
  GridChange change;
  for (const std::size_t k : {0u, 1u}) change.ratings.push_back({BranchIndex(k), 1.5});
  ExpectMw(Ask(change), tests::CalcTwoLinesMw(1.5) - kHighestLoadMw);
}

TEST_F(ScopedBasisTest, RatingsByQuarterBindWhereTheyAreLeast) {
  GridChange change;
  std::vector<double> rating_mva(6, 140.0);
  rating_mva[4] = 90.0;
  for (const std::size_t k : {0u, 1u}) change.rating_series.push_back({BranchIndex(k), rating_mva});
  const ChangedHosting found = Ask(change);
  ExpectMw(found, tests::CalcTwoLinesMw(0.9) - tests::kTwoLinesLoadsMw[4]);
  EXPECT_EQ(found.binding.quarter, 4u);
}

// Two lines are left after an outage: twice the current through half the reactance.
TEST_F(ScopedBasisTest, AThirdLineDoublesWhatIsLeftAfterAnOutage) {
  GridChange change;
  change.circuits.push_back({BranchIndex(0), 1.0, 1.0});
  ExpectMw(Ask(change), 2.0 * tests::CalcTwoLinesMw(1.0) - kHighestLoadMw);
}

// One line is left, and no line is lost any more that anything hangs on but all of it.
TEST_F(ScopedBasisTest, AnOpenedLineLeavesOne) {
  GridChange change;
  change.switches.push_back({BranchIndex(1), false});
  ExpectMw(Ask(change), tests::CalcTwoLinesMw(1.0) - kHighestLoadMw);
}

// p = V1 V2 sin δ / x, I = |V1 − V2 e^{jδ}|/x: after the outage x holds, without it half of it.
TEST_F(ScopedBasisTest, ReactanceMovesTheCrossing) {
  GridChange change;
  for (const std::size_t k : {0u, 1u}) change.impedances.push_back({BranchIndex(k), 1.0, 2.0});
  const double i = 1.0, x = 2.0 * tests::kTwoLinesXPu;
  ExpectMw(Ask(change), models::kBaseMva * i * std::sqrt(1.0 - x * x * i * i) - kHighestLoadMw);
}

TEST_F(ScopedBasisTest, ACapacitorHoldsTheVoltageUp) {
  GridChange change;
  change.shunts.push_back({BusIndex(1), 20.0});
  const auto plain = ScopedBasis::Make(small_.basis, Choose(), {}, 1);
  const auto held = ScopedBasis::Make(small_.basis, Choose(), change, 1);
  ASSERT_TRUE(plain.ok() && held.ok());
  for (std::size_t q = 0; q < 6; ++q) {
    EXPECT_GT((*held)->basis().states->VoltagePu(q)[1], (*plain)->basis().states->VoltagePu(q)[1]);
  }
}

TEST_F(ScopedBasisTest, TwoThreadsGiveTheSameBits) {
  GridChange change;
  change.circuits.push_back({BranchIndex(0), 1.0, 1.0});
  HostingQuery query = query_;
  query.threads = 2;
  const auto one = CalcChangedHosting(small_.basis, query_, Choose(), change);
  const auto two = CalcChangedHosting(small_.basis, query, Choose(), change);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(one->firm_mw, two->firm_mw);
}

TEST_F(ScopedBasisTest, ADemandThatNothingCanCarryIsRefused) {
  GridChange change;
  change.reliefs.push_back({BusIndex(1), std::vector<double>(6, -5000.0), 0.0});
  EXPECT_EQ(CalcChangedHosting(small_.basis, query_, Choose(), change).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ScopedBasisTest, ChangesThatDoNotFitAreRefused) {
  const auto code = [&](const GridChange& change) {
    return ScopedBasis::Make(small_.basis, Choose(), change, 1).status().code();
  };
  GridChange relief, branch, ratio, series, circuit, shunt;
  relief.reliefs.push_back({BusIndex(9), std::vector<double>(6, 1.0), 0.0});
  branch.ratings.push_back({BranchIndex(7), 1.0});
  ratio.ratings.push_back({BranchIndex(0), 0.0});
  series.rating_series.push_back({BranchIndex(0), {1.0, 2.0}});
  circuit.circuits.push_back({BranchIndex(0), 1.0, -1.0});
  shunt.shunts.push_back({BusIndex(1), std::nan("")});
  for (const GridChange& change : {relief, branch, ratio, series, circuit, shunt}) {
    EXPECT_EQ(code(change), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace solvers

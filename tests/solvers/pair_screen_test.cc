#include "solvers/pair_screen.h"

#include <gtest/gtest.h>

#include <vector>

#include "solvers/hosting_scope.h"
#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BusIndex;

class PairScreenTest : public testing::Test {
 protected:
  std::vector<float> Calc(const HostingQuery& query, const std::vector<ScreenPair>& pairs,
                          const std::vector<float>& shares = {}) const {
    const PairScreen screen(small_.basis, query, pairs);
    std::vector<float> injection_mw;
    for (std::size_t q = 0; q < 6; ++q) {
      const auto row = small_.basis.states->InjectionMw(q);
      injection_mw.insert(injection_mw.end(), row.begin(), row.end());
    }
    return screen.Calc(
        injection_mw, 6, [](models::BranchIndex, std::size_t) { return tests::kTwoLinesRatingMva; },
        shares, 500.0);
  }

  const tests::TwoLines two_ = tests::MakeTwoLines();
  const tests::SmallBasis small_{two_.grid, two_.inputs};
  const HostingQuery query_{.bus = BusIndex(1), .cap_mw = 500.0};
};

// Lossless: after an outage the other line carries all, so x = R − load.
TEST_F(PairScreenTest, AnOutageLeavesOneLineWithAllOfIt) {
  const auto taken_mw = Calc(query_, {{.row = 0, .outage = 2, .is_rising = true}});
  for (std::size_t q = 0; q < 6; ++q) {
    EXPECT_NEAR(taken_mw[q], 100.0 - tests::kTwoLinesLoadsMw[q], 1e-3);
  }
}

TEST_F(PairScreenTest, TheIntactNetworkTakesTwice) {
  const auto taken_mw = Calc(query_, {{.row = 0, .outage = 0, .is_rising = true}});
  for (std::size_t q = 0; q < 6; ++q) {
    EXPECT_NEAR(taken_mw[q], 200.0 - tests::kTwoLinesLoadsMw[q], 1e-3);
  }
}

TEST_F(PairScreenTest, WhatIsBrokenTodayMayBeWorsenedALittle) {
  const PairScreen screen(small_.basis, query_,
                          std::vector<ScreenPair>{{.row = 0, .outage = 2, .is_rising = true}});
  const auto row = small_.basis.states->InjectionMw(2);  // 55 MW
  const auto taken_mw = screen.Calc(
      {row.data(), row.size()}, 1, [](models::BranchIndex, std::size_t) { return 50.0; }, {},
      500.0);
  EXPECT_NEAR(taken_mw[0], 0.5, 1e-3);
}

TEST_F(PairScreenTest, TheSideThatIsRelievedIsLeftOut) {
  const PairScreen screen(small_.basis, query_,
                          std::vector<ScreenPair>{{.row = 0, .outage = 2, .is_rising = false}});
  EXPECT_TRUE(screen.empty());
}

TEST_F(PairScreenTest, AProfileScalesAndARestTakesEverything) {
  const auto taken_mw = Calc(query_, {{.row = 0, .outage = 2, .is_rising = true}},
                             {1.0F, 0.5F, 0.0F, 1.0F, 1.0F, 1.0F});
  EXPECT_NEAR(taken_mw[1], (100.0 - 42.0) / 0.5, 1e-3);
  EXPECT_EQ(taken_mw[2], 500.0F);
}

TEST_F(PairScreenTest, TheScopeNamesThePairsThatBind) {
  const auto scope = ChooseHostingScope(small_.basis, query_, {.level_mw = 250.0});
  ASSERT_TRUE(scope.ok());
  ASSERT_FALSE(scope->pairs.empty());
  EXPECT_NE(scope->pairs.front().outage, 0) << "one line after the loss of the other";
  EXPECT_TRUE(scope->pairs.front().is_rising);
}

// No pairs, sixty quarters: what limits must be learned.
class PairScreenLearningTest : public testing::Test {
 protected:
  static constexpr int kQuarters = 60;
  static double LoadMw(int i) { return 20.0 + (i * 7) % 31; }
  static std::vector<double> Loads() {
    std::vector<double> loads_mw;
    for (int i = 0; i < kQuarters; ++i) loads_mw.push_back(LoadMw(i));
    return loads_mw;
  }
  PairScreenLearningTest() {
    for (std::size_t q = 0; q < kQuarters; ++q) {
      const auto row = small_.basis.states->InjectionMw(q);
      injection_mw_.insert(injection_mw_.end(), row.begin(), row.end());
    }
  }
  std::vector<float> Calc() const {
    return screen_.Calc(
        injection_mw_, kQuarters, [](models::BranchIndex, std::size_t) { return 1e3; }, {}, 500.0);
  }

  const tests::TwoLines two_ = tests::MakeTwoLines(Loads());
  const tests::SmallBasis small_{two_.grid, two_.inputs};
  PairScreen screen_{small_.basis, {.bus = BusIndex(1), .cap_mw = 500.0}, {}};
  std::vector<float> injection_mw_;
};

TEST_F(PairScreenLearningTest, FindsWhatInjectionsExplain) {
  std::vector<float> taken_mw;
  for (int i = 0; i < kQuarters; ++i)
    taken_mw.push_back(static_cast<float>(60.0 - 0.8 * LoadMw(i)));
  EXPECT_EQ(Calc()[0], 500.0F);
  std::vector<std::uint8_t> known(kQuarters, 1);
  known[5] = 0;
  screen_.Learn(injection_mw_, Calc(), taken_mw, known, {});
  ASSERT_TRUE(screen_.has_learned());
  const auto learned_mw = Calc();
  for (std::size_t q = 0; q < kQuarters; ++q) EXPECT_NEAR(learned_mw[q], taken_mw[q], 0.2) << q;
}

TEST_F(PairScreenLearningTest, LearnsNothingFromNoise) {
  std::vector<float> taken_mw;
  for (int i = 0; i < kQuarters; ++i) taken_mw.push_back(i % 2 == 0 ? 10.0F : 90.0F);
  screen_.Learn(injection_mw_, Calc(), taken_mw, std::vector<std::uint8_t>(kQuarters, 1), {});
  EXPECT_FALSE(screen_.has_learned());
}

TEST(RankMapTest, StandsForTheSameRank) {
  const std::vector<float> screened{10, 30, 20, 90}, taken{8, 21, 15, 80};
  const RankMap map(screened, taken, 50.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(20.0), 15.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(25.0), 18.0) << "between two ranks";
  EXPECT_DOUBLE_EQ(map.CalcMw(5.0), 4.0) << "below all: in the ratio of the lowest";
  EXPECT_DOUBLE_EQ(map.CalcMw(-5.0), 0.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(60.0), 60.0) << "above all: as it is";
}

TEST(RankMapTest, GivesBackItsOwnYear) {
  const std::vector<float> screened{12, 33, 21, 40, 18}, taken{9, 30, 20, 35, 11};
  const RankMap map(screened, taken, 100.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(12.0), 9.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(18.0), 11.0);
  EXPECT_DOUBLE_EQ(map.CalcMw(21.0), 20.0);
}

}  // namespace
}  // namespace solvers

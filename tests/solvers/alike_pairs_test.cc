#include "solvers/alike_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace solvers {
namespace {

constexpr double kBestMw = 100.0;
constexpr double kPerMw = 0.01;  // of the rating

QuarterOutage MakePair(std::uint32_t quarter, double mw, std::uint16_t outage = 3) {
  return {mw, quarter, outage, {.row = 7, .which = 1}, kPerMw};
}
double RoomOf(const QuarterOutage& pair, double at_mw, double missed_share) {
  return (pair.mw - at_mw) * pair.share_per_mw + missed_share;
}

// Forty quarters, each estimated `step_mw` higher than the one before.
template <class Room>
AlikePairs Teach(double first_mw, double step_mw, double at_mw, Room room_of) {
  AlikePairs alike;
  for (std::uint32_t quarter = 0; quarter < 40; ++quarter) {
    const QuarterOutage pair = MakePair(quarter, first_mw + step_mw * quarter);
    alike.Learn(pair, at_mw, room_of(pair));
  }
  alike.Fit();
  return alike;
}

TEST(AlikePairsTest, ASampleHoldsTheLeastAndEveryEighthOfTheOthers) {
  std::vector<QuarterOutage> pairs;
  for (std::uint32_t quarter = 0; quarter < 4256; ++quarter) {
    pairs.push_back(MakePair(quarter, 90.0 + 1e-3 * (quarter * 7919 % 4256)));
  }
  const auto sample = AlikePairs::Sample(pairs);
  EXPECT_EQ(sample.size(), 256u + 4000u / 8u);
  std::set<std::uint32_t> quarters;
  for (const QuarterOutage& pair : sample) quarters.insert(pair.quarter);
  EXPECT_EQ(quarters.size(), sample.size());
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(quarters.count(pairs[i].quarter), 1u) << i;
}

// Every estimate lies 3 MW too low: at most 0.15 MW below the best matters, less 3 shares in 1e4.
TEST(AlikePairsTest, WhatIsMissedByTheSameIsTakenOff) {
  const AlikePairs alike = Teach(97.0, 0.1, 105.0, [](const QuarterOutage& pair) {
    return RoomOf(pair, 105.0, 3.0 * kPerMw);
  });
  EXPECT_FALSE(alike.MayMatter(MakePair(100, 97.0), kBestMw));
  EXPECT_FALSE(alike.MayMatter(MakePair(100, 96.90), kBestMw));
  EXPECT_TRUE(alike.MayMatter(MakePair(100, 96.86), kBestMw));
  EXPECT_TRUE(alike.MayMatter(MakePair(100, 90.0), kBestMw));
}

TEST(AlikePairsTest, AWideRangeLeavesEverythingNearInDoubt) {
  const AlikePairs alike = Teach(97.0, 0.0, kBestMw, [](const QuarterOutage& pair) {
    return RoomOf(pair, kBestMw, (pair.quarter % 2 == 0 ? 3.0 : 4.0) * kPerMw);
  });
  EXPECT_TRUE(alike.MayMatter(MakePair(100, 97.5), kBestMw));
  EXPECT_FALSE(alike.MayMatter(MakePair(100, 98.0), kBestMw));
}

// Estimates that see half of what the MW do: the fit sees it.
TEST(AlikePairsTest, AWrongSlopeIsFitted) {
  const AlikePairs alike = Teach(90.0, 0.1, kBestMw, [](const QuarterOutage& pair) {
    return 2.0 * RoomOf(pair, kBestMw, 0.0) + 0.2;
  });
  EXPECT_FALSE(alike.MayMatter(MakePair(100, 90.0), kBestMw));
  EXPECT_TRUE(alike.MayMatter(MakePair(100, 89.8), kBestMw));
}

TEST(AlikePairsTest, OtherOutagesAreJudgedByAllAndOtherLimitsNotAtAll) {
  AlikePairs alike;
  for (std::uint32_t quarter = 0; quarter < 20; ++quarter) {
    for (const std::uint16_t outage : {std::uint16_t{3}, std::uint16_t{4}}) {
      const QuarterOutage pair = MakePair(quarter, 97.0, outage);
      alike.Learn(pair, kBestMw, RoomOf(pair, kBestMw, 3.0 * kPerMw));
    }
  }
  alike.Fit();
  EXPECT_FALSE(alike.MayMatter(MakePair(100, 97.0, 9), kBestMw));
  QuarterOutage other = MakePair(100, 97.0);
  other.side.row = 8;
  EXPECT_TRUE(alike.MayMatter(other, kBestMw));
  QuarterOutage of_voltage = MakePair(100, 97.0);
  of_voltage.share_per_mw = 0.0;
  EXPECT_TRUE(alike.MayMatter(of_voltage, kBestMw));
}

}  // namespace
}  // namespace solvers

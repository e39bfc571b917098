#include "solvers/curtailment.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace solvers {
namespace {

// Six quarters that take so much of the applicant.
const std::vector<float> kTakes{10.0f, 4.0f, 6.0f, 20.0f, 7.0f, 20.0f};

TEST(CurtailmentTest, HoursEnergyAndLongestStretchAreThoseByHand) {
  const std::vector<std::uint8_t> month{1, 1, 1, 2, 2, 2};
  const Curtailment cut = CalcCurtailment(kTakes, {}, month, 8.0);
  EXPECT_DOUBLE_EQ(cut.cut_h, 0.75);  // quarters 1, 2 and 4
  EXPECT_DOUBLE_EQ(cut.energy_mwh, 0.25 * (4.0 + 2.0 + 1.0));
  EXPECT_DOUBLE_EQ(cut.longest_h, 0.5);
  EXPECT_EQ(cut.longest_at, 1u);
  EXPECT_DOUBLE_EQ(cut.month_h[0], 0.5);
  EXPECT_DOUBLE_EQ(cut.month_h[1], 0.25);
}

TEST(CurtailmentTest, AProfileCutsItsShareAndRestsAreNoCuts) {
  const std::vector<float> share{1.0f, 0.5f, 0.0f, 1.0f, 1.0f, 1.0f};
  const Curtailment cut = CalcCurtailment(kTakes, share, {}, 8.0);
  EXPECT_DOUBLE_EQ(cut.cut_h, 0.5);
  EXPECT_DOUBLE_EQ(cut.energy_mwh, 0.25 * (4.0 * 0.5 + 1.0));
  EXPECT_DOUBLE_EQ(cut.longest_h, 0.25);
}

TEST(CurtailmentTest, WhatIsKeptRoundedIsNotCut) {
  for (const double mw : {1.05, 0.1, 12.2, 300.7}) {
    const std::vector<float> takes(4, static_cast<float>(mw));
    EXPECT_EQ(CalcCurtailment(takes, {}, {}, mw).cut_h, 0.0) << mw;
  }
}

TEST(CurtailmentTest, MwAtHoursIsWhatThatManyQuartersFallShortOf) {
  EXPECT_EQ(CalcMwAtHours(kTakes, {}, 0.0), 4.0);  // never cut: the least
  EXPECT_EQ(CalcMwAtHours(kTakes, {}, 0.25), 6.0);
  EXPECT_EQ(CalcMwAtHours(kTakes, {}, 0.5), 7.0);
  EXPECT_EQ(CalcMwAtHours(kTakes, {}, 100.0), 20.0);
  for (const double hours : {0.0, 0.25, 0.5, 0.75}) {
    const double mw = CalcMwAtHours(kTakes, {}, hours);
    EXPECT_LE(CalcCurtailment(kTakes, {}, {}, mw).cut_h, hours);
  }
  const std::vector<float> share{1.0f, 0.0f, 1.0f, 1.0f, 1.0f, 1.0f};
  EXPECT_EQ(CalcMwAtHours(kTakes, share, 0.0), 6.0);  // the least quarter rests
}

TEST(CurtailmentTest, FullPowerHoursAreTheProfilesSum) {
  EXPECT_DOUBLE_EQ(CalcFullPowerH({}, 35040), 8760.0);
  const std::vector<float> shares{1.0f, 0.5f, 0.0f, 0.5f};
  EXPECT_DOUBLE_EQ(CalcFullPowerH(shares, 4), 0.5);
}

}  // namespace
}  // namespace solvers

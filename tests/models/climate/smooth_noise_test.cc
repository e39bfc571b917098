#include "models/climate/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/climate/member_seed.h"

namespace models {
namespace {

constexpr SmoothNoise kNoise{.seed = 11, .stream = 3, .place = 5, .knot_spacing_h = 8.0};

TEST(SmoothNoiseTest, EqualKeysGiveEqualBitsInAnyOrder) {
  const double first_share = CalcSmoothNoiseShare(kNoise, 1234.5);
  CalcSmoothNoiseShare(kNoise, -77.0);
  EXPECT_EQ(CalcSmoothNoiseShare(kNoise, 1234.5), first_share);
}

TEST(SmoothNoiseTest, SeedStreamAndPlaceEachMakeAnotherProcess) {
  const double here_share = CalcSmoothNoiseShare(kNoise, 100.0);
  for (int changed = 0; changed < 3; ++changed) {
    SmoothNoise other = kNoise;
    if (changed == 0) ++other.seed;
    if (changed == 1) ++other.stream;
    if (changed == 2) ++other.place;
    EXPECT_NE(CalcSmoothNoiseShare(other, 100.0), here_share) << changed;
  }
}

TEST(SmoothNoiseTest, IsContinuousAcrossKnots) {
  // |dx/dt| ≤ π/(2h) · |n| and no knot is beyond 6 standard deviations here.
  double before_share = CalcSmoothNoiseShare(kNoise, 0.0);
  for (int i = 1; i < 20000; ++i) {
    const double share = CalcSmoothNoiseShare(kNoise, i * 0.01);
    ASSERT_LT(std::abs(share - before_share), 0.01 * 1.571 / 8.0 * 8.5) << i;
    before_share = share;
  }
}

// 40 000 nearly independent values: the standard error of mean is 0.005, of variance 0.007.
TEST(SmoothNoiseTest, HasMeanZeroAndVarianceOne) {
  double sum = 0.0, squares = 0.0;
  constexpr int kCount = 40000;
  for (int i = 0; i < kCount; ++i) {
    const double share = CalcSmoothNoiseShare(kNoise, i * 16.3);
    sum += share;
    squares += share * share;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 4 * 0.005);
  EXPECT_NEAR(squares / kCount, 1.0, 4 * 0.008);
}

TEST(SmoothNoiseTest, CorrelationByHandAndMeasured) {
  EXPECT_DOUBLE_EQ(CalcSmoothNoiseCorrelationShare(8.0, 0.0), 1.0);
  EXPECT_NEAR(CalcSmoothNoiseCorrelationShare(8.0, 8.0), 1.0 / std::acos(-1.0), 1e-15);
  EXPECT_EQ(CalcSmoothNoiseCorrelationShare(8.0, 16.0), 0.0);
  EXPECT_EQ(CalcSmoothNoiseCorrelationShare(8.0, 1e6), 0.0);
  EXPECT_EQ(CalcSmoothNoiseCorrelationShare(8.0, -5.0), CalcSmoothNoiseCorrelationShare(8.0, 5.0));
  for (const double lag_h : {2.0, 8.0, 12.0}) {
    double sum = 0.0;
    constexpr int kCount = 60000;
    for (int i = 0; i < kCount; ++i) {
      const double time_h = i * 17.37;  // incommensurable with the knots
      sum += CalcSmoothNoiseShare(kNoise, time_h) * CalcSmoothNoiseShare(kNoise, time_h + lag_h);
    }
    EXPECT_NEAR(sum / kCount, CalcSmoothNoiseCorrelationShare(8.0, lag_h), 0.025) << lag_h;
  }
}

// The memory's means are exact integrals: the midpoint rule with 2400 points a day, error ≈ 1e-7.
TEST(SmoothNoiseTest, MemoryHoldsTheMeansOfBothDays) {
  for (const double spacing_h : {3.0, 8.0, 60.0, 400.0}) {
    SmoothNoise noise = kNoise;
    noise.knot_spacing_h = spacing_h;
    for (const double time_h : {0.0, 1000.25, -333.3}) {
      const NoiseMemory memory = CalcNoiseMemory(noise, time_h);
      EXPECT_NEAR(memory.now_share, CalcSmoothNoiseShare(noise, time_h), 1e-14);
      double last_day = 0.0, day_before = 0.0;
      constexpr int kPoints = 2400;
      for (int i = 0; i < kPoints; ++i) {
        const double back_h = (i + 0.5) * 24.0 / kPoints;
        last_day += CalcSmoothNoiseShare(noise, time_h - back_h) / kPoints;
        day_before += CalcSmoothNoiseShare(noise, time_h - 24.0 - back_h) / kPoints;
      }
      EXPECT_NEAR(memory.last_day_share, last_day, 2e-6) << spacing_h << " " << time_h;
      EXPECT_NEAR(memory.day_before_share, day_before, 2e-6) << spacing_h << " " << time_h;
    }
  }
}

TEST(SmoothNoiseTest, YesterdaysMeanIsTomorrowsMeanOfTheDayBefore) {
  const NoiseMemory today = CalcNoiseMemory(kNoise, 500.0);
  const NoiseMemory tomorrow = CalcNoiseMemory(kNoise, 524.0);
  EXPECT_NEAR(tomorrow.day_before_share, today.last_day_share, 1e-13);
}

// Midpoint rule with steps of h/400: error below (π/2)²/24 · (1/400)² ≈ 1e-6 of the knots.
TEST(SmoothNoiseTest, TheMeanIsTheIntegral) {
  for (const double knot_spacing_h : {4.0, 24.0, 120.0}) {
    const SmoothNoise noise{.seed = 3, .stream = 17, .place = 2, .knot_spacing_h = knot_spacing_h};
    double sum_share = 0.0;
    constexpr int kPoints = 4800;
    for (int i = 0; i < kPoints; ++i) {
      sum_share += CalcSmoothNoiseShare(noise, -1000.0 + (i + 0.5) * 48.0 / kPoints) / kPoints;
    }
    EXPECT_NEAR(CalcNoiseMeanShare(noise, -1000.0, -952.0), sum_share, 2e-5) << knot_spacing_h;
    const NoiseMemory memory = CalcNoiseMemory(noise, -952.0);
    EXPECT_NEAR(CalcNoiseMeanShare(noise, -976.0, -952.0), memory.last_day_share, 1e-12);
  }
}

TEST(SmoothNoiseTest, AMemberSeedTellsWhatItContinues) {
  const MemberSeed made{.base = kMaxBaseSeed, .last = kLastMemberQuarter, .member = kMaxMember};
  for (const MemberSeed& member : {MemberSeed{}, MemberSeed{1, Quarter(1965984), 49}, made}) {
    const auto told = UnpackMemberSeed(PackMemberSeed(member));
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->base, member.base);
    EXPECT_EQ(told->last, member.last);
    EXPECT_EQ(told->member, member.member);
  }
  EXPECT_FALSE(UnpackMemberSeed(1).has_value());
  EXPECT_FALSE(UnpackMemberSeed((std::uint64_t{1} << 63) - 1).has_value());
}

TEST(SmoothNoiseTest, AMemberIsItsBaseUpToItsBeginningAndAnotherRecordTwoKnotsOn) {
  constexpr double kNowH = 1234.5;  // 4938 quarters
  SmoothNoise member = kNoise;
  member.seed = PackMemberSeed({.base = kNoise.seed, .last = Quarter(4938), .member = 7});
  for (double hours = 0.0; hours <= 200.0; hours += 0.7) {
    EXPECT_EQ(CalcSmoothNoiseShare(member, kNowH - hours),
              CalcSmoothNoiseShare(kNoise, kNowH - hours));
  }
  const NoiseMemory now = CalcNoiseMemory(kNoise, kNowH);
  EXPECT_EQ(CalcNoiseMemory(member, kNowH).day_before_share, now.day_before_share);
  EXPECT_EQ(CalcNoiseMeanShare(member, kNowH - 48.0, kNowH),
            CalcNoiseMeanShare(kNoise, kNowH - 48.0, kNowH));
  // Two knots on it is another record; in between it goes there without a jump.
  EXPECT_NE(CalcSmoothNoiseShare(member, kNowH + 16.0), CalcSmoothNoiseShare(kNoise, kNowH + 16.0));
  double before_share = CalcSmoothNoiseShare(member, kNowH);
  for (double hours = 0.0; hours < 20.0; hours += 0.01) {
    const double share = CalcSmoothNoiseShare(member, kNowH + hours);
    EXPECT_LT(std::abs(share - before_share), 0.02);
    before_share = share;
  }
}

TEST(SmoothNoiseTest, MembersAgreeNowAndHaveAllOfTheVarianceLater) {
  constexpr int kMembers = 2000;
  constexpr double kNowH = 1234.5;
  const auto variance = [](double time_h) {
    double sum_share = 0.0, square_share = 0.0;
    for (int i = 0; i < kMembers; ++i) {
      SmoothNoise member = kNoise;
      member.seed = PackMemberSeed(
          {.base = kNoise.seed, .last = Quarter(4938), .member = static_cast<std::uint32_t>(i)});
      const double share = CalcSmoothNoiseShare(member, time_h);
      sum_share += share;
      square_share += share * share;
    }
    const double mean_share = sum_share / kMembers;
    return square_share / kMembers - mean_share * mean_share;
  };
  EXPECT_LT(variance(kNowH), 1e-12);
  EXPECT_NEAR(variance(kNowH + 16.0), 1.0, 0.1);  // 3 standard errors of a sample variance
  EXPECT_LT(variance(kNowH + 3.0), variance(kNowH + 16.0) + 1e-9);
}

}  // namespace
}  // namespace models

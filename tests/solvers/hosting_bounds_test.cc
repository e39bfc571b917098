#include "solvers/hosting_bounds.h"

#include <gtest/gtest.h>

#include "models/base/units.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_estimates.h"

namespace solvers {
namespace {

constexpr double kRatingMva = 200.0;
constexpr double kSlope = 0.01;  // per unit of current per MW

TEST(HostingBounds, RoomBelowTheLimitOverTheSlope) {
  const double mw = CalcCurrentMw({0.9, 0.9}, kSlope, kRatingMva);
  // 10 % of 200 MVA at 1 MVA/MW, the slope taken a quarter steeper.
  EXPECT_NEAR(mw, 20.0 / 1.252, 1e-9);
  EXPECT_LT(CalcCurrentMw({0.9, 0.95}, kSlope, kRatingMva), mw) << "the near end counts";
  EXPECT_DOUBLE_EQ(CalcVoltageMw({0.02, 0.03}, 0.001), 0.6 * 0.02 / 0.001);
}

// What is broken today may grow by 1 % and so has more room than what stands just below its limit.
// An estimate that is beyond the limit at its far end only may be either, and has none.
TEST(HostingBounds, OnlyWhatIsSurelyBrokenMayGrow) {
  EXPECT_NEAR(CalcCurrentMw({1.05, 1.05}, kSlope, kRatingMva), kWorseningShare * kRatingMva / 1.252,
              1e-9);
  EXPECT_EQ(CalcCurrentMw({0.999, 1.05}, kSlope, kRatingMva), 0.0);
  EXPECT_EQ(CalcCurrentMw({1.005, 1.05}, kSlope, kRatingMva), 0.0);
  EXPECT_DOUBLE_EQ(CalcVoltageMw({-0.01, -0.01}, 0.001), 0.6 * kWorseningPu / 0.001);
  EXPECT_EQ(CalcVoltageMw({-0.01, 0.0001}, 0.001), 0.0);
  EXPECT_EQ(CalcVoltageMw({-0.01, -0.0015}, 0.001), 0.0);
}

// A wider range never has more room.
TEST(HostingBounds, LessKnowledgeIsNoMoreRoom) {
  for (double middle = 0.9; middle < 1.1; middle += 0.0005) {
    const double exact = CalcCurrentMw({middle, middle}, kSlope, kRatingMva);
    for (const double width : {0.001, 0.005, 0.02, 0.05}) {
      EXPECT_LE(CalcCurrentMw({middle - width, middle + width}, kSlope, kRatingMva), exact)
          << middle << " ± " << width;
    }
  }
}

TEST(HostingEstimates, SmallestOfEveryPairIsKept) {
  std::vector<QuarterOutage> pairs{{3.0, 7, 1}, {1.0, 7, 1}, {2.0, 6, 1}, {5.0, 7, 0}};
  KeepSmallest(pairs);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].quarter, 6u);
  EXPECT_EQ(pairs[1].outage, 0);
  EXPECT_EQ(pairs[2].mw, 1.0);
}

}  // namespace
}  // namespace solvers

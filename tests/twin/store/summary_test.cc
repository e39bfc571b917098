#include "twin/store/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace twin::store {
namespace {

using testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(SummaryTest, LeastMeanAndLargestByHand) {
  // Two elements, two hours; the second element is missing in one quarter and in a whole hour.
  const std::vector<double> values = {1.0,  10.0, 2.0,  kNan, 6.0, 30.0, 3.0, 20.0,
                                      -1.0, kNan, -3.0, kNan, 0.0, kNan, 8.0, kNan};
  const SummaryValues summary = Summarise(values, 2, 4, 0.0);
  EXPECT_THAT(summary[0], ElementsAre(1.0, 10.0, -3.0, testing::IsNan()));
  EXPECT_THAT(summary[1], ElementsAre(3.0, 20.0, 1.0, testing::IsNan()));
  EXPECT_THAT(summary[2], ElementsAre(6.0, 30.0, 8.0, testing::IsNan()));
}

TEST(SummaryTest, TheMeanIsRoundedToTheQuantumAndLiesBetweenTheOthers) {
  const std::vector<double> values = {0.25, 0.5, 0.5, 0.5};
  const SummaryValues summary = Summarise(values, 1, 4, 0.25);
  EXPECT_EQ(summary[1][0], 0.5);  // 0.4375, half a quantum up
  EXPECT_EQ(Summarise(values, 1, 4, 0.0)[1][0], 0.4375);
  EXPECT_EQ(summary[0][0], 0.25);
  EXPECT_EQ(summary[2][0], 0.5);
}

TEST(SummaryTest, NoElementsAreNoRows) { EXPECT_TRUE(Summarise({}, 0, 4, 0.0)[0].empty()); }

}  // namespace
}  // namespace twin::store

#include "models/base/philox.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

// Known answers of Philox4x32-10 published with the Random123 library (kat_vectors).
TEST(PhiloxTest, GivesThePublishedKnownAnswers) {
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(CalcPhilox4x32({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      CalcPhilox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      CalcPhilox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(PhiloxTest, NormalDeviatesHaveMeanZeroAndUnitVariance) {
  double sum = 0.0, sum_of_squares = 0.0;
  constexpr int kCount = 200000;
  for (int step = 0; step < kCount; ++step) {
    const double value = CalcNormalShare({.seed = 7, .stream = 1, .place = 2, .step = step});
    sum += value;
    sum_of_squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 4.0 / std::sqrt(kCount));
  EXPECT_NEAR(sum_of_squares / kCount, 1.0, 4.0 * std::sqrt(2.0 / kCount));
}

TEST(PhiloxTest, UniformStaysInsideTheOpenInterval) {
  for (int step = -1000; step < 1000; ++step) {
    const double value = CalcUniformShare({.seed = 1, .stream = 3, .place = 0, .step = step});
    EXPECT_GT(value, 0.0);
    EXPECT_LT(value, 1.0);
  }
}

}  // namespace
}  // namespace models

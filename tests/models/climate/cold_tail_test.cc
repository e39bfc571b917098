#include "models/climate/cold_tail.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

// E[f(q)] of a standard normal q: midpoint rule over ±9, error below 1e-9 for smooth f.
template <class F>
double Expect(F f) {
  constexpr double kStep = 0.01;
  double sum = 0.0;
  for (int i = -900; i < 900; ++i) {
    const double q = (i + 0.5) * kStep;
    sum += kStep * std::exp(-0.5 * q * q) / std::sqrt(2.0 * std::acos(-1.0)) * f(q);
  }
  return sum;
}

TEST(ColdTailTest, KeepsMeanAndVarianceAndLeansToTheCold) {
  for (const double tail_share : {0.0, 0.1, 0.35, 0.8}) {
    const ColdTail tail(tail_share);
    EXPECT_NEAR(Expect([&](double q) { return tail.CalcShare(q); }), 0.0, 1e-7);
    EXPECT_NEAR(Expect([&](double q) { return std::pow(tail.CalcShare(q), 2); }), 1.0, 1e-6);
    const double square = std::exp(tail_share * tail_share);
    EXPECT_NEAR(Expect([&](double q) { return std::pow(tail.CalcShare(q), 3); }),
                -(square + 2.0) * std::sqrt(square - 1.0), 1e-4)
        << tail_share;
  }
}

TEST(ColdTailTest, RisesWithTheDeviateAndGoesOverIntoIt) {
  const ColdTail tail(0.35);
  double before = -1e9;
  for (double q = -6.0; q <= 6.0; q += 0.1) {
    EXPECT_GT(tail.CalcShare(q), before);
    before = tail.CalcShare(q);
    EXPECT_NEAR(ColdTail(2e-4).CalcShare(q), q, 0.005);
  }
  EXPECT_EQ(ColdTail(0.0).CalcShare(-3.2), -3.2);
  EXPECT_LT(tail.CalcShare(-3.0), -4.0);
}

// E[y1 y2] for q2 = ρ q1 + √(1 − ρ²) x, by two midpoint rules.
TEST(ColdTailTest, CorrelationIsThatOfTheLogNormal) {
  const ColdTail tail(0.5);
  for (const double rho : {0.0, 0.4, 0.9, 1.0}) {
    const double expected = Expect([&](double q) {
      return tail.CalcShare(q) * Expect([&](double x) {
               return tail.CalcShare(rho * q + std::sqrt(1.0 - rho * rho) * x);
             });
    });
    EXPECT_NEAR(tail.CalcCorrelationShare(rho), expected, 1e-5) << rho;
  }
}

}  // namespace
}  // namespace models

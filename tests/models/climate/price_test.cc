#include "models/climate/price.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

PriceParams MakePrice() {
  PriceParams price{.cold_ratio_per_k = 0.03, .spread_share = 0.4};
  price.month_nok_per_mwh.fill(800.0);
  price.workday_ratio.fill(1.0);
  price.weekend_ratio.fill(0.9);
  price.workday_ratio[8] = 1.25;
  return price;
}

// By hand: 800 · 1.25 · (1 + 0.03·10) · exp(0.4·1 − 0.08)
TEST(PriceTest, SeasonHourColdAndSwingMultiply) {
  const PriceParams price = MakePrice();
  const MonthWeights weights_share = CalcMonthWeights(0.1);
  const double swung = std::exp(0.4 - 0.08);
  EXPECT_NEAR(CalcSpotNokPerMwh(price, weights_share, {.hour = 8}, -10.0, 1.0),
              800.0 * 1.25 * 1.3 * swung, 1e-9);
  EXPECT_NEAR(CalcSpotNokPerMwh(price, weights_share, {.hour = 8, .day_type = DayType::kSunday},
                                -10.0, 1.0),
              800.0 * 0.9 * 1.3 * swung, 1e-9);
}

TEST(PriceTest, WarmthMakesNothingCheaper) {
  const PriceParams price = MakePrice();
  const MonthWeights weights_share = CalcMonthWeights(0.1);
  EXPECT_EQ(CalcSpotNokPerMwh(price, weights_share, {.hour = 3}, 5.0, 0.0),
            CalcSpotNokPerMwh(price, weights_share, {.hour = 3}, 0.0, 0.0));
}

TEST(PriceTest, ColderAndMoreSwingAreDearer) {
  const PriceParams price = MakePrice();
  const MonthWeights weights_share = CalcMonthWeights(0.1);
  const auto spot = [&](double anomaly_k, double swing_share) {
    return CalcSpotNokPerMwh(price, weights_share, {.hour = 3}, anomaly_k, swing_share);
  };
  EXPECT_GT(spot(-2.0, 0.0), spot(-1.0, 0.0));
  EXPECT_GT(spot(0.0, 0.1), spot(0.0, 0.0));
}

// E[exp(σz − σ²/2)] = 1 for a standard normal z: midpoint rule over ±8 standard deviations.
TEST(PriceTest, SwingsLeaveTheMeanUnchanged) {
  const PriceParams price = MakePrice();
  const MonthWeights weights_share = CalcMonthWeights(0.1);
  double mean_nok_per_mwh = 0.0;
  constexpr double kStep = 0.01;
  for (int i = -800; i < 800; ++i) {
    const double z_share = (i + 0.5) * kStep;
    const double density = std::exp(-0.5 * z_share * z_share) / std::sqrt(2.0 * std::acos(-1.0));
    mean_nok_per_mwh +=
        density * kStep * CalcSpotNokPerMwh(price, weights_share, {.hour = 3}, 0.0, z_share);
  }
  EXPECT_NEAR(mean_nok_per_mwh, 800.0, 1e-6);
}

TEST(PriceTest, TheSeasonNeverFallsBelowItsFloor) {
  PriceParams price = MakePrice();
  price.month_nok_per_mwh.fill(-50.0);
  EXPECT_NEAR(CalcSpotNokPerMwh(price, CalcMonthWeights(0.5), {.hour = 3}, 0.0, 0.0),
              10.0 * std::exp(-0.08), 1e-12);
}

}  // namespace
}  // namespace models

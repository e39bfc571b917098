#include "models/climate/weather.h"

#include <gtest/gtest.h>

namespace models {
namespace {

TEST(WeatherTest, TheLiveRecordIsTheHourSince1970) {
  EXPECT_DOUBLE_EQ(CalcRecordHour({.seed = 1, .year = 0}, Quarter(400), {.year = 1970}), 100.0);
  EXPECT_DOUBLE_EQ(CalcRecordHour({.seed = 1, .year = 0}, Quarter(-2), {.year = 1969}), -0.5);
}

TEST(WeatherTest, AReplayedYearIsReadAtTheSameDate) {
  // 2027-03-01 replays 2023: both common years, so exactly 4 · 365 + 1 days earlier (2024 leaps).
  const Quarter quarter(20878 * kQuartersPerDay);  // 2027-03-01
  const double live_h = CalcRecordHour({.seed = 1, .year = 0}, quarter, {.year = 2027});
  const double replayed_h = CalcRecordHour({.seed = 1, .year = 2023}, quarter, {.year = 2027});
  EXPECT_DOUBLE_EQ(live_h - replayed_h, (4 * 365 + 1) * 24.0);
  EXPECT_DOUBLE_EQ(CalcRecordHour({.seed = 1, .year = 2027}, quarter, {.year = 2027}), live_h);
}

TEST(WeatherTest, ActiveShareByHand) {
  const TemperatureOffset offset{.from = 100, .to = 160, .offset_k = -5.0};
  EXPECT_EQ(CalcActiveShare(offset, 100, 115), 1.0);
  EXPECT_EQ(CalcActiveShare(offset, 90, 105), 5.0 / 15.0);
  EXPECT_EQ(CalcActiveShare(offset, 155, 170), 5.0 / 15.0);
  EXPECT_EQ(CalcActiveShare(offset, 85, 100), 0.0);   // half-open: ends where the offset begins
  EXPECT_EQ(CalcActiveShare(offset, 160, 175), 0.0);  // and begins where it ends
  EXPECT_EQ(CalcActiveShare(offset, 0, 1000), 0.06);
}

TEST(WeatherTest, SharesOfConsecutiveQuartersSumToTheOffsetsLength) {
  const TemperatureOffset offset{.from = 7, .to = 121};
  double minutes = 0.0;
  for (Minute from = 0; from < 150; from += 15) {
    minutes += 15.0 * CalcActiveShare(offset, from, from + 15);
  }
  EXPECT_NEAR(minutes, 114.0, 1e-12);
}

}  // namespace
}  // namespace models

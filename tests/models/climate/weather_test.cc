#include "models/climate/weather.h"

#include <gtest/gtest.h>

#include <limits>

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

TEST(WeatherTest, ARampRisesAndFallsInAStraightLine) {
  const TemperatureOffset offset{.from = 100, .to = 200, .offset_k = -5.0, .ramp = 40};
  EXPECT_EQ(CalcActiveShare(offset, 140, 160), 1.0);
  EXPECT_DOUBLE_EQ(CalcActiveShare(offset, 100, 140), 0.5);
  EXPECT_DOUBLE_EQ(CalcActiveShare(offset, 110, 130), 0.5);
  EXPECT_DOUBLE_EQ(CalcActiveShare(offset, 120, 121), 20.5 / 40.0);
  EXPECT_DOUBLE_EQ(CalcActiveShare(offset, 160, 200), 0.5);
  EXPECT_DOUBLE_EQ(CalcActiveShare(offset, 190, 210), 0.5 * 0.25 * 0.5);
  EXPECT_EQ(CalcActiveShare(offset, 60, 100), 0.0);
  EXPECT_NEAR(CalcActiveShare(offset, 200, 260), 0.0, 1e-15);
  EXPECT_NEAR(300.0 * CalcActiveShare(offset, 0, 300), 60.0, 1e-12);  // to − from − ramp
  const TemperatureOffset endless{
      .from = 100, .to = std::numeric_limits<Minute>::max(), .offset_k = -5.0, .ramp = 40};
  EXPECT_EQ(CalcActiveShare(endless, 1000000, 1000015), 1.0);
  EXPECT_DOUBLE_EQ(CalcActiveShare(endless, 100, 140), 0.5);
}

TEST(WeatherTest, RatiosByHand) {
  PlaceWeather here{.wind_m_per_s = 8.0,
                    .irradiance_w_per_m2 = 400.0,
                    .diffuse_w_per_m2 = 120.0,
                    .clear_sky_share = 0.8,
                    .inflow_ratio = 1.5};
  PlaceWeather cloud = here;
  ApplyRatios({.wind_ratio = 0.25, .sun_ratio = 0.25, .inflow_ratio = 0.5}, cloud);
  EXPECT_DOUBLE_EQ(cloud.wind_m_per_s, 2.0);
  EXPECT_DOUBLE_EQ(cloud.inflow_ratio, 0.75);
  EXPECT_DOUBLE_EQ(cloud.irradiance_w_per_m2, 100.0);
  EXPECT_DOUBLE_EQ(cloud.diffuse_w_per_m2, 100.0) << "no beam is left";
  EXPECT_DOUBLE_EQ(cloud.clear_sky_share, 0.2);
  PlaceWeather haze = here;
  ApplyRatios({.sun_ratio = 0.5}, haze);
  EXPECT_DOUBLE_EQ(haze.diffuse_w_per_m2, 120.0) << "the beam is taken first";
  EXPECT_EQ(haze.wind_m_per_s, 8.0);
  PlaceWeather bright = here;
  ApplyRatios({.sun_ratio = 2.0}, bright);
  EXPECT_DOUBLE_EQ(bright.irradiance_w_per_m2, 500.0) << "a clear sky, no more";
  EXPECT_DOUBLE_EQ(bright.clear_sky_share, 1.0);
}

}  // namespace
}  // namespace models

#include "models/climate/weather_series.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

constexpr Minute kStart = 28'401'120;  // 2024-01-01T00:00Z, a whole quarter

WeatherObservation Air(Minute minute, double value, std::size_t place = 0) {
  return {place, WeatherElement::kAirTemperature, minute, value};
}

TEST(WeatherSeriesTest, QuartersLieOnTheLineBetweenTwoHours) {
  const auto series = *MakeWeatherSeries(1, {Air(kStart + 60, -6.0), Air(kStart, -2.0)});
  ASSERT_EQ(series.quarters, 5u);
  EXPECT_EQ(series.first.start_minute(), kStart);
  for (int q = 0; q <= 4; ++q) {
    EXPECT_NEAR(series.At(0, WeatherElement::kAirTemperature, series.first + q), -2.0 - q, 1e-12);
  }
  EXPECT_TRUE(std::isnan(series.At(0, WeatherElement::kAirTemperature, series.first + 5)));
  EXPECT_TRUE(std::isnan(series.At(0, WeatherElement::kWindSpeed, series.first)));
  EXPECT_TRUE(std::isnan(series.At(7, WeatherElement::kAirTemperature, series.first)));
}

TEST(WeatherSeriesTest, ObservationsBetweenQuartersCountByTheirMinutes) {
  const auto series = *MakeWeatherSeries(1, {Air(kStart + 10, 0.0), Air(kStart + 40, 3.0)});
  EXPECT_TRUE(std::isnan(series.At(0, WeatherElement::kAirTemperature, series.first)));
  EXPECT_NEAR(series.At(0, WeatherElement::kAirTemperature, series.first + 1), 0.5, 1e-12);
  EXPECT_NEAR(series.At(0, WeatherElement::kAirTemperature, series.first + 2), 2.0, 1e-12);
}

TEST(WeatherSeriesTest, ThreeHoursAreBridgedAndMoreIsANamedGap) {
  const auto series = *MakeWeatherSeries(
      2, {Air(kStart, 1.0, 1), Air(kStart + 180, 4.0, 1), Air(kStart + 361, 5.0, 1)});
  EXPECT_NEAR(series.At(1, WeatherElement::kAirTemperature, series.first + 4), 2.0, 1e-12);
  EXPECT_TRUE(std::isnan(series.At(1, WeatherElement::kAirTemperature, series.first + 13)));
  ASSERT_EQ(series.gaps.size(), 1u);
  EXPECT_EQ(series.gaps[0].place, 1u);
  EXPECT_EQ(series.gaps[0].from, kStart + 180);
  EXPECT_EQ(series.gaps[0].to, kStart + 361);
}

TEST(WeatherSeriesTest, TheLaterOfTwoAtOneMinuteCounts) {
  const auto series = *MakeWeatherSeries(1, {Air(kStart, 1.0), Air(kStart, 2.0)});
  EXPECT_EQ(series.At(0, WeatherElement::kAirTemperature, series.first), 2.0);
}

TEST(WeatherSeriesTest, TheLaterOfTwoAtOneMinuteIsWhereTheLineGoes) {
  const auto series =
      *MakeWeatherSeries(1, {Air(kStart, 0.0), Air(kStart + 60, 8.0), Air(kStart + 60, 4.0)});
  EXPECT_NEAR(series.At(0, WeatherElement::kAirTemperature, series.first + 2), 2.0, 1e-12);
}

TEST(WeatherSeriesTest, TimesBefore1970FallOnTheirOwnQuarter) {
  const auto series = *MakeWeatherSeries(1, {Air(-20, 1.0), Air(-5, 2.5)});
  EXPECT_EQ(series.first.start_minute(), -30);
  EXPECT_NEAR(series.At(0, WeatherElement::kAirTemperature, series.first + 1), 1.5, 1e-12);
}

TEST(WeatherSeriesTest, NoObservationsMakeAnEmptySeries) {
  const auto series = *MakeWeatherSeries(3, {});
  EXPECT_EQ(series.quarters, 0u);
  EXPECT_TRUE(std::isnan(series.At(0, WeatherElement::kInflow, Quarter(0))));
}

TEST(WeatherSeriesTest, MoreThanFortyYearsAreRefused) {
  EXPECT_TRUE(MakeWeatherSeries(1, {Air(kStart, 1.0), Air(kStart + 39 * 525'949, 2.0)}).ok());
  EXPECT_EQ(MakeWeatherSeries(1, {Air(kStart, 1.0), Air(kStart + 41 * 525'949, 2.0)}).status(),
            absl::InvalidArgumentError(
                "weather series: the observations span 41 years, at most 40 may be"));
}

}  // namespace
}  // namespace models

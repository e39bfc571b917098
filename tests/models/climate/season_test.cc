#include "models/climate/season.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

namespace models {
namespace {

TEST(SeasonTest, YearShareByHand) {
  EXPECT_EQ(CalcYearShare(OsloTime{}), 0.0);  // 1 January, 00:00
  OsloTime noon;
  noon.hour = 12;
  noon.day_of_year = 183;
  EXPECT_NEAR(CalcYearShare(noon), 182.5 / 365.2425, 1e-15);
  OsloTime last;
  last.day_of_year = 366;
  last.hour = 23;
  last.minute = 45;
  EXPECT_LT(CalcYearShare(last), 1.003);  // a leap year's last day reaches just past 1
}

TEST(SeasonTest, SolarYearStartsWithTheYear2000AndTurnsIn365Point2425Days) {
  const Quarter start(10957 * kQuartersPerDay);
  EXPECT_EQ(CalcSolarYearShare(start), 0.0);
  EXPECT_NEAR(CalcSolarYearShare(start + 96), 1.0 / 365.2425, 1e-15);
  // 400 Gregorian years are 146 097 days and exactly 400 such years.
  const double turned = CalcSolarYearShare(start + 146097 * kQuartersPerDay);
  EXPECT_NEAR(turned - std::round(turned), 0.0, 1e-12);
  const double before = CalcSolarYearShare(start - 96);
  EXPECT_NEAR(before, 1.0 - 1.0 / 365.2425, 1e-12);
}

TEST(SeasonTest, MonthWeightsSumToOneAtEveryInstant) {
  for (double year_share = -0.5; year_share < 1.5; year_share += 0.013) {
    const MonthWeights weights_share = CalcMonthWeights(year_share);
    EXPECT_NEAR(std::accumulate(weights_share.begin(), weights_share.end(), 0.0), 1.0, 1e-14);
  }
}

TEST(SeasonTest, AConstantYearStaysConstant) {
  std::array<double, 12> monthly{};
  monthly.fill(-3.25);
  EXPECT_NEAR(CalcSeasonal(CalcMonthWeights(0.37), monthly), -3.25, 1e-14);
}

// A year of the first two harmonics: means over the months come out again, exactly (the raise κ
// undoes the averaging). Midpoint rule with 2000 points a month, error below 1e-6.
TEST(SeasonTest, MeansOverTheMonthsComeOutAgain) {
  std::array<double, 12> monthly{};
  const double pi = std::acos(-1.0);
  for (std::size_t month = 0; month < 12; ++month) {
    const double angle = 2.0 * pi * (static_cast<double>(month) + 0.5) / 12.0;
    monthly[month] = 6.0 - 11.0 * std::cos(angle - 0.3) + 2.0 * std::sin(2.0 * angle);
  }
  for (std::size_t month = 0; month < 12; ++month) {
    double mean = 0.0;
    constexpr int kPoints = 2000;
    for (int i = 0; i < kPoints; ++i) {
      const double year_share = (static_cast<double>(month) + (i + 0.5) / kPoints) / 12.0;
      mean += CalcSeasonal(CalcMonthWeights(year_share), monthly) / kPoints;
    }
    EXPECT_NEAR(mean, monthly[month], 1e-6) << month;
  }
}

TEST(SeasonTest, TheYearCloses) {
  const MonthWeights at_start = CalcMonthWeights(0.0);
  const MonthWeights at_end = CalcMonthWeights(1.0);
  for (std::size_t month = 0; month < 12; ++month) {
    EXPECT_NEAR(at_start[month], at_end[month], 1e-14);
  }
}

TEST(SeasonTest, SeasonalValuesSuperpose) {
  const MonthWeights weights_share = CalcMonthWeights(0.81);
  std::array<double, 12> a{}, b{}, both{};
  for (std::size_t month = 0; month < 12; ++month) {
    a[month] = static_cast<double>(month * month);
    b[month] = 7.0 - static_cast<double>(month);
    both[month] = 2.0 * a[month] + b[month];
  }
  EXPECT_NEAR(CalcSeasonal(weights_share, both),
              2.0 * CalcSeasonal(weights_share, a) + CalcSeasonal(weights_share, b), 1e-12);
}

// Any twelve values come out again as the means over the calendar's months; midpoint rule with
// steps of 0.001 of a month over a piecewise linear curve: error below 1e-5 of the range.
TEST(SeasonTest, ExactWeightsKeepTheMeansOfAnyMonths) {
  const std::array<double, 12> monthly{-10.8, -9.2, 4.5, 1.1, 26.8, 11.3,
                                       3.6,   12.0, 7.6, 1.7, -4.7, 30.0};
  const std::array<double, 12> days{31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  double start_days = 0.0;
  for (std::size_t month = 0; month < 12; ++month) {
    double mean = 0.0;
    constexpr int kPoints = 1000;
    for (int i = 0; i < kPoints; ++i) {
      const double year_share = (start_days + (i + 0.5) / kPoints * days[month]) / 365.2425;
      const MonthWeights weights_share = CalcExactMonthWeights(year_share);
      EXPECT_NEAR(std::accumulate(weights_share.begin(), weights_share.end(), 0.0), 1.0, 1e-12);
      mean += CalcSeasonal(weights_share, monthly) / kPoints;
    }
    EXPECT_NEAR(mean, monthly[month], 1e-4) << "month " << month + 1;
    start_days += days[month];
  }
}

TEST(SeasonTest, ExactWeightsRunOnOverNewYear) {
  const std::array<double, 12> monthly{-2, 0, 3, 7, 12, 16, 17, 16, 13, 7, 3, -1};
  EXPECT_NEAR(CalcSeasonal(CalcExactMonthWeights(0.0), monthly),
              CalcSeasonal(CalcExactMonthWeights(1.0 - 1e-12), monthly), 1e-9);
  EXPECT_NEAR(CalcSeasonal(CalcExactMonthWeights(1.002), monthly),
              CalcSeasonal(CalcExactMonthWeights(0.002), monthly), 1e-9);
}

}  // namespace
}  // namespace models

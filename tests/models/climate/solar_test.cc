#include "models/climate/solar.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"
#include "models/climate/season.h"

namespace models {
namespace {

// Almanac: obliquity 23.44°; solstices about 20–21 June and 21–22 December, equinoxes 20 March and
// 22–23 September. Spencer's series is good to 0.035°, its equinox to a day (0.4°).
TEST(SolarTest, DeclinationAgreesWithTheAlmanac) {
  const auto at_deg = [](double day) { return CalcSunDeclinationRad(day / 365.2425) * kDegPerRad; };
  EXPECT_NEAR(at_deg(171.5), 23.44, 0.04);
  EXPECT_NEAR(at_deg(355.5), -23.44, 0.05);
  EXPECT_NEAR(at_deg(79.0), 0.0, 0.5);
  EXPECT_NEAR(at_deg(265.5), 0.0, 0.5);
}

// Almanac: −14.2 min about 11 February, +16.4 min about 3 November.
TEST(SolarTest, EquationOfTimeAgreesWithTheAlmanac) {
  EXPECT_NEAR(CalcEquationOfTimeMin(41.5 / 365.2425), -14.2, 0.3);
  EXPECT_NEAR(CalcEquationOfTimeMin(306.5 / 365.2425), 16.4, 0.3);
}

TEST(SolarTest, NoonHeightIsNinetyMinusLatitudePlusDeclination) {
  // 2027-06-21 over Oslo: true noon is at about 11:19 UTC (10.72° east, equation −1.8 min).
  const Quarter day(20990LL * kQuartersPerDay + 0);
  double highest_share = -1.0;
  double solar_year_share = 0.0;
  for (std::int64_t q = 0; q < 96; ++q) {
    const double share = CalcSunSineShare(59.94, 10.72, day + q, CalcSolarYearShare(day + q));
    if (share > highest_share) {
      highest_share = share;
      solar_year_share = CalcSolarYearShare(day + q);
      EXPECT_TRUE(q < 50) << "the highest sun stands before 12:30 UTC";
    }
  }
  const double noon_deg = 90.0 - 59.94 + CalcSunDeclinationRad(solar_year_share) * kDegPerRad;
  EXPECT_NEAR(std::asin(highest_share) * kDegPerRad, noon_deg, 0.05);
}

TEST(SolarTest, TheSunIsUpTwelveHoursAtTheEquatorEveryDay) {
  for (const std::int64_t day : {20454, 20545, 20636, 20727}) {
    int up = 0;
    const Quarter start(day * kQuartersPerDay);
    for (std::int64_t q = 0; q < 96; ++q) {
      if (CalcSunSineShare(0.0, 0.0, start + q, CalcSolarYearShare(start + q)) > 0.0) ++up;
    }
    EXPECT_NEAR(up, 48, 1);
  }
}

// Haurwitz at the zenith: 1098 · exp(−0.057) = 1037.2 W/m².
TEST(SolarTest, ClearSkyByHandAndDarkBelowTheHorizon) {
  EXPECT_NEAR(CalcClearSkyWPerM2(1.0), 1037.16, 0.01);
  EXPECT_NEAR(CalcClearSkyWPerM2(0.5), 549.0 * std::exp(-0.114), 1e-9);
  EXPECT_EQ(CalcClearSkyWPerM2(0.0), 0.0);
  EXPECT_EQ(CalcClearSkyWPerM2(-0.3), 0.0);
  EXPECT_NEAR(CalcClearSkyWPerM2(1e-6), 0.0, 1e-9);
}

// The day's sum equals the quarters' sum within the error of 24 half-hours: 1 %.
TEST(SolarTest, DaySumAgreesWithTheQuarters) {
  const Quarter day(20990LL * kQuartersPerDay);
  for (const double lat_deg : {0.0, 45.0, 60.0}) {
    const double mid_share = CalcSolarYearShare(day + 48);
    double sum_kwh_per_m2 = 0.0;
    for (std::int64_t q = 0; q < 96; ++q) {
      sum_kwh_per_m2 +=
          CalcClearSkyWPerM2(CalcSunSineShare(lat_deg, 0.0, day + q, mid_share)) * 0.25 / 1000.0;
    }
    EXPECT_NEAR(CalcClearSkyDayKwhPerM2(lat_deg, mid_share) / sum_kwh_per_m2, 1.0, 0.01) << lat_deg;
  }
}

TEST(SolarTest, PolarNightGivesNothing) {
  EXPECT_EQ(CalcClearSkyDayKwhPerM2(85.0, 355.0 / 365.2425), 0.0);
}

// 2027-06-21: at true noon the sun stands due south; six hours of sun time later its azimuth is
// atan(cos δ / (−sin δ cos φ)), past west by atan(tan δ cos φ) = 12.3° at 59.94° north.
TEST(SolarTest, PositionGoesFromEastOverSouthToWest) {
  const Quarter day(20990LL * kQuartersPerDay);
  const SunOfDay sun = CalcSunOfDay(CalcSolarYearShare(day + 48));
  EXPECT_NEAR(CalcSunPosition(59.94, 0.0, day + 24, sun).azimuth_rad, -1.79, 0.05);
  EXPECT_NEAR(CalcSunPosition(59.94, 0.0, day + 48, sun).azimuth_rad, 0.0, 0.08);
  EXPECT_NEAR(CalcSunPosition(59.94, 0.0, day + 72, sun).azimuth_rad, 1.79, 0.05);
}

TEST(SolarTest, PositionAgreesWithTheSineAlone) {
  const Quarter day(20990LL * kQuartersPerDay);
  for (std::int64_t q = 0; q < 96; ++q) {
    const double year_share = CalcSolarYearShare(day + q);
    EXPECT_NEAR(CalcSunPosition(61.0, 11.0, day + q, CalcSunOfDay(year_share)).sine_share,
                CalcSunSineShare(61.0, 11.0, day + q, year_share), 1e-12);
  }
}

// Perihelion about 3 January, aphelion about 4 July: 1361 (1 ± 2 · 0.0167).
TEST(SolarTest, TheSunIsNearestInJanuary) {
  EXPECT_NEAR(CalcSunOfDay(3.0 / 365.2425).extraterrestrial_w_per_m2, 1408.0, 2.0);
  EXPECT_NEAR(CalcSunOfDay(184.0 / 365.2425).extraterrestrial_w_per_m2, 1316.0, 2.0);
}

}  // namespace
}  // namespace models

#include "solvers/cold_levels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "absl/time/civil_time.h"
#include "data/climate_loader.h"
#include "models/time/oslo_calendar.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::PlaceIndex;

models::Table<PlaceIndex, models::PlaceParams> LoadPlaces() {
  data::Diagnostics diagnostics;
  auto places = data::LoadClimate(tests::RegionDirectory(), diagnostics).places;
  EXPECT_TRUE(diagnostics.empty());
  return places;
}

// Brute force: the mean of the day's 96 quarters of air temperature. The fast path takes normal and
// spread at noon and the slow part by Simpson's rule.
TEST(ColdLevelsTest, DayMeansAgreeWithTheQuarters) {
  const auto places = LoadPlaces();
  const auto calendar = *models::OsloCalendar::Load();
  std::vector<double> fast_degc(places.size());
  double squares = 0.0, worst_k = 0.0;
  int count = 0;
  models::WeatherField weather;
  for (std::int64_t day = 0; day < 4 * 365; day += 5) {
    CalcDayMeans(places, 1, day, fast_degc);
    std::vector<double> sum_degc(places.size(), 0.0);
    for (std::int64_t q = 0; q < 96; ++q) {
      const models::Quarter quarter(96 * day + q);
      CalcWeather(places, {1.0, 0.0, 0.0}, {.seed = 1, .year = 0}, quarter, calendar.At(quarter),
                  {}, weather);
      for (std::size_t i = 0; i < places.size(); ++i) {
        sum_degc[i] += weather[PlaceIndex(i)].air_degc / 96.0;
      }
    }
    for (std::size_t i = 0; i < places.size(); ++i, ++count) {
      const double error_k = fast_degc[i] - sum_degc[i];
      squares += error_k * error_k;
      worst_k = std::max(worst_k, std::abs(error_k));
    }
  }
  EXPECT_LT(std::sqrt(squares / count), 0.03);
  EXPECT_LT(worst_k, 0.15);
}

TEST(ColdLevelsTest, ColdestDaysAreThoseOfTheDayMeans) {
  const auto places = LoadPlaces();
  const auto cold = CalcColdWinters(places, 7, 2);
  std::vector<double> today_degc(places.size());
  for (int winter = 0; winter < 2; ++winter) {
    const auto first = absl::CivilDay(1970 + winter, 10, 1) - absl::CivilDay(1970);
    std::vector<std::vector<double>> days_degc;
    for (std::int64_t day = first; day < first + 211; ++day) {
      CalcDayMeans(places, 7, day, today_degc);
      days_degc.push_back(today_degc);
    }
    for (const std::size_t place : {std::size_t{0}, std::size_t{4}, places.size() - 1}) {
      double day_degc = 99.0, three_degc = 99.0;
      for (std::size_t i = 0; i < days_degc.size(); ++i) {
        day_degc = std::min(day_degc, days_degc[i][place]);
        if (i < 2) continue;
        three_degc = std::min(
            three_degc,
            (days_degc[i][place] + days_degc[i - 1][place] + days_degc[i - 2][place]) / 3.0);
      }
      const auto w = static_cast<std::size_t>(winter);
      EXPECT_EQ(cold[PlaceIndex(place)].day_degc[w], day_degc);
      EXPECT_NEAR(cold[PlaceIndex(place)].three_days_degc[w], three_degc, 1e-12);
    }
  }
}

// 99 minima −1 … −99: the i-th smallest stands at i/100, so that once in ten years is −90.
TEST(ColdLevelsTest, ReturnLevelOfKnownMinima) {
  std::vector<double> minima_degc;
  for (int i = 1; i <= 99; ++i) minima_degc.push_back(-static_cast<double>((i * 37) % 100));
  EXPECT_NEAR(CalcReturnLevel(minima_degc, 10.0).level_degc, -90.0, 1e-12);
  EXPECT_NEAR(CalcReturnLevel(minima_degc, 2.0).level_degc, -50.0, 1e-12);
  // √(0.1 · 0.9/99) = 0.03015 of probability are 3.015 K on this even scale.
  EXPECT_NEAR(CalcReturnLevel(minima_degc, 10.0).standard_error_k, 3.015, 1e-3);
  EXPECT_NEAR(CalcReturnPeriodYears(minima_degc, -90.0), 9.9, 1e-12);
  EXPECT_EQ(CalcReturnPeriodYears(minima_degc, -99.5), std::numeric_limits<double>::infinity());
  EXPECT_EQ(CalcReturnLevel(minima_degc, 1e6).level_degc, -99.0);
}

class ThousandWintersTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    places_ = new auto(LoadPlaces());
    cold_ = new auto(CalcColdWinters(*places_, 1, 1000));
  }
  static void TearDownTestSuite() {
    delete cold_;
    delete places_;
  }
  static models::Table<PlaceIndex, models::PlaceParams>* places_;
  static models::Table<PlaceIndex, ColdWinters>* cold_;
};
models::Table<PlaceIndex, models::PlaceParams>* ThousandWintersTest::places_ = nullptr;
models::Table<PlaceIndex, ColdWinters>* ThousandWintersTest::cold_ = nullptr;

TEST_F(ThousandWintersTest, LevelsFallWithTheReturnPeriodAndThreeDaysAreMilderThanOne) {
  for (const ColdWinters& each : *cold_) {
    double before_degc = 99.0;
    for (const double years : {2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
      const ReturnLevel day = CalcReturnLevel(each.day_degc, years);
      const ReturnLevel three = CalcReturnLevel(each.three_days_degc, years);
      EXPECT_LT(day.level_degc, before_degc);
      EXPECT_GT(three.level_degc, day.level_degc);
      EXPECT_GT(day.standard_error_k, 0.0);
      EXPECT_LT(CalcReturnLevel(each.day_degc, 10.0).standard_error_k, 0.7);
      before_degc = day.level_degc;
    }
  }
}

// The lowest three-day mean in 30 years is the design temperature and 2 K (see
// CalcTemperatureSpreadK); the estimate's own standard error is 0.3–0.9 K.
TEST_F(ThousandWintersTest, DesignTemperaturesAreTheThirtyYearsLevelLess2K) {
  for (std::size_t i = 0; i < places_->size(); ++i) {
    const models::PlaceParams& place = (*places_)[PlaceIndex(i)];
    const ReturnLevel level = CalcReturnLevel((*cold_)[PlaceIndex(i)].three_days_degc, 30.0);
    ASSERT_TRUE(place.design_degc.has_value()) << place.name;
    EXPECT_NEAR(level.level_degc, *place.design_degc + 2.0, 1.2) << place.name;
  }
}

// Blocks of ten winters: the chance that the coldest of ten is below the ten-year level is
// 1 − 0.9^10 = 0.651; 100 blocks, standard error 0.048.
TEST_F(ThousandWintersTest, CoveredBlocksAreAsManyAsTheReturnPeriodSays) {
  for (const ColdWinters& each : *cold_) {
    const double level_degc = CalcReturnLevel(each.day_degc, 10.0).level_degc;
    int blocks = 0;
    for (std::size_t block = 0; block < 100; ++block) {
      const auto first = each.day_degc.begin() + static_cast<std::ptrdiff_t>(10 * block);
      if (*std::min_element(first, first + 10) < level_degc) ++blocks;
    }
    EXPECT_NEAR(blocks, 65.1, 3 * 4.8);
  }
}

}  // namespace
}  // namespace solvers

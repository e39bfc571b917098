#include "solvers/weather_years.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/time/civil_time.h"
#include "data/climate_loader.h"
#include "solvers/cold_levels.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

TEST(WeatherYearsTest, FiguresOfOneYearAreThoseOfItsDays) {
  data::Diagnostics diagnostics;
  const auto places = data::LoadClimate(tests::RegionDirectory(), diagnostics).places;
  const auto calendar = *models::OsloCalendar::Load();
  const auto figures = CalcWeatherYearFigures(places, {.seed = 1, .year = 2000}, calendar,
                                              CalcNormalWindShare(places));
  std::vector<double> mean_degc(places.size());
  double degree_days_k = 0.0, coldest_degc = 99.0;
  for (int day = 0; day < 366; ++day) {  // 2000 is a leap year
    CalcDayMeans(places, 1, absl::CivilDay(2000) - absl::CivilDay(1970) + day, mean_degc);
    double region_degc = 0.0;
    for (const double each : mean_degc) region_degc += each / static_cast<double>(places.size());
    degree_days_k += std::max(0.0, 17.0 - region_degc);
    coldest_degc = std::min(coldest_degc, region_degc);
  }
  EXPECT_NEAR(figures.heating_degree_days_k, degree_days_k, 1e-9);
  EXPECT_NEAR(figures.coldest_day_degc, coldest_degc, 1e-12);
  CalcDayMeans(places, 1,
               absl::CivilDay(2000, figures.coldest_month, figures.coldest_day_of_month) -
                   absl::CivilDay(1970),
               mean_degc);
  double on_that_day_degc = 0.0;
  for (const double each : mean_degc) on_that_day_degc += each / static_cast<double>(places.size());
  EXPECT_NEAR(on_that_day_degc, coldest_degc, 1e-12);
}

// Thirty-two years: means near the normal (inflow varies by 14 % a year, standard error 2.5 %), and
// years that are told apart.
TEST(WeatherYearsTest, YearsScatterAroundTheNormal) {
  data::Diagnostics diagnostics;
  const auto all = data::LoadClimate(tests::RegionDirectory(), diagnostics).places;
  models::Table<models::PlaceIndex, models::PlaceParams> places;
  for (const std::size_t row : {0u, 2u, 4u, 15u}) places.Add(all[models::PlaceIndex(row)]);
  const auto calendar = *models::OsloCalendar::Load();
  const double normal_wind_share = CalcNormalWindShare(places);
  EXPECT_GT(normal_wind_share, 0.3);
  double inflow = 0.0, inflow_squares = 0.0, wind = 0.0, sun = 0.0;
  for (int year = 1991; year < 2023; ++year) {
    const auto figures =
        CalcWeatherYearFigures(places, {.seed = 1, .year = year}, calendar, normal_wind_share);
    inflow += figures.inflow_ratio / 32.0;
    inflow_squares += figures.inflow_ratio * figures.inflow_ratio / 32.0;
    wind += figures.wind_ratio / 32.0;
    sun += figures.irradiation_ratio / 32.0;
    EXPECT_GT(figures.heating_degree_days_k, 3500.0);
    EXPECT_LT(figures.heating_degree_days_k, 6500.0);
  }
  EXPECT_NEAR(inflow, 1.0, 0.08);
  EXPECT_NEAR(std::sqrt(inflow_squares - inflow * inflow), 0.14, 0.06);
  EXPECT_NEAR(wind, 1.0, 0.05);
  EXPECT_NEAR(sun, 1.0, 0.03);
}

}  // namespace
}  // namespace solvers

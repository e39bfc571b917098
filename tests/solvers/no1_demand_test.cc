// Demand of the shipped region's NO1 over several weather years against the statistics that the
// facts have of the measured years 2013–2019 (demand_model.csv, load_profiles.csv). FITTED are the
// size on the cold morning, the slope, the memory and the hour shapes; PREDICTED is what weather,
// named loads and sectors make of them over a year.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "absl/strings/match.h"
#include "data/region_loader.h"
#include "models/time/oslo_calendar.h"
#include "solvers/electricity_demand.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

constexpr int kYears = 6;
constexpr int kFirstYear = 2013;
constexpr double kLossesShare = 0.022;  // what was measured holds the grid's losses

struct Day {
  int year, month, weekday;
  models::DayType day_type;
  double mean_mw = 0.0;
  double proxy_degc = 0.0;  ///< near Skien, whose temperature stood for NO1 when this was measured
  double own_degc = 0.0;    ///< of NO1 itself, places weighed by their loads
  int hours = 0;
};

struct Sums {
  std::vector<Day> days;
  std::array<std::array<std::array<double, 24>, 3>, 4> hour_mw{};
  std::array<std::array<std::array<int, 24>, 3>, 4> hour_count{};
  std::array<double, 12> month_mw{};
  std::array<int, 12> month_count{};
  std::array<double, kYears> year_mwh{}, peak_mw{};
  std::vector<double> noise_share;  ///< hour by hour
};

class No1DemandTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    sums_ = new Sums;
    for (int i = 0; i < kYears; ++i) AddYear(i);
  }
  static void TearDownTestSuite() {
    delete sums_;
    delete region_;
  }

  static double SumNo1Mw(const ElectricityDemand& demand) {
    double sum_mw = 0.0;
    for (std::size_t i = 0; i < region_->grid.loads.size(); ++i) {
      const models::LoadIndex load(i);
      const auto municipality = region_->grid.loads[load].municipality;
      if (absl::StartsWith(region_->municipalities[municipality].price_area, "NO1")) {
        sum_mw += demand.demand_mw[load];
      }
    }
    return sum_mw;
  }

  static double CalcOwnDegc(const models::WeatherField& weather) {
    double sum = 0.0, sum_mw = 0.0;
    for (const auto& load : region_->grid.loads) {
      if (!absl::StartsWith(region_->municipalities[load.municipality].price_area, "NO1")) continue;
      sum += load.cold_mw * weather[load.place].air_degc;
      sum_mw += load.cold_mw;
    }
    return sum / sum_mw;
  }

  static void AddYear(int i) {
    const auto calendar = *models::OsloCalendar::Load();
    const models::WeatherYear weather_year{.seed = static_cast<std::uint64_t>(11 + i), .year = 0};
    models::DemandParams quiet = region_->demand;
    quiet.noise_share = quiet.local_noise_share = 0.0;
    for (auto& sector : quiet.sector_model.sectors) sector.noise_share = 0.0;
    std::size_t skien = 0;
    for (std::size_t p = 0; p < region_->places.size(); ++p) {
      if (region_->places[models::PlaceIndex(p)].id == "oet:place/gvarv") skien = p;
    }
    const models::Quarter first = calendar.LocalDayStart(kFirstYear + i, 1, 1);
    const models::Quarter end = calendar.LocalDayStart(kFirstYear + i + 1, 1, 1);
    models::WeatherField weather;
    ElectricityDemand demand, without;
    int last_day = 0;
    for (models::Quarter quarter = first + 2; quarter < end; quarter = quarter + 4) {
      const models::OsloTime local = calendar.At(quarter);
      CalcWeather(region_->places, region_->demand.memory_share, weather_year, quarter, local, {},
                  weather);
      CalcElectricityDemand(region_->grid.loads, region_->demand, weather, weather_year, quarter,
                            local, demand);
      CalcElectricityDemand(region_->grid.loads, quiet, weather, weather_year, quarter, local,
                            without);
      const double mw = SumNo1Mw(demand);
      sums_->noise_share.push_back(mw / SumNo1Mw(without) - 1.0);
      const auto season = static_cast<std::size_t>(local.month % 12 / 3);
      const auto day_type = static_cast<std::size_t>(local.day_type);
      const auto hour = static_cast<std::size_t>(local.hour);
      const auto month = static_cast<std::size_t>(local.month - 1);
      sums_->hour_mw[season][day_type][hour] += mw;
      ++sums_->hour_count[season][day_type][hour];
      sums_->month_mw[month] += mw;
      ++sums_->month_count[month];
      sums_->year_mwh[static_cast<std::size_t>(i)] += mw;
      double& peak_mw = sums_->peak_mw[static_cast<std::size_t>(i)];
      peak_mw = std::max(peak_mw, mw);
      if (local.day_of_year != last_day) {
        sums_->days.push_back({.year = i,
                               .month = local.month,
                               .weekday = local.weekday,
                               .day_type = local.day_type});
        last_day = local.day_of_year;
      }
      Day& day = sums_->days.back();
      day.mean_mw += mw;
      day.proxy_degc += weather[models::PlaceIndex(skien)].air_degc;
      day.own_degc += CalcOwnDegc(weather);
      ++day.hours;
    }
    for (Day& day : sums_->days) {
      if (day.year != i) continue;
      day.mean_mw /= day.hours;
      day.proxy_degc /= day.hours;
      day.own_degc /= day.hours;
    }
  }

  static models::Region* region_;
  static Sums* sums_;
};
models::Region* No1DemandTest::region_ = nullptr;
Sums* No1DemandTest::sums_ = nullptr;

// Least squares of y on three columns, means taken out by year; returns the three slopes.
std::array<double, 3> FitSlopes(const std::vector<std::array<double, 4>>& rows,
                                const std::vector<int>& year) {
  std::array<std::array<double, 5>, kYears> mean{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& sum = mean[static_cast<std::size_t>(year[i])];
    for (std::size_t k = 0; k < 4; ++k) sum[k] += rows[i][k];
    sum[4] += 1.0;
  }
  double a[3][4] = {};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& sum = mean[static_cast<std::size_t>(year[i])];
    std::array<double, 4> x;
    for (std::size_t k = 0; k < 4; ++k) x[k] = rows[i][k] - sum[k] / sum[4];
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t c = 0; c < 4; ++c) a[r][c] += x[r] * x[c];
    }
  }
  for (int p = 0; p < 3; ++p) {
    for (int r = 0; r < 3; ++r) {
      if (r == p) continue;
      const double factor = a[r][p] / a[p][p];
      for (int c = 0; c < 4; ++c) a[r][c] -= factor * a[p][c];
    }
  }
  return {a[0][3] / a[0][0], a[1][3] / a[1][1], a[2][3] / a[2][2]};
}

std::array<double, 3> FitWinterWorkdays(const std::vector<Day>& days, double Day::*degc) {
  std::vector<std::array<double, 4>> rows;
  std::vector<int> year;
  for (std::size_t i = 2; i < days.size(); ++i) {
    const Day& day = days[i];
    if (day.year != days[i - 2].year || day.day_type != models::DayType::kWorkday) continue;
    if (day.month > 3 && day.month < 11) continue;
    rows.push_back({day.*degc, days[i - 1].*degc, days[i - 2].*degc, day.mean_mw});
    year.push_back(day.year);
  }
  return FitSlopes(rows, year);
}

// Measured was against one place near Skien, heat plants and losses in it: that regression, over 30
// years, is what was fitted and stands in CALIBRATION.md. Six years of other seeds are held here, on
// NO1's own temperature and, less tightly, on the proxy: single years differ by a tenth.
TEST_F(No1DemandTest, WinterWorkdaysRespondAsMeasuredOverThreeDays) {
  const auto slope = FitWinterWorkdays(sums_->days, &Day::own_degc);
  const double sum = slope[0] + slope[1] + slope[2];
  const auto proxy = FitWinterWorkdays(sums_->days, &Day::proxy_degc);
  const double proxy_sum = proxy[0] + proxy[1] + proxy[2];
  std::printf(
      "NO1 winter workdays: %.1f / %.1f / %.1f, sum %.1f MW/K; on the proxy %.1f / %.1f / "
      "%.1f, sum %.1f (measured -92.5 / -39.4 / -33.3, -165)\n",
      slope[0], slope[1], slope[2], sum, proxy[0], proxy[1], proxy[2], proxy_sum);
  EXPECT_NEAR(sum / -165.0, 1.0, 0.05);
  EXPECT_NEAR(slope[0] / -92.5, 1.0, 0.10);
  EXPECT_NEAR(slope[1] / -39.4, 1.0, 0.10);
  EXPECT_NEAR(slope[2] / -33.3, 1.0, 0.10);
  EXPECT_NEAR(proxy_sum / -165.0, 1.0, 0.15);
}

TEST_F(No1DemandTest, EveryHourOfEverySeasonAndDayTypeIsWithin2_7PercentOfTheMean) {
  double worst_share = 0.0;
  for (std::size_t season = 0; season < 4; ++season) {
    for (std::size_t day = 0; day < 3; ++day) {
      double mean_mw = 0.0;
      std::array<double, 24> hour_mw;
      for (std::size_t hour = 0; hour < 24; ++hour) {
        hour_mw[hour] = sums_->hour_mw[season][day][hour] / sums_->hour_count[season][day][hour];
        mean_mw += hour_mw[hour] / 24.0;
      }
      for (std::size_t hour = 0; hour < 24; ++hour) {
        const double miss_share =
            std::abs(hour_mw[hour] / mean_mw - region_->demand.hour_shape_ratio[season][day][hour]);
        worst_share = std::max(worst_share, miss_share);
        EXPECT_LT(miss_share, 0.027) << season << " " << day << " " << hour;
      }
    }
  }
  std::printf("NO1 hour shapes: worst hour %.2f %% of the mean\n", 100.0 * worst_share);
}

TEST_F(No1DemandTest, MonthsAndWeekdaysHaveTheirFactors) {
  constexpr std::array<double, 12> kMonth{1.447, 1.371, 1.219, .977, .801,  .695,
                                          .603,  .668,  .770,  .966, 1.198, 1.308};
  double mean_mw = 0.0;
  for (std::size_t m = 0; m < 12; ++m) mean_mw += sums_->month_mw[m] / sums_->month_count[m] / 12.0;
  for (std::size_t m = 0; m < 12; ++m) {
    const double factor = sums_->month_mw[m] / sums_->month_count[m] / mean_mw;
    std::printf("month %zu: %.3f, measured %.3f\n", m + 1, factor, kMonth[m]);
    EXPECT_NEAR(factor / kMonth[m], 1.0, 0.08) << m + 1;
  }
  constexpr std::array<double, 7> kWeekday{1.024, 1.032, 1.028, 1.031, 1.019, .942, .923};
  std::array<double, 7> sum_mw{};
  std::array<int, 7> count{};
  double all_mw = 0.0;
  for (const Day& day : sums_->days) {
    sum_mw[static_cast<std::size_t>(day.weekday - 1)] += day.mean_mw;
    ++count[static_cast<std::size_t>(day.weekday - 1)];
    all_mw += day.mean_mw / static_cast<double>(sums_->days.size());
  }
  for (std::size_t d = 0; d < 7; ++d) {
    const double factor = sum_mw[d] / count[d] / all_mw;
    std::printf("weekday %zu: %.3f, measured %.3f\n", d + 1, factor, kWeekday[d]);
    EXPECT_NEAR(factor / kWeekday[d], 1.0, 0.02) << d + 1;
  }
}

TEST_F(No1DemandTest, YearsAndPeaksLieWhereTheMeasuredOnesDo) {
  double mean_twh = 0.0;
  double highest_mw = 0.0;
  for (std::size_t i = 0; i < kYears; ++i) {
    const double twh = sums_->year_mwh[i] / 1e6 * (1.0 + kLossesShare);
    const double peak_mw = sums_->peak_mw[i] * (1.0 + kLossesShare);
    std::printf("NO1 year %zu with losses: %.2f TWh, peak %.0f MW\n", i, twh, peak_mw);
    mean_twh += twh / kYears;
    highest_mw = std::max(highest_mw, peak_mw);
    EXPECT_NEAR(peak_mw, 7990.0, 0.5 * (8565.0 - 7414.0) + 0.05 * 7990.0) << i;
  }
  // 34.45 to 37.40 TWh, mean 36.07.
  EXPECT_NEAR(mean_twh / 36.07, 1.0, 0.05);
}

TEST_F(No1DemandTest, NoiseHasItsSpreadAndForgetsAsMeasured) {
  // Measured after taking out each day's mean; so is the correlation here.
  double square = 0.0, within_square = 0.0, next = 0.0;
  const auto& noise = sums_->noise_share;
  for (std::size_t day = 0; day + 24 <= noise.size(); day += 24) {
    double mean_share = 0.0;
    for (std::size_t hour = 0; hour < 24; ++hour) mean_share += noise[day + hour] / 24.0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const double within_share = noise[day + hour] - mean_share;
      square += noise[day + hour] * noise[day + hour];
      if (hour == 23) continue;
      within_square += within_share * within_share;
      next += within_share * (noise[day + hour + 1] - mean_share);
    }
  }
  const double spread_share = std::sqrt(square / static_cast<double>(noise.size()));
  std::printf("NO1 noise: std %.4f, correlation after 1 h within days %.3f\n", spread_share,
              next / within_square);
  EXPECT_NEAR(spread_share, 0.0285, 0.0285 * 0.05);
  EXPECT_NEAR(next / within_square, 0.84, 0.03);
}

}  // namespace
}  // namespace solvers

// Statistics of a record against records made by hand, whose answers are known exactly.
#include "solvers/record_statistics.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace solvers {
namespace {

// Days in January to March, all workdays, whose demand is 5000 MW less three slopes times the
// temperatures of the day and the two before; temperatures without a pattern.
RegionYearRecord MakeWinter(int year, double base_mw) {
  RegionYearRecord record{.year = year};
  std::vector<double> degc;
  std::uint32_t state = 7U + static_cast<std::uint32_t>(year);
  for (int i = 0; i < 80; ++i) {
    state = state * 1664525U + 1013904223U;
    degc.push_back(-10.0 + 20.0 * static_cast<double>(state >> 8) / 16777216.0);
    const std::size_t k = degc.size() - 1;
    const double yesterday = k >= 1 ? degc[k - 1] : 0.0, before = k >= 2 ? degc[k - 2] : 0.0;
    record.days.push_back({.year = year,
                           .month = 1 + i / 28,
                           .weekday = 1 + i % 7,
                           .day_type = models::DayType::kWorkday,
                           .mean_mw = base_mw - 90.0 * degc[k] - 40.0 * yesterday - 30.0 * before,
                           .proxy_degc = degc[k],
                           .own_degc = 2.0 * degc[k],
                           .hours = 24});
  }
  return record;
}

TEST(RecordStatisticsTest, ResponseOfALinearRecordIsFoundWhateverTheYearsMean) {
  const std::vector<RegionYearRecord> years{MakeWinter(2001, 5000.0), MakeWinter(2002, 5700.0)};
  const TemperatureResponse response = CalcWinterResponse(years, ResponseTemperature::kProxy);
  EXPECT_EQ(response.days, 2U * 78U);
  EXPECT_NEAR(response.slope_mw_per_k[0], -90.0, 1e-9);
  EXPECT_NEAR(response.slope_mw_per_k[1], -40.0, 1e-9);
  EXPECT_NEAR(response.slope_mw_per_k[2], -30.0, 1e-9);
  EXPECT_NEAR(response.sum_mw_per_k, -160.0, 1e-9);
  EXPECT_NEAR(CalcWinterResponse(years, ResponseTemperature::kOwn).sum_mw_per_k, -80.0, 1e-9);
}

TEST(RecordStatisticsTest, DaysOutsideWinterAndWeekendsDoNotCount) {
  std::vector<RegionYearRecord> years{MakeWinter(2001, 5000.0)};
  years[0].days[40].day_type = models::DayType::kSaturday;
  years[0].days[40].mean_mw = 1e6;
  years[0].days[50].month = 7;
  years[0].days[50].mean_mw = 1e6;
  const TemperatureResponse response = CalcWinterResponse(years, ResponseTemperature::kProxy);
  EXPECT_EQ(response.days, 76U);
  EXPECT_NEAR(response.sum_mw_per_k, -160.0, 1e-9);
}

// Two weeks of January whose demand is 1000 MW by night and 3000 MW by day (12 hours each).
RegionYearRecord MakeFortnight() {
  RegionYearRecord record{.year = 2001};
  for (int i = 0; i < 14 * 24; ++i) {
    models::OsloTime local{
        .month = 1, .day = 1 + i / 24, .hour = i % 24, .weekday = 1 + i / 24 % 7};
    local.day_of_year = 1 + i / 24;
    local.day_type = local.weekday == 7   ? models::DayType::kSunday
                     : local.weekday == 6 ? models::DayType::kSaturday
                                          : models::DayType::kWorkday;
    record.local.push_back(local);
    record.area_mw.push_back(local.hour < 12 ? 1000.0 : 3000.0);
  }
  return record;
}

TEST(RecordStatisticsTest, ShapesAndDurationOfTwoLevels) {
  const std::vector<RegionYearRecord> years{MakeFortnight()};
  const models::HourShapes shapes = CalcHourShapes(years);
  for (std::size_t day = 0; day < 3; ++day) {
    EXPECT_NEAR(shapes[0][day][3], 0.5, 1e-12);
    EXPECT_NEAR(shapes[0][day][20], 1.5, 1e-12);
  }
  const DurationFigures duration = CalcDuration(years[0]);
  EXPECT_DOUBLE_EQ(duration.peak_mw, 3000.0);
  EXPECT_DOUBLE_EQ(duration.lowest_mw, 1000.0);
  EXPECT_DOUBLE_EQ(duration.hundredth_over_peak_share, 1.0);
  EXPECT_NEAR(duration.energy_gwh, 14.0 * 48.0, 1e-9);
  EXPECT_NEAR(duration.utilisation_h, 14.0 * 24.0 * 2000.0 / 3000.0, 1e-9);
  EXPECT_DOUBLE_EQ(duration.curve_mw.front(), 3000.0);
  EXPECT_DOUBLE_EQ(duration.curve_mw.back(), 1000.0);
}

// The second week is e times the first: residuals are ±0.5 and the same all day, so nothing is left
// within days; hours next to each other agree but at one change of sign.
TEST(RecordStatisticsTest, ResidualsOfTwoWeeksThatDifferByAFactor) {
  RegionYearRecord record = MakeFortnight();
  for (std::size_t i = 7 * 24; i < record.area_mw.size(); ++i) record.area_mw[i] *= std::exp(1.0);
  const std::vector<RegionYearRecord> years{record};
  const ResidualFigures figures = CalcLogResiduals(years);
  EXPECT_NEAR(figures.std_share, 0.5, 1e-12);
  EXPECT_NEAR(figures.within_day_std_share, 0.0, 1e-12);
  EXPECT_NEAR(figures.correlation_share[0], 1.0 - 2.0 / 335.0, 1e-12);
  EXPECT_NEAR(figures.correlation_share[2], -1.0, 1e-12);
}

TEST(RecordStatisticsTest, MonthsAndWeekdaysAreOverTheirMean) {
  RegionYearRecord record = MakeFortnight();
  for (std::size_t i = 7 * 24; i < record.area_mw.size(); ++i) {
    record.local[i].month = 2;
    record.area_mw[i] *= 3.0;
  }
  const auto months = CalcMonthRatios(std::vector<RegionYearRecord>{record});
  // Months without an hour have 0: the mean of twelve is (2000 + 6000)/12.
  EXPECT_NEAR(months[1] / months[0], 3.0, 1e-12);
  RegionYearRecord week{.year = 2001};
  for (int d = 1; d <= 7; ++d)
    week.days.push_back({.weekday = d, .mean_mw = d == 7 ? 800.0 : 1000.0});
  const auto weekdays = CalcWeekdayRatios(std::vector<RegionYearRecord>{week});
  EXPECT_NEAR(weekdays[0], 1000.0 / (6800.0 / 7.0), 1e-12);
  EXPECT_NEAR(weekdays[6], 800.0 / (6800.0 / 7.0), 1e-12);
}

TEST(RecordStatisticsTest, BinsHoldWorkdaysOutsideJuly) {
  RegionYearRecord record{.year = 2001};
  const auto add = [&](double degc, double mw, int month, models::DayType type) {
    record.days.push_back({.month = month,
                           .day_type = type,
                           .mean_mw = mw,
                           .highest_mw = 1.1 * mw,
                           .proxy_degc = degc});
  };
  add(-3.0, 5000.0, 1, models::DayType::kWorkday);  // the lower edge belongs to the bin
  add(-0.1, 4000.0, 2, models::DayType::kWorkday);
  add(-1.0, 9000.0, 2, models::DayType::kSunday);
  add(-1.0, 9000.0, 7, models::DayType::kWorkday);
  add(0.0, 3000.0, 3, models::DayType::kWorkday);
  add(99.0, 9000.0, 3, models::DayType::kWorkday);
  const auto bins = CalcTemperatureBins(std::vector<RegionYearRecord>{record}, -3.0, 2);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_NEAR(bins[0].mean_mw, 4500.0, 1e-9);
  EXPECT_NEAR(bins[0].highest_mw, 4950.0, 1e-9);
  EXPECT_DOUBLE_EQ(bins[0].yearly_day_count, 2.0);
  EXPECT_NEAR(bins[1].mean_mw, 3000.0, 1e-9);
}

}  // namespace
}  // namespace solvers

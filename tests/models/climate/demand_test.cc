#include "models/climate/demand.h"

#include <gtest/gtest.h>

#include <array>

namespace models {
namespace {

DemandParams MakeDemand() {
  DemandParams demand{.base_mw = 3000.0,
                      .heating_mw_per_k = 200.0,
                      .threshold_degc = 14.0,
                      .saturation_degc = -12.0,
                      .saturated_slope_ratio = 0.5};
  demand.month_ratio.fill(1.0);
  demand.weekday_ratio = {1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8};
  for (auto& season : demand.hour_shape_ratio) {
    for (auto& day : season) day.fill(1.0);
  }
  return demand;
}

constexpr OsloTime kWorkdayNoon{.month = 1, .day = 14, .hour = 12, .minute = 0, .weekday = 4};

// The docstring's derivation: day means weigh (a + b/2, b/2 + c/2, c/2).
TEST(DemandTest, MemoryWeightsGiveBackTheSharesOfTheDays) {
  const std::array<double, 3> shares{0.6, 0.3, 0.1};
  const auto [a, b, c] = CalcMemoryWeightsShare(shares);
  EXPECT_NEAR(a + b / 2, 0.6, 1e-15);
  EXPECT_NEAR(b / 2 + c / 2, 0.3, 1e-15);
  EXPECT_NEAR(c / 2, 0.1, 1e-15);
  EXPECT_NEAR(a + b + c, 1.0, 1e-15);
}

TEST(DemandTest, AConstantPastIsRememberedAsItself) {
  const auto weights_share = CalcMemoryWeightsShare({0.6, 0.3, 0.1});
  EXPECT_NEAR(CalcRemembered(weights_share,
                             {.now_share = 1.5, .last_day_share = 1.5, .day_before_share = 1.5}),
              1.5, 1e-15);
}

TEST(DemandTest, RememberedIsTheWeightedSum) {
  EXPECT_DOUBLE_EQ(
      CalcRemembered({0.5, 0.25, 0.125},
                     {.now_share = 2.0, .last_day_share = 4.0, .day_before_share = 8.0}),
      3.0);
}

TEST(DemandTest, HourShapeIsLinearBetweenTheCentresOfHours) {
  HourShapes shapes{};
  for (std::size_t hour = 0; hour < 24; ++hour) {
    shapes[0][0][hour] = static_cast<double>(hour);
  }
  // Quarter 10:00–10:15 is centred 22.5 min before the hour's centre: 10 − 0.375.
  EXPECT_DOUBLE_EQ(CalcHourShapeRatio(shapes, {.month = 1, .hour = 10, .minute = 0}), 9.625);
  EXPECT_DOUBLE_EQ(CalcHourShapeRatio(shapes, {.month = 1, .hour = 10, .minute = 45}), 10.375);
  // Midnight looks back into the same day's last hour: 0.625 · 0 + 0.375 · 23.
  EXPECT_DOUBLE_EQ(CalcHourShapeRatio(shapes, {.month = 1, .hour = 0, .minute = 0}), 0.375 * 23.0);
}

TEST(DemandTest, TheFourQuartersOfADayKeepTheDayMean) {
  HourShapes shapes{};
  double sum_ratio = 0.0, mean_ratio = 0.0;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    shapes[2][1][hour] = 1.0 + 0.3 * static_cast<double>((hour * 7) % 24);
    mean_ratio += shapes[2][1][hour] / 24.0;
  }
  for (int hour = 0; hour < 24; ++hour) {
    for (int minute = 0; minute < 60; minute += 15) {
      sum_ratio += CalcHourShapeRatio(
          shapes, {.month = 7, .hour = hour, .minute = minute, .day_type = DayType::kSaturday});
    }
  }
  EXPECT_NEAR(sum_ratio / 96.0, mean_ratio, 1e-12);
}

TEST(DemandTest, SeasonsBeginInDecemberMarchJuneSeptember) {
  HourShapes shapes{};
  for (std::size_t season = 0; season < 4; ++season) {
    shapes[season][0].fill(static_cast<double>(season));
  }
  const std::array<double, 12> season_of_month{0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0};
  for (int month = 1; month <= 12; ++month) {
    EXPECT_EQ(CalcHourShapeRatio(shapes, {.month = month, .hour = 5}),
              season_of_month[static_cast<std::size_t>(month - 1)]);
  }
}

// By hand: 3000 + 200 · (14 − T), half the slope below −12 °C.
TEST(DemandTest, TemperatureResponseByHand) {
  const DemandParams demand = MakeDemand();
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, 20.0, kWorkdayNoon), 3000.0);
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, 14.0, kWorkdayNoon), 3000.0);
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, 4.0, kWorkdayNoon), 5000.0);
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, -12.0, kWorkdayNoon), 8200.0);
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, -22.0, kWorkdayNoon), 9200.0);
}

TEST(DemandTest, AHolidayInTheWeekTakesSundaysRatio) {
  const DemandParams demand = MakeDemand();
  OsloTime holiday = kWorkdayNoon;
  holiday.day_type = DayType::kSunday;
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, 20.0, holiday), 2400.0);
  OsloTime saturday = kWorkdayNoon;
  saturday.weekday = 6;
  saturday.day_type = DayType::kSaturday;
  EXPECT_DOUBLE_EQ(CalcGeneralDemandMw(demand, 20.0, saturday), 2700.0);
}

TEST(DemandTest, ColderNeverMeansLess) {
  const DemandParams demand = MakeDemand();
  double before_mw = 0.0;
  for (double degc = 30.0; degc >= -40.0; degc -= 0.5) {
    const double demand_mw = CalcGeneralDemandMw(demand, degc, kWorkdayNoon);
    EXPECT_GE(demand_mw, before_mw) << degc;
    before_mw = demand_mw;
  }
}

TEST(DemandTest, TheColdMorningIsAJanuaryWorkdayAtMinus20) {
  DemandParams demand = MakeDemand();
  demand.month_ratio[0] = 1.1;  // January
  for (std::size_t day = 0; day < 3; ++day) demand.hour_shape_ratio[0][day][8] = 1.2;
  // Quarter 08:00: 0.625 of hour 8, 0.375 of hour 7. Base 3300 + 200·26 + 100·8.
  EXPECT_DOUBLE_EQ(CalcColdMorningDemandMw(demand), (3300.0 + 5200.0 + 800.0) * 1.125);
}

}  // namespace
}  // namespace models

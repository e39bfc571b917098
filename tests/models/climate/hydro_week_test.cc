#include "models/climate/hydro_week.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

constexpr RegulatedPlantParams kPlant{.p_min_mw = 5.0,
                                      .p_max_mw = 100.0,
                                      .daily_band_share = 0.4,
                                      .storage_mwh = 100'000.0,
                                      .mean_inflow_mw = 50.0};
constexpr WeekBudgetParams kBudget{.fill_gain_ratio = 2.0, .cold_share_per_k = 0.03};

TEST(WeekBudgetTest, ByHand) {
  // 168 h · 40 MW, the season fills 2 % of 100 GWh, 0.1 above normal and 5 K cold:
  // 6720 − 2000 + (0.2 + 0.15) · 50 · 168 = 7660.
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, kBudget,
                                {.energy_mwh = 60'000.0,
                                 .inflow_mw = 40.0,
                                 .below_normal_k = 5.0,
                                 .fill_now_share = 0.50,
                                 .fill_end_share = 0.52}),
              7660.0, 1e-9);
}

TEST(WeekBudgetTest, WaterAndPlantBoundIt) {
  WeekView week{.inflow_mw = 10.0, .fill_now_share = 0.5, .fill_end_share = 0.2};
  week.energy_mwh = 1000.0;  // all there is: 1000 + 1680
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, {}, week), 2680.0, 1e-9);
  week.energy_mwh = 99'000.0;  // the season asks for 31 680, the plant makes 16 800
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, {}, week), 16'800.0, 1e-9);
  week = {.energy_mwh = 98'000.0,
          .inflow_mw = 60.0,
          .fill_now_share = 0.5,
          .fill_end_share = 0.9};  // 2000 MWh of room for 10 080
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, {}, week), 8080.0, 1e-9);
  week.energy_mwh = 20'000.0;  // the season takes all: the minimum flow runs
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, {}, week), 840.0, 1e-9);
}

TEST(DayLimitsTest, TheBandMovesInsideThePlantsLimits) {
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 50.0).low_mw, 30.0);
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 50.0).high_mw, 70.0);
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 95.0).low_mw, 60.0);
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 95.0).high_mw, 100.0);
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 6.0).low_mw, 5.0);
  EXPECT_DOUBLE_EQ(CalcDayLimits(kPlant, 6.0).high_mw, 45.0);
}

TEST(BudgetPowerTest, TheLastStepsTakeWhatIsLeftByHand) {
  const DayLimits day{30.0, 70.0};
  // Two steps left, 25 MWh of them: 60 wanted leaves 10 MWh, 40 MW for the last step.
  EXPECT_DOUBLE_EQ(CalcBudgetPower(kPlant, day, {25.0, 0.5, 0.0}, 60.0, 0.25).power_mw, 60.0);
  EXPECT_DOUBLE_EQ(CalcBudgetPower(kPlant, day, {25.0, 0.5, 0.0}, 60.0, 0.25).follow_share, 1.0);
  // 70 + 30 is the most that can be asked of the first of two steps.
  EXPECT_DOUBLE_EQ(CalcBudgetPower(kPlant, day, {25.0, 0.5, 0.0}, 90.0, 0.25).power_mw, 70.0);
  EXPECT_DOUBLE_EQ(CalcBudgetPower(kPlant, day, {20.0, 0.5, 0.0}, 70.0, 0.25).power_mw, 50.0);
  EXPECT_EQ(CalcBudgetPower(kPlant, day, {20.0, 0.5, 0.0}, 70.0, 0.25).follow_share, 0.0);
  EXPECT_DOUBLE_EQ(CalcBudgetPower(kPlant, day, {10.0, 0.25, 0.0}, 70.0, 0.25).power_mw, 40.0);
}

// Weeks of any wish: budget met, minimum flow and daily band never broken.
TEST(BudgetPowerTest, AnyWeekMeetsItsBudgetWithinBandAndMinimumFlow) {
  for (const double budget_mwh : {840.0, 900.0, 4000.0, 8400.0, 13'000.0, 16'700.0, 16'800.0}) {
    for (int wish = 0; wish < 4; ++wish) {
      double left_mwh = budget_mwh, made_mwh = 0.0;
      for (int day = 0; day < 7; ++day) {
        const DayLimits limits = CalcDayLimits(kPlant, left_mwh / (24.0 * (7 - day)));
        double least_mw = 1e9, most_mw = 0.0;
        for (int i = 0; i < 96; ++i) {
          const double wanted_mw = wish == 0   ? 0.0
                                   : wish == 1 ? 1e4
                                   : wish == 2 ? 1e4 * (i / 40 % 2)
                                               : 60.0 - 9.0 * day;
          const double power_mw =
              CalcBudgetPower(kPlant, limits, {left_mwh, 24.0 - 0.25 * i, 24.0 * (6 - day)},
                              wanted_mw, 0.25)
                  .power_mw;
          left_mwh -= 0.25 * power_mw;
          made_mwh += 0.25 * power_mw;
          least_mw = std::min(least_mw, power_mw);
          most_mw = std::max(most_mw, power_mw);
        }
        EXPECT_GE(least_mw, kPlant.p_min_mw);
        EXPECT_LE(most_mw, kPlant.p_max_mw);
        EXPECT_LE(most_mw - least_mw, 40.0 + 1e-9);
      }
      EXPECT_NEAR(made_mwh, budget_mwh, 1e-6) << wish;
    }
  }
}

TEST(BudgetPowerTest, MoreWantedNeverGivesLess) {
  for (const double left_mwh : {-50.0, 100.0, 900.0, 5000.0}) {
    double last_mw = 0.0;
    for (double wanted_mw = 0.0; wanted_mw < 120.0; wanted_mw += 1.5) {
      const double power_mw =
          CalcBudgetPower(kPlant, {20.0, 60.0}, {left_mwh, 6.0, 48.0}, wanted_mw, 0.25).power_mw;
      EXPECT_GE(power_mw, last_mw);
      last_mw = power_mw;
    }
  }
}

}  // namespace
}  // namespace models

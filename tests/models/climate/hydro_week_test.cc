#include "models/climate/hydro_week.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr RegulatedPlantParams kPlant{.p_min_mw = 5.0,
                                      .p_max_mw = 100.0,
                                      .daily_band_share = 0.4,
                                      .storage_mwh = 100'000.0,
                                      .mean_inflow_mw = 50.0};
constexpr WeekBudgetParams kBudget{
    .inflow_pass_share = 0.25, .fill_gain_ratio = 2.0, .cold_share_per_k = 0.03};

TEST(WeekBudgetTest, ByHand) {
  // 168 h · (28 + 0.25 · (40 − 28)) MW, the season fills 2 % of 100 GWh, 0.1 above normal and 5 K
  // cold: 5208 − 2000 + (0.2 + 0.15) · 50 · 168 = 6148.
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, kBudget,
                                {.energy_mwh = 60'000.0,
                                 .inflow_mw = 40.0,
                                 .normal_inflow_mw = 28.0,
                                 .below_normal_k = 5.0,
                                 .fill_now_share = 0.50,
                                 .fill_end_share = 0.52}),
              6148.0, 1e-9);
}

TEST(WeekBudgetTest, AtAShareOfOneTheNormalInflowDoesNotCount) {
  constexpr WeekBudgetParams kAll{.fill_gain_ratio = 2.0, .cold_share_per_k = 0.03};
  for (double inflow_mw = 0.1; inflow_mw < 150.0; inflow_mw *= 1.3) {
    WeekView week{.energy_mwh = 47'000.0,
                  .inflow_mw = inflow_mw,
                  .normal_inflow_mw = inflow_mw,
                  .below_normal_k = -1.7,
                  .fill_now_share = 0.43,
                  .fill_end_share = 0.45};
    const double normal_mwh = CalcWeekBudgetMwh(kPlant, kAll, week);
    // A week as the season is: the share of what is off the normal does not count.
    EXPECT_EQ(CalcWeekBudgetMwh(kPlant, kBudget, week), normal_mwh) << inflow_mw;
    week.normal_inflow_mw = 77.7;
    EXPECT_EQ(CalcWeekBudgetMwh(kPlant, kAll, week), normal_mwh) << inflow_mw;
  }
}

// 2.5 times the season's inflow at a third of the storage: turned at once it is all the plant can.
TEST(WeekBudgetTest, AnEarlyMeltFillsAReservoirAndPassesThroughASmallOne) {
  const WeekView melt{.energy_mwh = 33'000.0,
                      .inflow_mw = 100.0,
                      .normal_inflow_mw = 40.0,
                      .fill_now_share = 0.33,
                      .fill_end_share = 0.33};
  // 168 · (40 + 0.25 · 60) = 9240 of 16 800 MWh: 7560 stay.
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, kBudget, melt), 9240.0, 1e-9);
  EXPECT_NEAR(CalcWeekBudgetMwh(kPlant, {.inflow_pass_share = 1.0, .fill_gain_ratio = 2.0}, melt),
              16'800.0, 1e-9);
  // Storage of half a day's inflow, a third full: 500 MWh of room, the rest must run.
  RegulatedPlantParams small = kPlant;
  small.storage_mwh = 750.0;
  WeekView full = melt;
  full.energy_mwh = 250.0;
  EXPECT_NEAR(CalcWeekBudgetMwh(small, kBudget, full), 16'300.0, 1e-9);
  // A dry week empties it and no more: 250 + 168 · 4.
  full.inflow_mw = 4.0;
  EXPECT_NEAR(CalcWeekBudgetMwh(small, kBudget, full), 922.0, 1e-9);
}

// A reservoir of 0.6 years through 300 weeks of the same odd inflow: what it does not turn at once
// it turns later, at any share; its filling goes up by (1 − s) (I − I_n) / (g Ī).
TEST(WeekBudgetTest, WhatIsStoredIsTurnedLaterByHand) {
  RegulatedPlantParams plant = kPlant;
  plant.storage_mwh = 0.6 * 8766.0 * plant.mean_inflow_mw;
  for (const double pass_share : {0.0, 0.25, 0.6, 1.0}) {
    double last_made_mwh = 0.0;
    for (const double inflow_mw : {45.0, 50.0, 55.0, 60.0}) {
      WeekView week{.energy_mwh = 0.5 * plant.storage_mwh,
                    .inflow_mw = inflow_mw,
                    .normal_inflow_mw = 50.0,
                    .fill_now_share = 0.5,
                    .fill_end_share = 0.5};
      double budget_mwh = 0.0, made_mwh = 0.0;
      for (int i = 0; i < 300; ++i) {
        budget_mwh = CalcWeekBudgetMwh(
            plant, {.inflow_pass_share = pass_share, .fill_gain_ratio = 2.0}, week);
        made_mwh += budget_mwh;
        week.energy_mwh += inflow_mw * 168.0 - budget_mwh;
      }
      EXPECT_NEAR(budget_mwh, 168.0 * inflow_mw, 1e-4);
      EXPECT_NEAR(week.energy_mwh / plant.storage_mwh,
                  0.5 + (1.0 - pass_share) * (inflow_mw - 50.0) / 100.0, 1e-6);
      EXPECT_GT(made_mwh, last_made_mwh);
      last_made_mwh = made_mwh;
    }
  }
}

// More inflow never means less energy, in the week or over a year: a bounded reservoir, seasons and
// inflow that jumps about, 1 MWh more at any one week.
TEST(WeekBudgetTest, MoreInflowNeverGivesLessEnergy) {
  constexpr int kWeeks = 52;
  for (const double storage_mwh : {300.0, 8'000.0, 60'000.0, 260'000.0}) {
    RegulatedPlantParams plant = kPlant;
    plant.storage_mwh = storage_mwh;
    const auto year_mwh = [&](int more_week, double more_mw) {
      double energy_mwh = 0.6 * storage_mwh, made_mwh = 0.0;
      for (int i = 0; i < kWeeks; ++i) {
        const double season = std::cos(2.0 * 3.14159265358979 * i / kWeeks);
        const double normal_mw = 50.0 * (1.0 - 0.8 * season);
        const double inflow_mw =
            normal_mw * std::exp(0.5 * std::sin(1.7 * i)) + (i == more_week ? more_mw : 0.0);
        const double budget_mwh =
            CalcWeekBudgetMwh(plant, kBudget,
                              {.energy_mwh = energy_mwh,
                               .inflow_mw = inflow_mw,
                               .normal_inflow_mw = normal_mw,
                               .fill_now_share = 0.6 + 0.25 * std::sin(0.12 * i),
                               .fill_end_share = 0.6 + 0.25 * std::sin(0.12 * (i + 1))});
        const double made_now_mwh = std::min(budget_mwh, energy_mwh + 168.0 * inflow_mw);
        made_mwh += made_now_mwh;
        energy_mwh = std::min(energy_mwh + 168.0 * inflow_mw - made_now_mwh, storage_mwh);
      }
      return made_mwh;
    };
    const double base_mwh = year_mwh(-1, 0.0);
    for (int week = 0; week < kWeeks; ++week) {
      EXPECT_GE(year_mwh(week, 5.0), base_mwh - 1e-6) << storage_mwh << " week " << week;
    }
  }
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

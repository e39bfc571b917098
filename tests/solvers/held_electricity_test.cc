#include "solvers/held_electricity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "data/region_loader.h"
#include "tests/support/region_copy.h"

namespace solvers {
namespace {

using models::DesignCases;

// Temperatures from −25 to +24 °C with a draw for each.
template <class Draw>
HeldElectricityFit FitOver(Draw draw) {
  HeldElectricityFit fit;
  for (int degc = -25; degc < 25; ++degc) fit.Add(degc, draw(degc));
  return fit;
}

double SumHeldMw(const DesignCases& held) {
  double sum_mw = 0.0;
  for (int degc = -25; degc < 25; ++degc) sum_mw += CalcByDesignCasesMw(held, degc);
  return sum_mw;
}

TEST(HeldElectricityTest, WhatFollowsTheCasesIsFoundAgain) {
  const DesignCases cases{.cold_mw = 3.0, .mild_mw = 7.0, .summer_mw = 0.5};
  const auto fit = FitOver([&](int degc) { return CalcByDesignCasesMw(cases, degc); });
  const DesignCases held = fit.Solve();
  EXPECT_NEAR(held.cold_mw, cases.cold_mw, 1e-9);
  EXPECT_NEAR(held.mild_mw, cases.mild_mw, 1e-9);
  EXPECT_NEAR(held.summer_mw, cases.summer_mw, 1e-9);
  EXPECT_NEAR(fit.CalcDeviationMw(held), 0.0, 1e-6);
}

// By hand: two MW at −20 °C, once 4 and once 8 at +2, nothing at +16: means of the cases, and a
// deviation of sqrt((2² + 2²)/4).
TEST(HeldElectricityTest, MeansAreTakenAtTheCasesThemselves) {
  HeldElectricityFit fit;
  fit.Add(-20.0, 2.0);
  fit.Add(2.0, 4.0);
  fit.Add(2.0, 8.0);
  fit.Add(16.0, 0.0);
  const DesignCases held = fit.Solve();
  EXPECT_NEAR(held.cold_mw, 2.0, 1e-12);
  EXPECT_NEAR(held.mild_mw, 6.0, 1e-12);
  EXPECT_NEAR(held.summer_mw, 0.0, 1e-12);
  EXPECT_NEAR(fit.CalcMeanMw(), 3.5, 1e-12);
  EXPECT_NEAR(fit.CalcDeviationMw(held), std::sqrt(2.0), 1e-12);
}

// A boiler that runs only where it is neither cold nor warm: free hats would go below zero.
TEST(HeldElectricityTest, TheEnergyIsKeptWhereNothingMayGoBelowZero) {
  const auto draw = [](int degc) { return degc > -6 && degc < 8 ? 10.0 : 0.0; };
  const DesignCases held = FitOver(draw).Solve();
  double sum_mw = 0.0;
  for (int degc = -25; degc < 25; ++degc) sum_mw += draw(degc);
  EXPECT_NEAR(SumHeldMw(held), sum_mw, 1e-9 * sum_mw);
  EXPECT_EQ(held.cold_mw, 0.0);
  EXPECT_GT(held.mild_mw, 5.0);
  EXPECT_GE(held.summer_mw, 0.0);
}

// A turbine at its most from −1 °C down: straight lines would go beyond it in the cold.
TEST(HeldElectricityTest, NothingIsHeldBeyondWhatWasEverDrawn) {
  const auto draw = [](int degc) { return degc < 0 ? 5.0 : std::max(0.0, 5.0 - 0.6 * degc); };
  const DesignCases held = FitOver(draw).Solve();
  double sum_mw = 0.0;
  for (int degc = -25; degc < 25; ++degc) sum_mw += draw(degc);
  EXPECT_NEAR(SumHeldMw(held), sum_mw, 1e-9 * sum_mw);
  EXPECT_LE(held.cold_mw, 5.0 + 1e-8);
  EXPECT_LE(held.mild_mw, 5.0 + 1e-8);
  EXPECT_GT(held.cold_mw, 4.5);
}

TEST(HeldElectricityTest, ATurbineIsHeldBelowZero) {
  const DesignCases draw =
      FitOver([](int degc) { return degc > -6 && degc < 8 ? 10.0 : 0.0; }).Solve();
  const DesignCases power =
      FitOver([](int degc) { return degc > -6 && degc < 8 ? -10.0 : 0.0; }).Solve();
  EXPECT_NEAR(power.mild_mw, -draw.mild_mw, 1e-9);
  EXPECT_NEAR(power.summer_mw, -draw.summer_mw, 1e-9);
}

TEST(HeldElectricityTest, TemperaturesThatNeverCameLeaveTheirCaseAtZero) {
  HeldElectricityFit fit;
  EXPECT_EQ(fit.Solve(), DesignCases());
  fit.Add(20.0, 3.0);
  fit.Add(18.0, 5.0);
  const DesignCases held = fit.Solve();
  EXPECT_NEAR(held.summer_mw, 4.0, 1e-9);
  EXPECT_NEAR(held.cold_mw, 0.0, 1e-9);
}

// The law that the coupling stands on: over the quarters it was fitted to, the grid sees of all
// plants together what it saw before they moved.
TEST(HeldElectricityTest, OverItsQuartersTheRegionsPlantsAddNothing) {
  auto loaded = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  models::Region region = *std::move(loaded);
  const auto calendar = models::OsloCalendar::Load();
  ASSERT_TRUE(calendar.ok());
  HeatStretch stretch = MakeHeatYearStretch(*calendar, 2027, {.seed = 1, .year = 2010});
  stretch.quarters = 14 * models::kQuartersPerDay;
  const auto all = FitHeldElectricity(region, *calendar, {stretch});
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_GT(all->size(), 30u);
  for (models::HeatSystemParams& system : region.heat_systems) {
    for (models::HeatPlantParams& plant : system.plants) plant.held = {};
  }
  for (const HeldElectricity& each : *all) {
    region.heat_systems[each.system].plants[each.plant].held = each.held;
  }
  const auto years = CalcHeatYear(region, *calendar, stretch, {});
  ASSERT_TRUE(years.ok()) << years.status();
  double moved_gwh = 0.0;
  for (const HeatSystemYear& year : *years) {
    EXPECT_NEAR(year.held_gwh, year.to_hold_gwh, 1e-9 * (1e-3 + std::abs(year.to_hold_gwh)));
    moved_gwh += std::abs(year.to_hold_gwh);
  }
  EXPECT_GT(moved_gwh, 5.0);
}

}  // namespace
}  // namespace solvers

#include "models/plants/heat_pump_series.h"

#include <gtest/gtest.h>

#include "models/plants/heat_pump.h"

namespace models {
namespace {

constexpr SeriesHeatPump kPump{.heat_max_mw = 9.0,
                               .lorenz_share = 0.5,
                               .source_in_degc = 8.0,
                               .source_out_degc = 4.0,
                               .sink_max_degc = 90.0};

double CalcAloneMw(double heat_mw, double from_degc, double to_degc) {
  return heat_mw / (0.5 * CalcLorenzCopRatio({.source_in_degc = 8.0,
                                              .source_out_degc = 4.0,
                                              .sink_in_degc = from_degc,
                                              .sink_out_degc = to_degc}));
}

TEST(PartLoadTest, ByHandAndAtItsEnds) {
  EXPECT_EQ(CalcPartLoadRatio(0.2, 1.0), 1.0);
  EXPECT_DOUBLE_EQ(CalcPartLoadRatio(0.2, 0.5), 0.9);
  EXPECT_EQ(CalcPartLoadRatio(0.2, 0.0), 0.8);
  EXPECT_EQ(CalcPartLoadRatio(0.0, 0.3), 1.0);
}

TEST(PartLoadTest, ElectricityAndLoadAreInverseToEachOther) {
  double before_share = -1.0;
  for (double load_share = 0.0; load_share <= 1.0; load_share += 0.05) {
    const double electricity_share = load_share / CalcPartLoadRatio(0.2, load_share);
    EXPECT_NEAR(CalcLoadShareAtElectricity(0.2, electricity_share), load_share, 1e-12);
    EXPECT_GT(electricity_share, before_share);
    EXPECT_LE(electricity_share, 1.0 + 1e-12) << "part load never draws more than full load";
    before_share = electricity_share;
  }
}

// By hand: 0.72 MW/K from 65 to 90 °C are 18 MW, 9 each, 77.5 °C between them.
TEST(SeriesTest, TheSecondLiftsWhatTheFirstLeaves) {
  const SeriesRun run = CalcSeriesRun(
      kPump, kPump, {.flow_mw_per_k = 0.72, .return_degc = 65.0, .target_degc = 90.0});
  EXPECT_DOUBLE_EQ(run.first_heat_mw, 9.0);
  EXPECT_DOUBLE_EQ(run.second_heat_mw, 9.0);
  EXPECT_DOUBLE_EQ(run.between_degc, 77.5);
  EXPECT_DOUBLE_EQ(run.supply_degc, 90.0);
  EXPECT_NEAR(run.electricity_mw, CalcAloneMw(9.0, 65.0, 77.5) + CalcAloneMw(9.0, 77.5, 90.0),
              1e-12);
  // Σ Q/COP is an integral over the lift: Lorenz's cycle does not care where it is cut.
  EXPECT_NEAR(run.electricity_mw, CalcAloneMw(18.0, 65.0, 90.0), 1e-9);
}

TEST(SeriesTest, WhatBothCannotLiftIsLeftToBoilers) {
  const SeriesRun run =
      CalcSeriesRun(kPump, kPump, {.flow_mw_per_k = 1.8, .return_degc = 65.0, .target_degc = 90.0});
  EXPECT_DOUBLE_EQ(run.supply_degc, 75.0);
  SeriesHeatPump low = kPump;
  low.sink_max_degc = 70.0;
  const SeriesRun limited =
      CalcSeriesRun(low, kPump, {.flow_mw_per_k = 0.72, .return_degc = 65.0, .target_degc = 120.0});
  EXPECT_NEAR(limited.first_heat_mw, 0.72 * 5.0, 1e-12);
  EXPECT_DOUBLE_EQ(limited.second_heat_mw, 9.0);
}

TEST(SeriesTest, WithoutFlowNothingRuns) {
  const SeriesRun run = CalcSeriesRun(kPump, kPump, {.return_degc = 65.0, .target_degc = 90.0});
  EXPECT_EQ(run.electricity_mw, 0.0);
  EXPECT_EQ(run.supply_degc, 65.0);
}

// By hand: 88 of 60 to 120 °C is 28/60 of the load.
TEST(SeriesTest, TheSinkLimitByHand) {
  EXPECT_NEAR(CalcSinkHeatMaxMw(600.0, 88.0, 120.0, 60.0), 280.0, 1e-9);
  EXPECT_EQ(CalcSinkHeatMaxMw(600.0, 130.0, 120.0, 60.0), 600.0);
  EXPECT_EQ(CalcSinkHeatMaxMw(600.0, 50.0, 120.0, 60.0), 0.0);
}

}  // namespace
}  // namespace models

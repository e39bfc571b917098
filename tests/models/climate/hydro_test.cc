#include "models/climate/hydro.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

TEST(HydroTest, MeanPowerOfANormalYear) {
  // A Julian year has 8766 h.
  EXPECT_DOUBLE_EQ(CalcMeanPowerMw(8.766), 1.0);
  EXPECT_EQ(CalcMeanPowerMw(0.0), 0.0);
}

TEST(HydroTest, ARiverPlantTakesWhatComesUpToItsSize) {
  EXPECT_DOUBLE_EQ(CalcRunOfRiverMw(10.0, 8.766 * 5.0, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(CalcRunOfRiverMw(10.0, 8.766 * 5.0, 2.0), 10.0);
  EXPECT_DOUBLE_EQ(CalcRunOfRiverMw(10.0, 8.766 * 5.0, 9.0), 10.0);
}

TEST(ReservoirTest, ByHandWithinItsLimits) {
  // 100 MWh + (40 − 60) MW · 0.25 h
  const ReservoirStep step = CalcReservoirStep(100.0, 1000.0, 40.0, 60.0, 0.25);
  EXPECT_DOUBLE_EQ(step.energy_mwh, 95.0);
  EXPECT_DOUBLE_EQ(step.production_mw, 60.0);
  EXPECT_EQ(step.spill_mw, 0.0);
  EXPECT_EQ(step.residual_mwh, 0.0);
}

TEST(ReservoirTest, WhatDoesNotFitGoesOverTheDam) {
  const ReservoirStep step = CalcReservoirStep(990.0, 1000.0, 100.0, 20.0, 0.25);
  EXPECT_DOUBLE_EQ(step.energy_mwh, 1000.0);
  EXPECT_DOUBLE_EQ(step.spill_mw, 40.0);  // 80 MW surplus, 10 MWh of room in a quarter
}

TEST(ReservoirTest, AnEmptyReservoirGivesItsInflowOnly) {
  const ReservoirStep step = CalcReservoirStep(5.0, 1000.0, 10.0, 100.0, 0.25);
  EXPECT_DOUBLE_EQ(step.production_mw, 30.0);  // 5 MWh in a quarter and 10 MW
  EXPECT_EQ(step.energy_mwh, 0.0);
}

// Any inflow, demand and content: energy closes to rounding and stays inside the reservoir.
TEST(ReservoirTest, EnergyClosesOverEveryCombination) {
  for (double energy_mwh : {0.0, 1e-9, 3.7, 500.0, 999.999, 1000.0}) {
    for (double inflow_mw : {0.0, 0.3, 47.0, 5000.0}) {
      for (double wanted_mw : {0.0, 0.1, 60.0, 9000.0}) {
        for (double step_h : {0.25, 1.0}) {
          const ReservoirStep step =
              CalcReservoirStep(energy_mwh, 1000.0, inflow_mw, wanted_mw, step_h);
          const double scale_mwh = 1000.0 + (inflow_mw + wanted_mw) * step_h;
          EXPECT_NEAR(step.energy_mwh - energy_mwh,
                      (inflow_mw - step.production_mw - step.spill_mw) * step_h, 1e-15 * scale_mwh);
          EXPECT_LE(std::abs(step.residual_mwh), 1e-15 * scale_mwh);
          EXPECT_GE(step.energy_mwh, 0.0);
          EXPECT_LE(step.energy_mwh, 1000.0);
          EXPECT_GE(step.spill_mw, 0.0);
          EXPECT_GE(step.production_mw, 0.0);
          EXPECT_LE(step.production_mw, wanted_mw);
        }
      }
    }
  }
}

}  // namespace
}  // namespace models

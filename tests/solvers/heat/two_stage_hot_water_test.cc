#include "solvers/heat/two_stage_hot_water.h"

#include <gtest/gtest.h>

#include "solvers/heat/substation_flow.h"

namespace solvers::heat {
namespace {

using models::SubstationInputs;
using models::SubstationParams;
using models::SubstationResult;

SubstationParams MakeParallel() {
  return {.space = models::MakeHeatExchanger({.heat_w = 200e3,
                                              .primary_in_degc = 95.0,
                                              .primary_out_degc = 45.0,
                                              .secondary_in_degc = 40.0,
                                              .secondary_out_degc = 60.0}),
          .space_flow_max_kg_s = 1.3,
          .hot_water = models::MakeHeatExchanger({.heat_w = 60e3,
                                                  .primary_in_degc = 70.0,
                                                  .primary_out_degc = 25.0,
                                                  .secondary_in_degc = 8.0,
                                                  .secondary_out_degc = 58.0}),
          .hot_water_flow_max_kg_s = 0.5};
}

SubstationParams MakeTwoStages() {
  SubstationParams substation = MakeParallel();
  substation.preheater = models::MakeHeatExchanger({.heat_w = 40e3,
                                                    .primary_in_degc = 42.0,
                                                    .primary_out_degc = 22.0,
                                                    .secondary_in_degc = 8.0,
                                                    .secondary_out_degc = 36.0});
  return substation;
}

SubstationInputs MakeInputs(double space_w, double hot_water_w, double arriving_degc) {
  return {.space = {space_w, 40.0, 60.0},
          .hot_water = {hot_water_w, 8.0, 58.0},
          .arriving_degc = arriving_degc};
}

TEST(TwoStageHotWaterTest, TheBalanceClosesAndAllHeatIsGiven) {
  for (double space_w : {0.0, 20e3, 150e3}) {
    for (double hot_water_w : {500.0, 30e3, 80e3}) {
      for (double arriving_degc : {72.0, 90.0, 115.0}) {
        const SubstationResult result =
            SolveSubstation(MakeTwoStages(), MakeInputs(space_w, hot_water_w, arriving_degc));
        EXPECT_NEAR(result.heat_w + result.missing_w, space_w + hot_water_w, 1e-6);
        EXPECT_NEAR(4190.0 * result.flow_kg_s * (arriving_degc - result.return_degc), result.heat_w,
                    1e-6);
        EXPECT_NEAR(result.hot_water.missing_w, 0.0, 1e-6);
      }
    }
  }
}

// It is what two stages are for.
TEST(TwoStageHotWaterTest, WaterComesBackColderAndLessOfIt) {
  const SubstationInputs inputs = MakeInputs(150e3, 50e3, 90.0);
  const SubstationResult two = SolveSubstation(MakeTwoStages(), inputs);
  const SubstationResult one = SolveSubstation(MakeParallel(), inputs);
  EXPECT_NEAR(two.heat_w, one.heat_w, 1e-6);
  EXPECT_LT(two.return_degc, one.return_degc - 3.0);
  EXPECT_LT(two.flow_kg_s, 0.97 * one.flow_kg_s);
}

// Both exchangers at the temperatures the answer implies.
TEST(TwoStageHotWaterTest, BothStagesObeyTheirExchangers) {
  const SubstationParams substation = MakeTwoStages();
  const SubstationInputs inputs = MakeInputs(150e3, 50e3, 90.0);
  const SubstationResult result = SolveSubstation(substation, inputs);
  const double tap_w_per_k = 50e3 / 50.0;
  const double second_w =
      4190.0 * result.hot_water.flow_kg_s * (90.0 - result.hot_water.return_degc);
  const double first_w = 50e3 - second_w;
  const double mid_degc = 8.0 + first_w / tap_w_per_k;
  EXPECT_GT(first_w, 10e3);
  EXPECT_NEAR(
      models::CalcExchangedHeat(*substation.hot_water, {.primary_kg_s = result.hot_water.flow_kg_s,
                                                        .secondary_kg_s = tap_w_per_k / 4190.0,
                                                        .primary_in_degc = 90.0,
                                                        .secondary_in_degc = mid_degc})
          .heat_w,
      second_w, 1e-6);
  const double mixed_degc = result.return_degc + first_w / (4190.0 * result.flow_kg_s);
  EXPECT_NEAR(
      models::CalcExchangedHeat(*substation.preheater, {.primary_kg_s = result.flow_kg_s,
                                                        .secondary_kg_s = tap_w_per_k / 4190.0,
                                                        .primary_in_degc = mixed_degc,
                                                        .secondary_in_degc = 8.0})
          .heat_w,
      first_w, 1e-6);
}

// Little hot water and much that comes back warm: the second valve stays shut.
TEST(TwoStageHotWaterTest, WhereTheReturnSufficesTheSecondValveIsShut) {
  SubstationInputs inputs = MakeInputs(190e3, 2e3, 95.0);
  inputs.hot_water.warm_degc = 38.0;
  const SubstationResult result = SolveSubstation(MakeTwoStages(), inputs);
  EXPECT_EQ(result.hot_water.flow_kg_s, 0.0);
  EXPECT_NEAR(result.hot_water.heat_w, 2e3, 1e-9);
  EXPECT_EQ(result.missing_w, 0.0);
}

TEST(TwoStageHotWaterTest, WithTheSecondValveOpenTheRestIsMissing) {
  const SubstationResult result = SolveSubstation(MakeTwoStages(), MakeInputs(50e3, 150e3, 60.0));
  EXPECT_TRUE(result.hot_water.is_saturated);
  EXPECT_GT(result.hot_water.missing_w, 1e3);
  EXPECT_NEAR(result.hot_water.heat_w + result.hot_water.missing_w, 150e3, 1e-6);
  EXPECT_NEAR(4190.0 * result.flow_kg_s * (60.0 - result.return_degc), result.heat_w, 1e-6);
}

TEST(TwoStageHotWaterTest, DerivativesAreExact) {
  const SubstationParams substation = MakeTwoStages();
  for (double space_w : {0.0, 60e3, 195e3}) {
    for (double hot_water_w : {3e3, 50e3, 140e3}) {
      for (double arriving_degc : {62.0, 75.0, 95.0, 115.0}) {
        const auto solve = [&](double degc) {
          return SolveSubstation(substation, MakeInputs(space_w, hot_water_w, degc));
        };
        const SubstationResult at = solve(arriving_degc);
        const SubstationResult above = solve(arriving_degc + 1e-3);
        const SubstationResult below = solve(arriving_degc - 1e-3);
        EXPECT_NEAR(at.flow_kg_s_per_k, (above.flow_kg_s - below.flow_kg_s) / 2e-3, 1e-7);
        EXPECT_NEAR(at.hot_water.flow_kg_s_per_k,
                    (above.hot_water.flow_kg_s - below.hot_water.flow_kg_s) / 2e-3, 1e-7);
        EXPECT_NEAR(at.return_per_arriving_ratio, (above.return_degc - below.return_degc) / 2e-3,
                    1e-6)
            << space_w << " " << hot_water_w << " " << arriving_degc;
      }
    }
  }
}

}  // namespace
}  // namespace solvers::heat

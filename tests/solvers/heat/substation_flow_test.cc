#include "solvers/heat/substation_flow.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"

namespace solvers::heat {
namespace {

using models::HeatRequest;
using models::SubstationInputs;
using models::SubstationParams;
using models::SubstationResult;
using models::ValveResult;

/// 200 kW of radiators 60/40 °C from 95/45 °C, 60 kW of hot water 8 → 58 °C from 70/20 °C.
SubstationParams MakeSubstation() {
  SubstationParams substation{.space = models::MakeHeatExchanger({.heat_w = 200e3,
                                                                  .primary_in_degc = 95.0,
                                                                  .primary_out_degc = 45.0,
                                                                  .secondary_in_degc = 40.0,
                                                                  .secondary_out_degc = 60.0}),
                              .hot_water = models::MakeHeatExchanger({.heat_w = 60e3,
                                                                      .primary_in_degc = 70.0,
                                                                      .primary_out_degc = 20.0,
                                                                      .secondary_in_degc = 8.0,
                                                                      .secondary_out_degc = 58.0}),
                              .hot_water_flow_max_kg_s = 0.5};
  substation.space_flow_max_kg_s = 1.3 * substation.space.nominal_primary_kg_s;
  return substation;
}

ValveProblem MakeProblem(double heat_w, double arriving_degc) {
  const SubstationParams substation = MakeSubstation();
  return {.exchanger = substation.space,
          .flow_max_kg_s = substation.space_flow_max_kg_s,
          .request = {.heat_w = heat_w, .cold_degc = 40.0, .warm_degc = 60.0},
          .arriving_degc = arriving_degc};
}

TEST(SubstationFlowTest, AtTheDesignPointItIsTheDesign) {
  const ValveResult result = SolveValve(MakeProblem(200e3, 95.0));
  EXPECT_NEAR(result.flow_kg_s, 200e3 / (4190.0 * 50.0), 1e-10);
  EXPECT_NEAR(result.return_degc, 45.0, 1e-9);
  EXPECT_FALSE(result.is_saturated);
  EXPECT_EQ(result.missing_w, 0.0);
}

TEST(SubstationFlowTest, HeatIsGivenAndTheBalanceClosesOverTheWholeRange) {
  for (double heat_w : {1.0, 100.0, 5e3, 60e3, 150e3, 199e3}) {
    for (double arriving_degc : {62.0, 70.0, 95.0, 120.0}) {
      const ValveResult result = SolveValve(MakeProblem(heat_w, arriving_degc));
      EXPECT_NEAR(result.heat_w + result.missing_w, heat_w, 1e-11 * heat_w);
      EXPECT_NEAR(4190.0 * result.flow_kg_s * (arriving_degc - result.return_degc), result.heat_w,
                  1e-9 * heat_w);
      EXPECT_GE(result.return_degc, 40.0);
      if (!result.is_saturated) {
        EXPECT_EQ(result.missing_w, 0.0);
      }
    }
  }
}

TEST(SubstationFlowTest, ColderWaterOpensTheValveAndComesBackWarmerUntilItIsOpen) {
  double flow_before_kg_s = 0.0, missing_before_w = 0.0;
  int saturated = 0;
  for (double arriving_degc = 120.0; arriving_degc >= 45.0; arriving_degc -= 1.0) {
    const ValveResult result = SolveValve(MakeProblem(180e3, arriving_degc));
    EXPECT_GE(result.flow_kg_s, flow_before_kg_s);
    EXPECT_GE(result.missing_w, missing_before_w);
    flow_before_kg_s = result.flow_kg_s;
    missing_before_w = result.missing_w;
    saturated += result.is_saturated ? 1 : 0;
  }
  EXPECT_GT(saturated, 5);
  EXPECT_LT(saturated, 70);
  EXPECT_GT(missing_before_w, 100e3);
}

TEST(SubstationFlowTest, WhereTheValveIsOpenItsFlowStaysAndTheRestIsMissing) {
  const ValveProblem problem = MakeProblem(200e3, 65.0);
  const ValveResult result = SolveValve(problem);
  EXPECT_TRUE(result.is_saturated);
  EXPECT_EQ(result.flow_kg_s, problem.flow_max_kg_s);
  EXPECT_GT(result.missing_w, 1e3);
  EXPECT_EQ(result.flow_kg_s_per_k, 0.0);
}

// A front of cold water: the pump of the radiators goes on, and the network takes heat from them.
TEST(SubstationFlowTest, WaterColderThanTheRadiatorsTakesHeat) {
  const ValveResult result = SolveValve(MakeProblem(100e3, 30.0));
  EXPECT_TRUE(result.is_saturated);
  EXPECT_LT(result.heat_w, 0.0);
  EXPECT_GT(result.return_degc, 30.0);
  EXPECT_GT(result.missing_w, 100e3);
}

TEST(SubstationFlowTest, NoDemandNoFlow) {
  const ValveResult result = SolveValve(MakeProblem(0.0, 95.0));
  EXPECT_EQ(result.flow_kg_s, 0.0);
  EXPECT_EQ(result.heat_w, 0.0);
  EXPECT_EQ(result.return_degc, 40.0);
}

// The smaller the demand the nearer the return is to the secondary's.
TEST(SubstationFlowTest, VanishingDemandIsReachedSmoothly) {
  const ValveResult result = SolveValve(MakeProblem(1e-3, 95.0));
  EXPECT_NEAR(result.return_degc, 40.0, 0.01);
  EXPECT_NEAR(result.flow_kg_s, 1e-3 / (4190.0 * 55.0), 1e-12);
}

TEST(SubstationFlowTest, AnInfiniteExchangerReturnsWaterAtTheSecondarysTemperature) {
  ValveProblem problem = MakeProblem(100e3, 95.0);
  problem.exchanger.transfer_w_per_k = 1e9;
  const ValveResult result = SolveValve(problem);
  EXPECT_NEAR(result.return_degc, 40.0, 1e-6);
  EXPECT_NEAR(result.flow_kg_s, 100e3 / (4190.0 * 55.0), 1e-8);
  EXPECT_NEAR(result.return_per_arriving_ratio, 0.0, 1e-6);
}

// Derivatives against central differences, controlling, open and mixed.
TEST(SubstationFlowTest, DerivativesAreExact) {
  const SubstationParams substation = MakeSubstation();
  for (double space_w : {0.0, 40e3, 195e3}) {
    for (double hot_water_w : {0.0, 30e3, 75e3}) {
      for (double arriving_degc : {64.0, 75.0, 95.0, 118.0}) {
        SubstationInputs inputs{.space = {space_w, 40.0, 60.0},
                                .hot_water = {hot_water_w, 8.0, 58.0},
                                .arriving_degc = arriving_degc};
        const SubstationResult at = SolveSubstation(substation, inputs);
        inputs.arriving_degc = arriving_degc + 1e-3;
        const SubstationResult above = SolveSubstation(substation, inputs);
        inputs.arriving_degc = arriving_degc - 1e-3;
        const SubstationResult below = SolveSubstation(substation, inputs);
        EXPECT_NEAR(at.flow_kg_s_per_k, (above.flow_kg_s - below.flow_kg_s) / 2e-3, 1e-7);
        EXPECT_NEAR(at.return_per_arriving_ratio, (above.return_degc - below.return_degc) / 2e-3,
                    1e-6)
            << space_w << " " << hot_water_w << " " << arriving_degc;
      }
    }
  }
}

TEST(SubstationFlowTest, ParallelFlowsAddUpAndMix) {
  const SubstationInputs inputs{
      .space = {150e3, 40.0, 60.0}, .hot_water = {40e3, 8.0, 58.0}, .arriving_degc = 90.0};
  const SubstationResult result = SolveSubstation(MakeSubstation(), inputs);
  EXPECT_NEAR(result.heat_w, 190e3, 1e-6);
  EXPECT_EQ(result.flow_kg_s, result.space.flow_kg_s + result.hot_water.flow_kg_s);
  EXPECT_NEAR(4190.0 * result.flow_kg_s * (90.0 - result.return_degc), 190e3, 1e-5);
  EXPECT_LT(result.hot_water.return_degc, result.space.return_degc);
  // Without an exchanger for it hot water is simply missing.
  SubstationParams without = MakeSubstation();
  without.hot_water.reset();
  EXPECT_EQ(SolveSubstation(without, inputs).missing_w, 40e3);
  EXPECT_EQ(SolveSubstation(without, inputs).flow_kg_s, result.space.flow_kg_s);
}

// Rooms at 15 °C to be cooled to 9 °C from a network of 6 °C: the mirror image of heating.
TEST(SubstationFlowTest, ColdNetworksAreServedByTheSameExchanger) {
  ValveProblem problem{.exchanger = models::MakeHeatExchanger({.heat_w = 100e3,
                                                               .primary_in_degc = 94.0,
                                                               .primary_out_degc = 87.0,
                                                               .secondary_in_degc = 85.0,
                                                               .secondary_out_degc = 91.0}),
                       .flow_max_kg_s = 5.0,
                       .request = {.heat_w = 100e3, .cold_degc = 9.0, .warm_degc = 15.0},
                       .arriving_degc = 6.0};
  const ValveResult result = SolveCoolingValve(problem);
  EXPECT_NEAR(result.return_degc, 13.0, 1e-9);
  EXPECT_NEAR(result.flow_kg_s, 100e3 / (4190.0 * 7.0), 1e-9);
  EXPECT_NEAR(result.heat_w, 100e3, 1e-6);
  EXPECT_GT(result.flow_kg_s_per_k, 0.0);  // warmer water cools less, so that more is needed
  problem.arriving_degc = 9.5;
  const ValveResult warm = SolveCoolingValve(problem);
  EXPECT_TRUE(warm.is_saturated);
  EXPECT_GT(warm.missing_w, 1e3);
  EXPECT_LT(warm.return_degc, 15.0);
}

TEST(SubstationFlowTest, ValidationNamesEveryField) {
  EXPECT_TRUE(models::Validate(MakeSubstation()).ok());
  SubstationParams wrong = MakeSubstation();
  wrong.space.transfer_w_per_k = 0.0;
  wrong.space_flow_max_kg_s = -1.0;
  wrong.hot_water->primary_resistance_share = 1.5;
  const auto violations = models::errors::FieldViolationsOf(models::Validate(wrong));
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations[0].field, "space.transfer_w_per_k");
  EXPECT_EQ(violations[1].field, "space_flow_max_kg_s");
  EXPECT_EQ(violations[2].field, "hot_water.primary_resistance_share");
}

}  // namespace
}  // namespace solvers::heat

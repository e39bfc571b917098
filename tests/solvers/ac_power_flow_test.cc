#include "solvers/ac_power_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "models/base/units.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

PowerFlowInputs HoldSource(const models::ElectricityGrid& grid) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  return inputs;
}

absl::StatusOr<PowerFlowSolution> Solve(const models::ElectricityGrid& grid,
                                        const PowerFlowInputs& inputs, const PowerFlowState& start,
                                        const PowerFlowOptions& options = {}) {
  auto solver = AcPowerFlow::Make(grid);
  EXPECT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  return solver->Solve(inputs, start, options, *workspace);
}

// Sum over branch flows at each bus minus what is put in; everything must be accounted for.
double CalcWorstBalanceMw(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
                          const PowerFlowSolution& solution) {
  std::vector<double> left_mw = inputs.injection_mw.rows();
  for (std::size_t i = 0; i < left_mw.size(); ++i) {
    left_mw[i] += inputs.participation_share[BusIndex(i)] * solution.result.mismatch_mw;
  }
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const auto& branch = grid.branches[BranchIndex(k)];
    left_mw[branch.from.value()] -= solution.result.flow[BranchIndex(k)].p_from_mw;
    left_mw[branch.to.value()] -= solution.result.flow[BranchIndex(k)].p_to_mw;
  }
  double worst_mw = 0.0;
  for (const double value : left_mw) worst_mw = std::max(worst_mw, std::abs(value));
  return worst_mw;
}

// By hand: V1 = 1, load P + jQ behind r + jx (per unit). With a = rP + xQ and b = xP − rQ,
//   V2² = (1 − 2a)/2 + sqrt((1 − 2a)²/4 − (a² + b²)),  sin δ = b/V2.
TEST(AcPowerFlowTest, TwoBusesGiveTheClosedForm) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.02 * base_ohm, 0.1 * base_ohm);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(1)] = -80.0;
  inputs.injection_mvar[BusIndex(1)] = -30.0;
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(solution.ok()) << solution.status();
  const double a = 0.02 * 0.8 + 0.1 * 0.3, b = 0.1 * 0.8 - 0.02 * 0.3;
  const double half = (1.0 - 2.0 * a) / 2.0;
  const double v2_pu = std::sqrt(half + std::sqrt(half * half - (a * a + b * b)));
  EXPECT_NEAR(solution->state.vm_pu[BusIndex(1)], v2_pu, 1e-12);
  EXPECT_NEAR(solution->state.va_rad[BusIndex(1)], -std::asin(b / v2_pu), 1e-12);
  const double current2 = (0.8 * 0.8 + 0.3 * 0.3) / (v2_pu * v2_pu);
  EXPECT_NEAR(solution->result.losses_mw, 0.02 * current2 * 100.0, 1e-9);
  EXPECT_NEAR(solution->result.mismatch_mw, 80.0 + 0.02 * current2 * 100.0, 1e-9);
}

TEST(AcPowerFlowTest, LoadBeyondTheNoseIsANamedFailure) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 0.1 * base_ohm);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(1)] = -510.0;  // the nose is at 1/(2x) = 5 pu
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(solution.status().message()), testing::HasSubstr("Bus 1"));
}

TEST(AcPowerFlowTest, NobodyToTakeTheMismatchIsANamedFailure) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.participation_share[BusIndex(0)] = 0.0;
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(AcPowerFlowTest, ValuesThatAreNotFiniteAreRefused) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(1)] = std::nan("");
  EXPECT_EQ(Solve(grid, inputs, PowerFlowState::MakeFlat(grid)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(AcPowerFlowTest, WarmStartFromTheSolutionNeedsNoStep) {
  const models::ElectricityGrid grid = tests::MakeChain(5, 2.0, 10.0, 1e-5);
  PowerFlowInputs inputs = HoldSource(grid);
  for (std::size_t i = 1; i <= 5; ++i) inputs.injection_mw[BusIndex(i)] = -15.0;
  const auto cold = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(cold.ok()) << cold.status();
  const auto warm = Solve(grid, inputs, cold->state);
  ASSERT_TRUE(warm.ok()) << warm.status();
  EXPECT_EQ(warm->result.iterations, 0);
  EXPECT_EQ(warm->state, cold->state);
}

TEST(AcPowerFlowTest, EveryBusBalancesAndLossesAreNotNegative) {
  const models::ElectricityGrid grid = tests::MakeChain(8, 2.0, 12.0, 2e-5);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> power_mw(-20.0, 12.0);
  for (int trial = 0; trial < 50; ++trial) {
    PowerFlowInputs inputs = HoldSource(grid);
    for (std::size_t i = 1; i <= 8; ++i) inputs.injection_mw[BusIndex(i)] = power_mw(random);
    const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
    ASSERT_TRUE(solution.ok()) << solution.status();
    EXPECT_LT(CalcWorstBalanceMw(grid, inputs, *solution), 1e-7);
    EXPECT_GE(solution->result.losses_mw, -1e-9);
  }
}

TEST(AcPowerFlowTest, DirectionOfABranchChangesNothing) {
  models::ElectricityGrid grid = tests::MakeChain(4, 2.0, 12.0, 2e-5);
  PowerFlowInputs inputs = HoldSource(grid);
  for (std::size_t i = 1; i <= 4; ++i) inputs.injection_mw[BusIndex(i)] = -12.0;
  const auto forward = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  for (models::BranchParams& branch : grid.branches) std::swap(branch.from, branch.to);
  const auto backward = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(forward.ok() && backward.ok());
  for (std::size_t i = 0; i <= 4; ++i) {
    EXPECT_NEAR(forward->state.vm_pu[BusIndex(i)], backward->state.vm_pu[BusIndex(i)], 1e-12);
  }
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(forward->result.flow[BranchIndex(k)].p_from_mw,
                backward->result.flow[BranchIndex(k)].p_to_mw, 1e-8);
  }
}

TEST(AcPowerFlowTest, ReactiveLimitTurnsAHeldBusFreeAndBack) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 20.0);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(2)] = -60.0;
  inputs.injection_mvar[BusIndex(2)] = -40.0;
  inputs.regulates[BusIndex(2)] = 1;
  inputs.v_set_pu[BusIndex(2)] = 1.0;
  inputs.q_max_mvar[BusIndex(2)] = 10.0;
  const auto limited = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(limited.ok()) << limited.status();
  EXPECT_EQ(limited->state.control[BusIndex(2)], BusControl::kAtMaxQ);
  EXPECT_NEAR(limited->result.regulated_mvar[BusIndex(2)], 10.0, 1e-6);
  EXPECT_LT(limited->state.vm_pu[BusIndex(2)], 1.0);

  inputs.q_max_mvar[BusIndex(2)] = 200.0;  // more room: from the limited state it is held again
  inputs.injection_mvar[BusIndex(2)] = 0.0;
  const auto held = Solve(grid, inputs, limited->state);
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->state.control[BusIndex(2)], BusControl::kHeld);
  EXPECT_NEAR(held->state.vm_pu[BusIndex(2)], 1.0, 1e-12);
}

TEST(AcPowerFlowTest, TapChangerBringsTheVoltageIntoItsBand) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.5, 18.0);
  models::BranchParams& trafo = grid.branches[BranchIndex(0)];
  trafo.tap_step_ratio = 0.0125;
  trafo.tap_min_step = -12;
  trafo.tap_max_step = 12;
  trafo.tap_target_v_pu = 1.02;
  trafo.tap_deadband_v_pu = 0.012;
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(1)] = -60.0;
  inputs.injection_mvar[BusIndex(1)] = -30.0;
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_LT(solution->state.tap_step[BranchIndex(0)], 0);
  EXPECT_NEAR(solution->state.vm_pu[BusIndex(1)], 1.02, 0.012);
}

TEST(AcPowerFlowTest, WhatIsCutOffHasNoVoltageAndNoFlow) {
  const models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0);
  PowerFlowInputs inputs = HoldSource(grid);
  for (std::size_t i = 1; i <= 3; ++i) inputs.injection_mw[BusIndex(i)] = -10.0;
  inputs.in_service[BranchIndex(1)] = 0;
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_TRUE(solution->result.is_energised[BusIndex(1)]);
  EXPECT_FALSE(solution->result.is_energised[BusIndex(2)]);
  EXPECT_EQ(solution->result.flow[BranchIndex(2)].p_from_mw, 0.0);
  EXPECT_NEAR(solution->result.mismatch_mw, 10.0, 0.1);
}

TEST(AcPowerFlowTest, DistributedSlackSharesTheMismatch) {
  models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  grid.boundaries.Add({.id = "x2",
                       .bus = BusIndex(2),
                       .area = models::ExchangeAreaIndex(0),
                       .slack_participation_share = 0.25});
  grid.boundaries[models::BoundaryIndex(0)].slack_participation_share = 0.75;
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(1)] = -40.0;
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(solution.ok()) << solution.status();
  const double total_mw = solution->result.mismatch_mw;
  EXPECT_NEAR(total_mw, 40.0 + solution->result.losses_mw, 1e-8);
  EXPECT_NEAR(solution->result.flow[BranchIndex(0)].p_from_mw, 0.75 * total_mw, 1e-8);
  EXPECT_NEAR(solution->result.flow[BranchIndex(1)].p_to_mw, 0.25 * total_mw, 1e-8);
}

}  // namespace
}  // namespace solvers

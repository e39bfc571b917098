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

// Six buses in two rings with unlike lines: nothing in it is symmetric by accident.
models::ElectricityGrid MakeRings() {
  models::ElectricityGrid grid = tests::MakeChain(5, 2.0, 12.0, 2e-5);
  grid.branches.Add({.id = "r0",
                     .from = BusIndex(3),
                     .to = BusIndex(0),
                     .r_ohm = 3.0,
                     .x_ohm = 9.0,
                     .rating = {100.0, 100.0, 100.0}});
  grid.branches.Add({.id = "r1",
                     .from = BusIndex(1),
                     .to = BusIndex(5),
                     .r_ohm = 1.0,
                     .x_ohm = 15.0,
                     .b_siemens = 4e-5,
                     .tap_ratio = 1.03,
                     .phase_shift_deg = 4.0,
                     .rating = {100.0, 100.0, 100.0}});
  return grid;
}

PowerFlowInputs MakeRingInputs(const models::ElectricityGrid& grid) {
  PowerFlowInputs inputs = HoldSource(grid);
  const double demand_mw[] = {0.0, 21.0, 13.0, -9.0, 17.0, 25.0};
  for (std::size_t i = 1; i < 6; ++i) {
    inputs.injection_mw[BusIndex(i)] = -demand_mw[i];
    inputs.injection_mvar[BusIndex(i)] = -0.3 * demand_mw[i];
  }
  inputs.shunt_mvar[BusIndex(4)] = 12.0;
  inputs.regulates[BusIndex(2)] = 1;
  inputs.v_set_pu[BusIndex(2)] = 1.01;
  inputs.q_min_mvar[BusIndex(2)] = -200.0;
  inputs.q_max_mvar[BusIndex(2)] = 200.0;
  return inputs;
}

TEST(AcPowerFlowTest, NumberingOfBusesAndBranchesChangesNothing) {
  const models::ElectricityGrid grid = MakeRings();
  const PowerFlowInputs inputs = MakeRingInputs(grid);
  const auto straight = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(straight.ok()) << straight.status();

  const std::size_t place_of[] = {4, 2, 5, 0, 3, 1};  // bus i stands at place_of[i]
  models::ElectricityGrid shuffled = grid;
  for (std::size_t i = 0; i < 6; ++i) {
    shuffled.buses[BusIndex(place_of[i])] = grid.buses[BusIndex(i)];
  }
  const std::size_t last = grid.branches.size() - 1;
  for (std::size_t k = 0; k <= last; ++k) {
    models::BranchParams branch = grid.branches[BranchIndex(k)];
    branch.from = BusIndex(place_of[branch.from.value()]);
    branch.to = BusIndex(place_of[branch.to.value()]);
    shuffled.branches[BranchIndex(last - k)] = branch;
  }
  shuffled.boundaries[models::BoundaryIndex(0)].bus = BusIndex(place_of[0]);
  PowerFlowInputs moved = PowerFlowInputs::MakeZero(shuffled);
  for (std::size_t i = 0; i < 6; ++i) {
    const BusIndex from(i), to(place_of[i]);
    moved.injection_mw[to] = inputs.injection_mw[from];
    moved.injection_mvar[to] = inputs.injection_mvar[from];
    moved.shunt_mvar[to] = inputs.shunt_mvar[from];
    moved.regulates[to] = inputs.regulates[from];
    moved.v_set_pu[to] = inputs.v_set_pu[from];
    moved.q_min_mvar[to] = inputs.q_min_mvar[from];
    moved.q_max_mvar[to] = inputs.q_max_mvar[from];
  }
  const auto mixed = Solve(shuffled, moved, PowerFlowState::MakeFlat(shuffled));
  ASSERT_TRUE(mixed.ok()) << mixed.status();
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(mixed->state.vm_pu[BusIndex(place_of[i])], straight->state.vm_pu[BusIndex(i)],
                1e-11);
    EXPECT_NEAR(mixed->state.va_rad[BusIndex(place_of[i])], straight->state.va_rad[BusIndex(i)],
                1e-11);
  }
  EXPECT_NEAR(mixed->result.losses_mw, straight->result.losses_mw, 1e-8);
}

TEST(AcPowerFlowTest, ReactivePowerBalancesAtEveryBus) {
  const models::ElectricityGrid grid = MakeRings();
  const PowerFlowInputs inputs = MakeRingInputs(grid);
  const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_LT(CalcWorstBalanceMw(grid, inputs, *solution), 1e-7);
  std::vector<double> left_mvar(6);
  for (std::size_t i = 0; i < 6; ++i) {
    const BusIndex bus(i);
    const double vm_pu = solution->state.vm_pu[bus];
    left_mvar[i] = inputs.injection_mvar[bus] + solution->result.regulated_mvar[bus] +
                   inputs.shunt_mvar[bus] * vm_pu * vm_pu;
  }
  double losses_mw = 0.0;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const auto& branch = grid.branches[BranchIndex(k)];
    const BranchFlow& flow = solution->result.flow[BranchIndex(k)];
    left_mvar[branch.from.value()] -= flow.q_from_mvar;
    left_mvar[branch.to.value()] -= flow.q_to_mvar;
    losses_mw += flow.p_from_mw + flow.p_to_mw;
    EXPECT_GE(flow.p_from_mw + flow.p_to_mw, 0.0) << k;
  }
  for (const double mvar : left_mvar) EXPECT_NEAR(mvar, 0.0, 1e-7);
  EXPECT_NEAR(losses_mw, solution->result.losses_mw, 1e-9);
}

// Exact: both ends held at 1 pu behind a pure reactance, P = sin δ / x, Q = (1 − cos δ)/x.
TEST(AcPowerFlowTest, ALosslessLineBetweenHeldBusesGivesTheSineExactly) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 0.2 * models::CalcBaseOhm(132.0));
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.regulates[BusIndex(1)] = 1;
  inputs.v_set_pu[BusIndex(1)] = 1.0;
  inputs.q_min_mvar[BusIndex(1)] = -1e4;
  inputs.q_max_mvar[BusIndex(1)] = 1e4;
  for (const double load_mw : {-300.0, 0.0, 100.0, 300.0, 480.0}) {
    inputs.injection_mw[BusIndex(1)] = -load_mw;
    const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
    ASSERT_TRUE(solution.ok()) << solution.status();
    const double delta_rad = std::asin(0.2 * load_mw / 100.0);
    EXPECT_NEAR(solution->state.va_rad[BusIndex(1)], -delta_rad, 1e-9) << load_mw;
    EXPECT_NEAR(solution->result.flow[BranchIndex(0)].q_from_mvar,
                (1.0 - std::cos(delta_rad)) / 0.2 * 100.0, 1e-6);
    EXPECT_NEAR(solution->result.losses_mw, 0.0, 1e-9);
  }
}

// A phase shifter into a dead end turns angles and nothing else.
TEST(AcPowerFlowTest, APhaseShifterInARadialLineTurnsAnglesOnly) {
  models::ElectricityGrid grid = tests::MakeChain(2, 2.0, 12.0);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(2)] = -30.0;
  const auto plain = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  grid.branches[BranchIndex(1)].phase_shift_deg = 30.0;
  const auto turned = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
  ASSERT_TRUE(plain.ok() && turned.ok());
  EXPECT_NEAR(turned->state.va_rad[BusIndex(2)] - plain->state.va_rad[BusIndex(2)],
              -30.0 * models::kRadPerDeg, 1e-10);
  EXPECT_NEAR(turned->state.vm_pu[BusIndex(2)], plain->state.vm_pu[BusIndex(2)], 1e-11);
  EXPECT_NEAR(turned->result.losses_mw, plain->result.losses_mw, 1e-9);
}

// Mirror image: equal shares at both ends of a symmetric chain feed the middle alike, and it does
// not matter which end is the angle reference.
TEST(AcPowerFlowTest, EqualSharesOfASymmetricGridGiveSymmetricFlowsAndTheSameLosses) {
  models::ElectricityGrid grid = tests::MakeChain(4, 2.0, 12.0, 2e-5);
  grid.boundaries.Add({.id = "x4", .bus = BusIndex(4), .area = models::ExchangeAreaIndex(0)});
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mw[BusIndex(2)] = -60.0;
  inputs.injection_mvar[BusIndex(2)] = -20.0;
  inputs.regulates[BusIndex(4)] = 1;
  inputs.q_min_mvar[BusIndex(4)] = -1e4;
  inputs.q_max_mvar[BusIndex(4)] = 1e4;
  double losses_mw[2];
  for (int first = 0; first < 2; ++first) {  // a hair more makes either end the reference
    inputs.participation_share[BusIndex(0)] = first == 0 ? 0.5 + 1e-13 : 0.5 - 1e-13;
    inputs.participation_share[BusIndex(4)] = 1.0 - inputs.participation_share[BusIndex(0)];
    const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
    ASSERT_TRUE(solution.ok()) << solution.status();
    const auto& flow = solution->result.flow;
    EXPECT_NEAR(flow[BranchIndex(0)].p_from_mw, flow[BranchIndex(3)].p_to_mw, 1e-8);
    EXPECT_NEAR(flow[BranchIndex(1)].q_to_mvar, flow[BranchIndex(2)].q_from_mvar, 1e-8);
    EXPECT_NEAR(solution->state.vm_pu[BusIndex(1)], solution->state.vm_pu[BusIndex(3)], 1e-11);
    losses_mw[first] = solution->result.losses_mw;
  }
  EXPECT_NEAR(losses_mw[0], losses_mw[1], 1e-9);
}

TEST(AcPowerFlowTest, MoreLoadMeansMoreLossesAndLowerVoltage) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 3.0, 15.0);
  double losses_before_mw = -1.0, vm_before_pu = 2.0;
  for (double load_mw = 0.0; load_mw <= 200.0; load_mw += 10.0) {
    PowerFlowInputs inputs = HoldSource(grid);
    inputs.injection_mw[BusIndex(1)] = -load_mw;
    inputs.injection_mvar[BusIndex(1)] = -0.2 * load_mw;
    const auto solution = Solve(grid, inputs, PowerFlowState::MakeFlat(grid));
    ASSERT_TRUE(solution.ok()) << solution.status();
    EXPECT_GT(solution->result.losses_mw, losses_before_mw);
    EXPECT_LT(solution->state.vm_pu[BusIndex(1)], vm_before_pu);
    losses_before_mw = solution->result.losses_mw;
    vm_before_pu = solution->state.vm_pu[BusIndex(1)];
  }
}

TEST(AcPowerFlowTest, EqualInputsGiveEqualBitsWhateverTheWorkspaceSolvedBefore) {
  const models::ElectricityGrid grid = MakeRings();
  const PowerFlowInputs inputs = MakeRingInputs(grid);
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto fresh = solver->MakeWorkspace();
  const auto used = solver->MakeWorkspace();
  PowerFlowInputs other = inputs;
  other.in_service[BranchIndex(5)] = 0;
  other.injection_mw[BusIndex(4)] = -60.0;
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  ASSERT_TRUE(solver->Solve(other, flat, {}, *used).ok());
  const auto a = solver->Solve(inputs, flat, {}, *fresh);
  const auto b = solver->Solve(inputs, flat, {}, *used);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->state, b->state);
  EXPECT_EQ(a->result.losses_mw, b->result.losses_mw);
}

TEST(AcPowerFlowTest, TablesOfTheWrongSizeAreRefused) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  PowerFlowInputs inputs = HoldSource(grid);
  inputs.injection_mvar = models::Table<BusIndex, double>(2, 0.0);
  EXPECT_EQ(Solve(grid, inputs, flat).status().code(), absl::StatusCode::kInvalidArgument);
  inputs = HoldSource(grid);
  inputs.in_service = models::Table<BranchIndex, char>(3, 1);
  EXPECT_EQ(Solve(grid, inputs, flat).status().code(), absl::StatusCode::kInvalidArgument);
  PowerFlowState start = flat;
  start.va_rad = models::Table<BusIndex, double>(1, 0.0);
  EXPECT_EQ(Solve(grid, HoldSource(grid), start).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(AcPowerFlowTest, AGridWithoutAReferenceCannotBeSolved) {
  models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  grid.boundaries = {};
  EXPECT_EQ(AcPowerFlow::Make(grid).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers

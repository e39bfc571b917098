#include "solvers/block_power_flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <tuple>

#include "data/grid_loader.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "solvers/dc_start.h"
#include "tests/support/balance_check.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/region_cases.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kKnownTolerance = 1e-8;  // pu or rad against published solutions
constexpr double kPeerTolerance = 1e-9;   // pu or rad against the KLU solver
constexpr PowerFlowOptions kNoControls{
    .tolerance_pu = 1e-10, .enforces_q_limits = false, .moves_taps = false};

absl::StatusOr<PowerFlowSolution> Solve(const models::ElectricityGrid& grid,
                                        const PowerFlowInputs& inputs, const PowerFlowState& start,
                                        const PowerFlowOptions& options = {}) {
  const auto solver = BlockPowerFlow::Make(grid);
  if (!solver.ok()) return solver.status();
  return solver->Solve(inputs, start, options, *solver->MakeWorkspace());
}

absl::StatusOr<PowerFlowSolution> SolvePeer(const models::ElectricityGrid& grid,
                                            const PowerFlowInputs& inputs,
                                            const PowerFlowState& start,
                                            const PowerFlowOptions& options = {}) {
  const auto solver = AcPowerFlow::Make(grid);
  if (!solver.ok()) return solver.status();
  return solver->Solve(inputs, start, options, *solver->MakeWorkspace());
}

// By hand: V1 = 1, load P + jQ behind r + jx (per unit). With a = rP + xQ and b = xP − rQ,
//   V2² = (1 − 2a)/2 + sqrt((1 − 2a)²/4 − (a² + b²)),  sin δ = b/V2.
TEST(BlockPowerFlowTest, TwoBusesGiveTheClosedForm) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.02 * base_ohm, 0.1 * base_ohm);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  inputs.injection_mw[BusIndex(1)] = -80.0;
  inputs.injection_mvar[BusIndex(1)] = -30.0;
  const auto solution =
      Solve(grid, inputs, PowerFlowState::MakeFlat(grid), {.tolerance_pu = 1e-12});
  ASSERT_TRUE(solution.ok()) << solution.status();
  const double a = 0.02 * 0.8 + 0.1 * 0.3, b = 0.1 * 0.8 - 0.02 * 0.3;
  const double half = 0.5 - a;
  const double vm_pu = std::sqrt(half + std::sqrt(half * half - a * a - b * b));
  EXPECT_NEAR(solution->state.vm_pu[BusIndex(1)], vm_pu, 1e-11);
  EXPECT_NEAR(solution->state.va_rad[BusIndex(1)], -std::asin(b / vm_pu), 1e-11);
  const double losses_mw = 100.0 * 0.02 * (0.8 * 0.8 + 0.3 * 0.3) / (vm_pu * vm_pu);
  EXPECT_NEAR(solution->result.losses_mw, losses_mw, 1e-8);
  EXPECT_NEAR(solution->result.mismatch_mw, 80.0 + losses_mw, 1e-8);
  EXPECT_LT(tests::CalcWorstViolationPu(grid, inputs, *solution), 1e-11);
}

enum class Start { kFlat, kDc, kStored };

class KnownCaseTest : public testing::TestWithParam<std::tuple<const char*, Start>> {};

TEST_P(KnownCaseTest, VoltagesEqualTheKnownSolution) {
  const auto& [name, from] = GetParam();
  LOAD_REFERENCE_CASE_OR_SKIP(one, name);
  const models::ElectricityGrid& grid = one->region.grid;
  const PowerFlowState start = from == Start::kFlat ? PowerFlowState::MakeFlat(grid)
                               : from == Start::kDc ? MakeDcStart(grid, one->inputs)
                                                    : one->stored;
  const auto solution = Solve(grid, one->inputs, start, kNoControls);
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_LT(tests::CalcWorstError(name, *one, solution->state), kKnownTolerance);
  EXPECT_LT(tests::CalcWorstViolationPu(grid, one->inputs, *solution), kKnownTolerance);
}

constexpr const char* kStartNames[] = {"flat", "dc", "stored"};
std::string NameOfCase(const testing::TestParamInfo<std::tuple<const char*, Start>>& one) {
  return std::string(std::get<0>(one.param)) + "_" +
         kStartNames[static_cast<std::size_t>(std::get<1>(one.param))];
}

INSTANTIATE_TEST_SUITE_P(
    Reference, KnownCaseTest,
    testing::Combine(testing::Values("case5", "case9", "case14", "case30", "case33bw", "case39",
                                     "case57", "case69", "case118", "case136ma", "case141",
                                     "case300", "case533mt_hi", "case1354pegase", "case9241pegase"),
                     testing::Values(Start::kFlat, Start::kDc, Start::kStored)),
    NameOfCase);
// From a plain flat start this one needs the ladder (power_flow_test.cc).
INSTANTIATE_TEST_SUITE_P(ReferenceNotFlat, KnownCaseTest,
                         testing::Combine(testing::Values("case_ACTIVSg10k"),
                                          testing::Values(Start::kDc, Start::kStored)),
                         NameOfCase);

void ExpectSameAsPeer(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs) {
  const PowerFlowOptions options{.tolerance_pu = 1e-11};
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  const auto block = Solve(grid, inputs, flat, options);
  const auto peer = SolvePeer(grid, inputs, flat, options);
  ASSERT_TRUE(block.ok() && peer.ok()) << block.status() << peer.status();
  const tests::SolutionDifference d = tests::CalcDifference(*block, *peer);
  EXPECT_LT(d.voltage_pu, kPeerTolerance);
  EXPECT_LT(d.flow_mva, 1e-6);
  EXPECT_LT(d.mismatch_mw, 1e-6);
  EXPECT_EQ(d.controls, 0);
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    EXPECT_NEAR(block->result.regulated_mvar[BusIndex(i)], peer->result.regulated_mvar[BusIndex(i)],
                1e-6);
  }
  EXPECT_EQ(block->result.control_rounds, peer->result.control_rounds);
}

class BlockRegionTest : public testing::TestWithParam<tests::RegionCase> {};

TEST_P(BlockRegionTest, LimitsAndTapsGiveTheAnswerOfTheKluSolver) {
  data::Diagnostics diagnostics;
  const data::GridTables tables = data::LoadGrid(tests::RegionDirectory(), diagnostics);
  ASSERT_TRUE(data::ToStatus(diagnostics).ok()) << data::ToStatus(diagnostics);
  PowerFlowInputs inputs = tests::MakeRegionCase(tables.grid, GetParam());
  ExpectSameAsPeer(tables.grid, inputs);
  // Tighter limits, so that more buses change hands; then a branch out that may cut buses off.
  for (double& q_mvar : inputs.q_max_mvar) q_mvar *= 0.3;
  ExpectSameAsPeer(tables.grid, inputs);
  for (const std::size_t k : {std::size_t{3}, std::size_t{40}, std::size_t{111}}) {
    PowerFlowInputs outage = inputs;
    outage.in_service[BranchIndex(k)] = 0;
    ExpectSameAsPeer(tables.grid, outage);
  }
}

INSTANTIATE_TEST_SUITE_P(WorkedProposal, BlockRegionTest, testing::ValuesIn(tests::kRegionCases),
                         [](const auto& one) { return one.param.name; });

class BlockLimitsTest : public testing::TestWithParam<const char*> {};

TEST_P(BlockLimitsTest, ReactiveLimitsGiveTheAnswerOfTheKluSolver) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam());
  ExpectSameAsPeer(one->region.grid, one->inputs);
  // The same with a tap changer in every transformer.
  models::ElectricityGrid& grid = one->region.grid;
  for (models::BranchParams& branch : grid.branches) {
    if (branch.kind != models::BranchKind::kTransformer) continue;
    branch.tap_step_ratio = 0.0125;
    branch.tap_min_step = -8;
    branch.tap_max_step = 8;
    branch.tap_target_v_pu = 1.0;
    branch.tap_deadband_v_pu = 0.015;
  }
  ExpectSameAsPeer(grid, one->inputs);
}

INSTANTIATE_TEST_SUITE_P(Reference, BlockLimitsTest,
                         testing::Values("case30", "case57", "case118", "case300"),
                         [](const auto& one) { return std::string(one.param); });

class BlockBigCaseTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::HasReferenceCase("case300")) {
      GTEST_SKIP() << "no reference case case300; set OET_REFERENCE_DIR";
    }
    one_ = *tests::LoadReferenceCase("case300");
    flat_ = PowerFlowState::MakeFlat(one_.region.grid);
  }
  tests::ReferenceCase one_;
  PowerFlowState flat_;
};

TEST_F(BlockBigCaseTest, KernelsOfAllInstructionSetsAgree) {
  const auto solver = BlockPowerFlow::Make(one_.region.grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto plain = solver->MakeWorkspace(*FindBlockNewtonKernels("scalar"));
  const auto b = solver->Solve(one_.inputs, flat_, {}, *plain);
  ASSERT_TRUE(b.ok()) << b.status();
  int compared = 0;
  for (const char* name : {"avx2", "avx512"}) {
    const BlockNewtonKernels* vectors = FindBlockNewtonKernels(name);
    if (vectors == nullptr) continue;
    const auto fast = solver->MakeWorkspace(*vectors);
    const auto a = solver->Solve(one_.inputs, flat_, {}, *fast);
    ASSERT_TRUE(a.ok()) << name << ": " << a.status();
    EXPECT_LT(tests::CalcDifference(*a, *b).voltage_pu, 1e-11) << name;
    ++compared;
  }
  if (compared == 0) GTEST_SKIP() << "this processor has neither AVX2 nor AVX-512";
}

TEST_F(BlockBigCaseTest, EqualInputsGiveEqualBitsWhateverTheWorkspaceSolvedBefore) {
  const auto solver = BlockPowerFlow::Make(one_.region.grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto fresh = solver->MakeWorkspace();
  const auto used = solver->MakeWorkspace();
  PowerFlowInputs other = one_.inputs;
  other.in_service[BranchIndex(5)] = 0;
  for (double& mw : other.injection_mw) mw *= 50.0;
  ASSERT_FALSE(solver->Solve(other, flat_, {}, *used).ok());
  const auto a = solver->Solve(one_.inputs, flat_, {}, *fresh);
  const auto b = solver->Solve(one_.inputs, flat_, {}, *used);
  ASSERT_TRUE(a.ok() && b.ok()) << a.status() << b.status();
  EXPECT_EQ(a->state, b->state);
  EXPECT_EQ(a->result.losses_mw, b->result.losses_mw);
}

TEST_F(BlockBigCaseTest, ASolutionAsStartNeedsNoStep) {
  const auto first = Solve(one_.region.grid, one_.inputs, flat_, {.tolerance_pu = 1e-9});
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = Solve(one_.region.grid, one_.inputs, first->state, {.tolerance_pu = 1e-8});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->result.iterations, 0);
  EXPECT_EQ(again->result.losses_mw > 0.0, true);
}

TEST_F(BlockBigCaseTest, TooMuchLoadFailsAndNamesABus) {
  PowerFlowInputs inputs = one_.inputs;
  for (double& mw : inputs.injection_mw) mw *= 20.0;
  const auto solution = Solve(one_.region.grid, inputs, flat_);
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(solution.status().message().find("bus Bus "), std::string::npos) << solution.status();
}

// A chain with a boundary at either end: whoever has the larger share is the angle reference.
TEST(BlockPowerFlowTest, AnyParticipantMayBeTheReference) {
  models::ElectricityGrid grid = tests::MakeChain(4, 2.0, 12.0, 2e-5);
  grid.boundaries.Add({.id = "x4", .bus = BusIndex(4), .area = models::ExchangeAreaIndex(0)});
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  inputs.injection_mw[BusIndex(2)] = -60.0;
  for (const double share : {1.0, 0.7, 0.3, 0.0}) {
    inputs.participation_share[BusIndex(0)] = share;
    inputs.participation_share[BusIndex(4)] = 1.0 - share;
    ExpectSameAsPeer(grid, inputs);
  }
}

TEST(BlockPowerFlowTest, WhatCannotBeUsedIsRefused) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  const PowerFlowInputs good = PowerFlowInputs::MakeZero(grid);
  PowerFlowInputs inputs = good;
  inputs.participation_share[BusIndex(2)] = 0.2;  // no boundary there
  for (const auto& solution : {Solve(grid, inputs, flat), SolvePeer(grid, inputs, flat)}) {
    EXPECT_EQ(solution.status().code(), absl::StatusCode::kInvalidArgument) << solution.status();
    EXPECT_NE(solution.status().message().find("Bus 2"), std::string::npos) << solution.status();
  }
  inputs = good;
  inputs.participation_share[BusIndex(0)] = 0.0;
  EXPECT_EQ(Solve(grid, inputs, flat).status().code(), absl::StatusCode::kFailedPrecondition);
  inputs = good;
  inputs.injection_mw[BusIndex(1)] = std::nan("");
  EXPECT_EQ(Solve(grid, inputs, flat).status().code(), absl::StatusCode::kInvalidArgument);
  inputs = good;
  inputs.v_set_pu = models::Table<BusIndex, double>(1, 1.0);
  EXPECT_EQ(Solve(grid, inputs, flat).status().code(), absl::StatusCode::kInvalidArgument);
  models::ElectricityGrid bare = grid;
  bare.boundaries = {};
  EXPECT_EQ(BlockPowerFlow::Make(bare).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers

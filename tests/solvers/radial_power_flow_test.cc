// Medium voltage below the regional grid: trees are eliminated from their leaves without fill, so
// that one Newton over everything costs what sweeps along the trees cost, and couples exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/block_lu.h"
#include "solvers/lane_power_flow.h"
#include "tests/support/radial_feeders.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using Complex = std::complex<double>;

constexpr double kVoltageTolerancePu = 1e-8;

BlockPattern PatternOf(const models::ElectricityGrid& grid) {
  const AdmittancePattern admittance = MakeAdmittancePattern(grid);
  return {.row_start = admittance.row_start, .column = admittance.column};
}

TEST(RadialPowerFlow, EliminatingATreeFillsNothing) {
  models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  for (std::uint32_t seed = 0; seed < 5; ++seed) tests::AddFeeder(grid, BusIndex(1), 400, seed);
  const BlockLuSymbolic lu = AnalyseBlockLu(PatternOf(grid), 0);
  const int buses = static_cast<int>(grid.buses.size());
  EXPECT_EQ(lu.block_count(), buses + 2 * (buses - 1));
}

// A chain of two 132 kV lines with feeders at both ends, their draw unknown to the upper grid.
class CoupledTest : public testing::Test {
 protected:
  CoupledTest() : grid_(tests::MakeChain(2, 2.0, 16.0, 4e-5)) {
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
      feeders_.push_back(tests::AddFeeder(grid_, BusIndex(1 + seed % 2), 150, seed));
    }
    inputs_ = PowerFlowInputs::MakeZero(grid_);
    inputs_.regulates[BusIndex(0)] = 1;
    inputs_.v_set_pu[BusIndex(0)] = 1.02;
    inputs_.q_min_mvar[BusIndex(0)] = -1e4;
    inputs_.q_max_mvar[BusIndex(0)] = 1e4;
    for (const tests::Feeder& feeder : feeders_) tests::AddDemand(feeder, inputs_);
  }

  void ExpectSweepsAgree(const PowerFlowSolution& solution) {
    const auto voltage = [&](BusIndex bus) {
      return std::polar(solution.state.vm_pu[bus], solution.state.va_rad[bus]);
    };
    for (const tests::Feeder& feeder : feeders_) {
      const tests::SweepResult sweep =
          tests::SolveBySweeps(grid_, feeder, voltage(feeder.root), 1e-12);
      EXPECT_LT(sweep.sweeps, 50);
      for (std::size_t i = 0; i < feeder.buses.size(); ++i) {
        ASSERT_LT(std::abs(sweep.v_pu[i] - voltage(feeder.buses[i])), kVoltageTolerancePu) << i;
      }
      const BranchFlow& top = solution.result.flow[feeder.branches.front()];
      EXPECT_NEAR(sweep.draw_mva.real(), top.p_from_mw, 1e-5);
      EXPECT_NEAR(sweep.draw_mva.imag(), top.q_from_mvar, 1e-5);
    }
  }

  models::ElectricityGrid grid_;
  std::vector<tests::Feeder> feeders_;
  PowerFlowInputs inputs_;
};

TEST_F(CoupledTest, OneNewtonEqualsSweepsOnEveryFeeder) {
  const auto solver = AcPowerFlow::Make(grid_);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto solution =
      solver->Solve(inputs_, PowerFlowState::MakeFlat(grid_), {.tolerance_pu = 1e-11}, *workspace);
  ASSERT_TRUE(solution.ok()) << solution.status();
  ExpectSweepsAgree(*solution);
  EXPECT_LT(solution->state.vm_pu[feeders_[0].buses.back()],
            solution->state.vm_pu[feeders_[0].buses.front()]);
}

TEST_F(CoupledTest, LanesEqualSweeps) {
  const auto solver = AcPowerFlow::Make(grid_);
  const auto lanes = LanePowerFlow::Make(grid_);
  ASSERT_TRUE(solver.ok() && lanes.ok());
  const auto work = solver->MakeWorkspace();
  const auto start =
      solver->Solve(inputs_, PowerFlowState::MakeFlat(grid_), {.tolerance_pu = 1e-4}, *work);
  ASSERT_TRUE(start.ok());
  LaneBase base;
  ASSERT_TRUE(lanes->FillBase(inputs_, start->state, base).ok());
  const auto workspace = lanes->MakeWorkspace();
  const std::vector<LaneCase> cases(1, LaneCase{.base = &base});
  lanes->Solve(cases, {.tolerance_pu = 1e-11}, *workspace);
  ASSERT_TRUE(workspace->IsSolved(0));
  workspace->CalcFlows();
  ExpectSweepsAgree(workspace->Solution(0));
}

// The upper grid with each feeder as the draw that its sweeps give, to and fro, meets the same.
TEST_F(CoupledTest, UpperGridAloneMeetsTheSameBusbars) {
  const auto solver = AcPowerFlow::Make(grid_);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto whole =
      solver->Solve(inputs_, PowerFlowState::MakeFlat(grid_), {.tolerance_pu = 1e-11}, *workspace);
  ASSERT_TRUE(whole.ok());
  const models::ElectricityGrid upper = tests::MakeChain(2, 2.0, 16.0, 4e-5);
  const auto upper_solver = AcPowerFlow::Make(upper);
  ASSERT_TRUE(upper_solver.ok());
  const auto upper_work = upper_solver->MakeWorkspace();
  PowerFlowState state = PowerFlowState::MakeFlat(upper);
  for (int round = 0; round < 12; ++round) {
    PowerFlowInputs inputs = PowerFlowInputs::MakeZero(upper);
    inputs.regulates[BusIndex(0)] = 1;
    inputs.v_set_pu[BusIndex(0)] = 1.02;
    inputs.q_min_mvar[BusIndex(0)] = -1e4;
    inputs.q_max_mvar[BusIndex(0)] = 1e4;
    for (const tests::Feeder& feeder : feeders_) {
      const Complex root_pu = std::polar(state.vm_pu[feeder.root], state.va_rad[feeder.root]);
      const Complex draw = tests::SolveBySweeps(grid_, feeder, root_pu, 1e-12).draw_mva;
      inputs.injection_mw[feeder.root] -= draw.real();
      inputs.injection_mvar[feeder.root] -= draw.imag();
    }
    const auto solution = upper_solver->Solve(inputs, state, {.tolerance_pu = 1e-11}, *upper_work);
    ASSERT_TRUE(solution.ok());
    state = solution->state;
  }
  for (std::size_t i = 0; i < upper.buses.size(); ++i) {
    EXPECT_NEAR(state.vm_pu[BusIndex(i)], whole->state.vm_pu[BusIndex(i)], kVoltageTolerancePu);
    EXPECT_NEAR(state.va_rad[BusIndex(i)], whole->state.va_rad[BusIndex(i)], kVoltageTolerancePu);
  }
}

}  // namespace
}  // namespace solvers

#include "solvers/lane_power_flow.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/region_loader.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/region_paths.h"
#include "tests/support/region_quarter.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// All kernels must give the scalar solver's answer; those that the processor lacks are left out.
std::vector<const LaneKernels*> AvailableKernels() {
  std::vector<const LaneKernels*> kernels{FindLaneKernels("scalar")};
  for (const char* name : {"avx2", "avx512"}) {
    if (const LaneKernels* vectors = FindLaneKernels(name)) kernels.push_back(vectors);
  }
  return kernels;
}

using tests::CalcDifference;
using Difference = tests::SolutionDifference;

class RegionLanesTest : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
  }
  static void TearDownTestSuite() { delete region_; }
  static const models::Region* region_;
};
const models::Region* RegionLanesTest::region_ = nullptr;

// A winter morning, a spring noon and a summer night of the shipped region: base with taps and
// limits on, then every outage with taps standing and limits on, with and without an applicant.
TEST_P(RegionLanesTest, EveryOutageGivesTheScalarAnswerWithControlsOn) {
  const LaneKernels* kernels = FindLaneKernels(GetParam());
  if (kernels == nullptr) GTEST_SKIP() << "this processor has no " << GetParam();
  const models::ElectricityGrid& grid = region_->grid;
  const auto scalar = *AcPowerFlow::Make(grid);
  const auto lanes = *LanePowerFlow::Make(grid);
  const auto scalar_work = scalar.MakeWorkspace();
  const auto lane_work = lanes.MakeWorkspace(*kernels);
  const models::Quarter first = models::Quarter::Containing(absl::FromUnixSeconds(1800000000));
  int solved = 0, failed = 0, alone = 0;
  for (const int day : {15, 110, 190}) {
    const auto inputs = tests::MakeRegionQuarter(*region_, first + 96 * day + 30, {.seed = 1});
    const auto base = scalar.Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *scalar_work);
    ASSERT_TRUE(base.ok()) << base.status();
    LaneBase laid;
    ASSERT_TRUE(lanes.FillBase(inputs, PowerFlowState::MakeFlat(grid), laid).ok());
    lanes.Solve(std::vector<LaneCase>{{.base = &laid}}, {}, *lane_work);
    ASSERT_TRUE(lane_work->IsSolved(0));
    lane_work->CalcFlows();
    const Difference at_base = CalcDifference(*base, lane_work->Solution(0));
    EXPECT_LT(at_base.voltage_pu, 1e-9);
    EXPECT_LT(at_base.flow_mva, 1e-6);
    EXPECT_EQ(at_base.controls, 0);

    const PowerFlowOptions options{.moves_taps = false};
    ASSERT_TRUE(lanes.FillBase(inputs, base->state, laid).ok());
    std::vector<LaneCase> cases;
    const BusIndex applicant(grid.buses.size() / 2);
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      cases.push_back({.base = &laid, .outage = BranchIndex(k)});
      cases.push_back({.base = &laid,
                       .outage = BranchIndex(k),
                       .applicant = applicant,
                       .applicant_mw = 25.0,
                       .applicant_mvar = 5.0});
    }
    for (std::size_t at = 0; at < cases.size(); at += kLanes) {
      const std::size_t count = std::min<std::size_t>(kLanes, cases.size() - at);
      lanes.Solve(std::span(cases).subspan(at, count), options, *lane_work);
      lane_work->CalcFlows();
      for (std::size_t lane = 0; lane < count; ++lane) {
        const LaneCase& one = cases[at + lane];
        PowerFlowInputs changed = inputs;
        changed.in_service[one.outage] = 0;
        if (one.applicant.valid()) {
          changed.injection_mw[one.applicant] -= one.applicant_mw;
          changed.injection_mvar[one.applicant] -= one.applicant_mvar;
        }
        const auto expected = scalar.Solve(changed, base->state, options, *scalar_work);
        const bool is_solved = lane_work->IsSolved(static_cast<int>(lane));
        if (!expected.ok() || !is_solved || expected->result.started_flat) {
          failed += !expected.ok();
          alone += expected.ok() != is_solved;
          continue;
        }
        ++solved;
        const Difference d = CalcDifference(*expected, lane_work->Solution(static_cast<int>(lane)));
        EXPECT_LT(d.voltage_pu, 1e-9) << grid.branches[one.outage].name;
        EXPECT_LT(d.flow_mva, 1e-6) << grid.branches[one.outage].name;
        EXPECT_LT(d.mismatch_mw, 1e-6);
        EXPECT_EQ(d.controls, 0) << grid.branches[one.outage].name;
      }
    }
  }
  RecordProperty("solved", solved);
  std::printf("%s: %d solved, %d failed in the scalar solver, %d judged differently\n", GetParam(),
              solved, failed, alone);
  EXPECT_GT(solved, 1500);
  EXPECT_EQ(alone, 0);
}

// dS/dx by the Jacobian's factor against a symmetric difference of two solves.
TEST_P(RegionLanesTest, SensitivitiesAreTheLimitOfDifferences) {
  const LaneKernels* kernels = FindLaneKernels(GetParam());
  if (kernels == nullptr) GTEST_SKIP() << "this processor has no " << GetParam();
  const models::ElectricityGrid& grid = region_->grid;
  const auto lanes = *LanePowerFlow::Make(grid);
  const auto work = lanes.MakeWorkspace(*kernels);
  const models::Quarter first = models::Quarter::Containing(absl::FromUnixSeconds(1800000000));
  const auto inputs = tests::MakeRegionQuarter(*region_, first + 30, {.seed = 1});
  // Without limits the answer is smooth.
  const PowerFlowOptions options{
      .tolerance_pu = 1e-12, .enforces_q_limits = false, .moves_taps = false};
  LaneBase base;
  ASSERT_TRUE(lanes.FillBase(inputs, PowerFlowState::MakeFlat(grid), base).ok());
  BranchIndex outage;
  for (std::size_t k = 0; k < grid.branches.size() && !outage.valid(); ++k) {
    if (!lanes.IsBridge(BranchIndex(k))) outage = BranchIndex(k);
  }
  for (const std::size_t row : {grid.buses.size() / 3, grid.buses.size() - 1}) {
    const BusIndex applicant(row);
    const double tan_phi_ratio = 0.3, step_mw = 0.01;
    const auto at = [&](double mw) {
      return LaneCase{.base = &base,
                      .outage = outage,
                      .applicant = applicant,
                      .applicant_mw = mw,
                      .applicant_mvar = mw * tan_phi_ratio};
    };
    lanes.Solve(std::vector<LaneCase>{at(-step_mw), at(step_mw), at(0.0)}, options, *work);
    ASSERT_TRUE(work->IsSolved(0) && work->IsSolved(1) && work->IsSolved(2));
    work->CalcFlows();
    const auto low = work->Solution(0), high = work->Solution(1);
    const std::vector<BusIndex> applicants(kLanes, applicant);
    work->CalcSensitivities(applicants, tan_phi_ratio);
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const BranchIndex branch(k);
      const BranchFlow slope = work->FlowPerMw(branch, 2);
      const auto difference = [&](double BranchFlow::*part) {
        return (high.result.flow[branch].*part - low.result.flow[branch].*part) / (2.0 * step_mw);
      };
      EXPECT_NEAR(slope.p_from_mw, difference(&BranchFlow::p_from_mw), 1e-6);
      EXPECT_NEAR(slope.q_from_mvar, difference(&BranchFlow::q_from_mvar), 1e-6);
      EXPECT_NEAR(slope.p_to_mw, difference(&BranchFlow::p_to_mw), 1e-6);
      EXPECT_NEAR(slope.q_to_mvar, difference(&BranchFlow::q_to_mvar), 1e-6);
    }
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const BusIndex bus(i);
      EXPECT_NEAR(work->VoltagePuPerMw(bus, 2),
                  (high.state.vm_pu[bus] - low.state.vm_pu[bus]) / (2.0 * step_mw), 1e-8);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, RegionLanesTest, testing::Values("scalar", "avx2", "avx512"),
                         [](const auto& one) { return std::string(one.param); });

TEST(LanePowerFlowTest, LoadBeyondTheNoseFailsInItsOwnLaneOnly) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 0.1 * base_ohm);
  const auto lanes = *LanePowerFlow::Make(grid);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  LaneBase base;
  ASSERT_TRUE(lanes.FillBase(inputs, PowerFlowState::MakeFlat(grid), base).ok());
  for (const LaneKernels* kernels : AvailableKernels()) {
    const auto work = lanes.MakeWorkspace(*kernels);
    const auto draw = [&](double mw) {
      return LaneCase{.base = &base, .applicant = BusIndex(1), .applicant_mw = mw};
    };
    lanes.Solve(std::vector<LaneCase>{draw(510.0), draw(80.0), draw(499.0)}, {}, *work);
    EXPECT_FALSE(work->IsSolved(0));  // the nose is at 1/(2x) = 5 pu
    ASSERT_TRUE(work->IsSolved(1));
    EXPECT_TRUE(work->IsSolved(2));
    // V2² = 1/2 + sqrt(1/4 − (x p)²)
    EXPECT_NEAR(work->VoltagePu(BusIndex(1), 1), std::sqrt(0.5 + std::sqrt(0.25 - 0.0064)), 1e-12);
  }
}

TEST(LanePowerFlowTest, WhatAnOutageCutsOffIsDeadAndItsLoadIsNotServed) {
  const models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0);
  const auto lanes = *LanePowerFlow::Make(grid);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  for (std::size_t i = 1; i <= 3; ++i) inputs.injection_mw[BusIndex(i)] = -10.0;
  LaneBase base;
  ASSERT_TRUE(lanes.FillBase(inputs, PowerFlowState::MakeFlat(grid), base).ok());
  const auto work = lanes.MakeWorkspace();
  lanes.Solve(std::vector<LaneCase>{{.base = &base, .outage = BranchIndex(1)}, {.base = &base}}, {},
              *work);
  ASSERT_TRUE(work->IsSolved(0) && work->IsSolved(1));
  work->CalcFlows();
  EXPECT_TRUE(work->IsLive(BusIndex(1), 0));
  EXPECT_FALSE(work->IsLive(BusIndex(2), 0));
  EXPECT_FALSE(work->IsLive(BusIndex(3), 0));
  EXPECT_NEAR(work->MismatchMw(0), 10.0 + work->LossesMw(0), 1e-7);
  EXPECT_NEAR(work->MismatchMw(1), 30.0 + work->LossesMw(1), 1e-7);
}

// A chain with loads, its source holding the voltage; buses 0 … 3.
PowerFlowInputs MakeChainInputs(const models::ElectricityGrid& grid) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  for (std::size_t i = 1; i < grid.buses.size(); ++i) inputs.injection_mw[BusIndex(i)] = -10.0;
  return inputs;
}

TEST(LanePowerFlowTest, ABusThatIsCutOffAsBuiltIsDeadInEveryLane) {
  models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0);
  grid.branches.Add(grid.branches[BranchIndex(0)]);  // a twin, so that its outage is no bridge
  grid.branches[BranchIndex(2)].is_in_service = false;
  const auto lanes = *LanePowerFlow::Make(grid);
  const auto scalar = *AcPowerFlow::Make(grid);
  const auto scalar_work = scalar.MakeWorkspace();
  PowerFlowInputs inputs = MakeChainInputs(grid);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  PowerFlowState stored = flat;  // as a planning base gives it back: nothing where nothing is
  stored.vm_pu[BusIndex(3)] = 0.0;
  for (const PowerFlowState& start : {flat, stored}) {
    LaneBase base;
    ASSERT_TRUE(lanes.FillBase(inputs, start, base).ok());
    for (const LaneKernels* kernels : AvailableKernels()) {
      const auto work = lanes.MakeWorkspace(*kernels);
      lanes.Solve(std::vector<LaneCase>{{.base = &base},
                                        {.base = &base, .outage = BranchIndex(0)},
                                        {.base = &base, .outage = BranchIndex(1)}},
                  {}, *work);
      work->CalcFlows();
      for (int lane = 0; lane < 3; ++lane) {
        ASSERT_TRUE(work->IsSolved(lane)) << kernels->name << " lane " << lane;
        EXPECT_FALSE(work->IsLive(BusIndex(3), lane));
      }
      inputs.in_service[BranchIndex(0)] = 0;
      const auto expected = scalar.Solve(inputs, flat, {}, *scalar_work);
      inputs.in_service[BranchIndex(0)] = 1;
      ASSERT_TRUE(expected.ok());
      EXPECT_LT(CalcDifference(*expected, work->Solution(1)).voltage_pu, 1e-9);
    }
  }
}

TEST(LanePowerFlowTest, AnotherReferenceThanTheGridsOwnIsRefused) {
  const models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0);
  const auto lanes = *LanePowerFlow::Make(grid);
  PowerFlowInputs inputs = MakeChainInputs(grid);
  inputs.participation_share[BusIndex(0)] = 0.4;
  inputs.participation_share[BusIndex(2)] = 0.6;
  LaneBase base;
  EXPECT_EQ(lanes.FillBase(inputs, PowerFlowState::MakeFlat(grid), base).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(LanePowerFlowTest, AGridWithoutBoundaryIsRefused) {
  models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  grid.boundaries = {};
  EXPECT_EQ(LanePowerFlow::Make(grid).status().code(), absl::StatusCode::kFailedPrecondition);
}

// Current over rating, I = |S|/V, the larger end, signed as P at `from`; every lane its own rating.
TEST(LanePowerFlowTest, LoadingsAreCurrentsOverTheRatingsOfTheirLane) {
  models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0, 1e-4);
  std::swap(grid.branches[BranchIndex(1)].from, grid.branches[BranchIndex(1)].to);
  grid.branches[BranchIndex(2)].is_monitored = false;
  const auto lanes = *LanePowerFlow::Make(grid);
  LaneBase base;
  ASSERT_TRUE(lanes.FillBase(MakeChainInputs(grid), PowerFlowState::MakeFlat(grid), base).ok());
  for (const LaneKernels* kernels : AvailableKernels()) {
    const auto work = lanes.MakeWorkspace(*kernels);
    const std::vector<std::vector<float>> rating_mva{{50, 20, 10}, {25, 0, 10}, {80, 30, 10}};
    for (int lane = 0; lane < 3; ++lane) {
      work->SetRatings(lane, rating_mva[static_cast<std::size_t>(lane)]);
    }
    const LaneCase one{.base = &base};
    const LaneCase cut{.base = &base, .outage = BranchIndex(2)};
    lanes.Solve(std::vector<LaneCase>{one, one, cut}, {}, *work);
    work->CalcLoadings();
    const LaneArrays& a = work->arrays();
    for (std::size_t lane = 0; lane < 3; ++lane) {
      ASSERT_TRUE(work->IsSolved(static_cast<int>(lane)));
      const PowerFlowSolution solution = work->Solution(static_cast<int>(lane));
      for (std::size_t i = 0; i < grid.buses.size(); ++i) {
        const bool is_live = solution.result.is_energised[BusIndex(i)] != 0;
        EXPECT_NEAR(a.vm[i * kLanes + lane], is_live ? solution.state.vm_pu[BusIndex(i)] : 0.0,
                    1e-14);
      }
      for (std::size_t k = 0; k < grid.branches.size(); ++k) {
        const models::BranchParams& branch = grid.branches[BranchIndex(k)];
        const BranchFlow& flow = solution.result.flow[BranchIndex(k)];
        const double current_mva = std::max(
            std::hypot(flow.p_from_mw, flow.q_from_mvar) / solution.state.vm_pu[branch.from],
            std::hypot(flow.p_to_mw, flow.q_to_mvar) / solution.state.vm_pu[branch.to]);
        const float limit_mva = branch.is_monitored ? rating_mva[lane][k] : 0.0f;
        const double expected =
            limit_mva > 0.0f
                ? std::copysign(current_mva / static_cast<double>(limit_mva), flow.p_from_mw)
                : 0.0;
        EXPECT_NEAR(a.loading[k * kLanes + lane], expected, 1e-12) << kernels->name;
      }
    }
    EXPECT_GT(a.loading[0], 0.5);
    EXPECT_LT(a.loading[kLanes], -0.5);  // turned around
  }
}

}  // namespace
}  // namespace solvers

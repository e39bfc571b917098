// Kernels and lanes against the scalar solver on MATPOWER cases: every single outage, reactive
// limits on, taps as in the file.
#include "solvers/lane_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "solvers/ac_power_flow.h"
#include "solvers/lane_power_flow.h"
#include "solvers/profile_inputs.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/region_paths.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr PowerFlowOptions kOptions{.tolerance_pu = 1e-9, .moves_taps = false};

TEST(LaneKernelsTest, TheChosenOneIsKnownByItsNameAndScalarIsAlwaysThere) {
  ASSERT_NE(FindLaneKernels("scalar"), nullptr);
  EXPECT_EQ(FindLaneKernels("abacus"), nullptr);
  const LaneKernels& chosen = ChooseLaneKernels();
  EXPECT_EQ(FindLaneKernels(chosen.name), &chosen);
  for (const char* name : {"scalar", "avx2", "avx512"}) {
    const LaneKernels* kernels = FindLaneKernels(name);
    if (kernels == nullptr) continue;
    EXPECT_STREQ(kernels->name, name);
    EXPECT_TRUE(kernels->fill_admittance && kernels->evaluate && kernels->factorise &&
                kernels->solve && kernels->apply_step && kernels->calc_flows &&
                kernels->calc_loadings && kernels->calc_flow_steps);
  }
}

class LaneCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam());
    region_ = std::move(one->region);
    inputs_ = std::move(one->inputs);
    scalar_.emplace(*AcPowerFlow::Make(region_.grid));
    lanes_.emplace(*LanePowerFlow::Make(region_.grid));
    scalar_work_ = scalar_->MakeWorkspace();
    auto intact =
        scalar_->Solve(inputs_, PowerFlowState::MakeFlat(region_.grid), kOptions, *scalar_work_);
    ASSERT_TRUE(intact.ok()) << intact.status();
    intact_ = *std::move(intact);
    ASSERT_TRUE(lanes_->FillBase(inputs_, intact_.state, base_).ok());
    cases_.push_back({.base = &base_});
    for (std::size_t k = 0; k < region_.grid.branches.size(); ++k) {
      if (inputs_.in_service[BranchIndex(k)] == 0) continue;
      cases_.push_back({.base = &base_, .outage = BranchIndex(k)});
    }
  }

  // [case] what the lanes say; nothing where they have no solution.
  std::vector<std::optional<PowerFlowSolution>> SolveAll(const LaneKernels& kernels,
                                                         std::span<const LaneCase> cases,
                                                         std::size_t in_use) const {
    const auto work = lanes_->MakeWorkspace(kernels);
    std::vector<std::optional<PowerFlowSolution>> solutions;
    for (std::size_t at = 0; at < cases.size(); at += in_use) {
      const std::size_t count = std::min(in_use, cases.size() - at);
      lanes_->Solve(cases.subspan(at, count), kOptions, *work);
      work->CalcFlows();
      for (int lane = 0; lane < static_cast<int>(count); ++lane) {
        solutions.emplace_back();
        if (work->IsSolved(lane)) solutions.back() = work->Solution(lane);
      }
    }
    return solutions;
  }

  models::Region region_;
  PowerFlowInputs inputs_;
  std::optional<AcPowerFlow> scalar_;
  std::optional<LanePowerFlow> lanes_;
  std::unique_ptr<AcPowerFlow::Workspace> scalar_work_;
  PowerFlowSolution intact_;
  LaneBase base_;
  std::vector<LaneCase> cases_;
};

TEST_P(LaneCaseTest, EveryOutageOfEveryKernelIsTheScalarAnswerWithTheSameControls) {
  std::vector<std::optional<PowerFlowSolution>> expected;
  int failed = 0, far = 0;
  for (const LaneCase& one : cases_) {
    PowerFlowInputs changed = inputs_;
    if (one.outage.valid()) changed.in_service[one.outage] = 0;
    auto solution = scalar_->Solve(changed, intact_.state, kOptions, *scalar_work_);
    expected.emplace_back();
    failed += !solution.ok();
    if (!solution.ok()) continue;
    far += solution->result.started_flat;
    expected.back() = *std::move(solution);
  }
  std::vector<std::vector<std::optional<PowerFlowSolution>>> found;
  for (const char* name : {"scalar", "avx2", "avx512"}) {
    const LaneKernels* kernels = FindLaneKernels(name);
    if (kernels == nullptr) continue;
    found.push_back(SolveAll(*kernels, cases_, kLanes));
    int compared = 0, alone = 0;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      // What the scalar solver finds from a flat start only, lanes do not look for.
      if (!expected[i].has_value() || expected[i]->result.started_flat) {
        alone += !expected[i].has_value() && found.back()[i].has_value();
        continue;
      }
      ASSERT_TRUE(found.back()[i].has_value()) << name << " case " << i;
      const auto d = tests::CalcDifference(*expected[i], *found.back()[i]);
      EXPECT_LT(d.voltage_pu, 1e-9) << name << " case " << i;
      EXPECT_LT(d.flow_mva, 1e-6) << name << " case " << i;
      EXPECT_EQ(d.controls, 0) << name << " case " << i;
      ++compared;
    }
    EXPECT_EQ(alone, 0) << name;
    EXPECT_GT(compared, static_cast<int>(cases_.size()) * 17 / 20);
    std::printf("%s, %s: %d compared, %d without a solution, %d from a flat start\n", GetParam(),
                name, compared, failed, far);
  }
  for (std::size_t other = 1; other < found.size(); ++other) {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      ASSERT_EQ(found[0][i].has_value(), found[other][i].has_value());
      if (!found[0][i].has_value()) continue;
      const auto d = tests::CalcDifference(*found[0][i], *found[other][i]);
      EXPECT_LT(d.voltage_pu, 1e-9);
      EXPECT_EQ(d.controls, 0);
    }
  }
}

TEST_P(LaneCaseTest, NeitherTheLaneNorItsNeighboursChangeABitOfAnAnswer) {
  const std::vector<LaneCase> backwards(cases_.rbegin(), cases_.rend());
  for (const char* name : {"scalar", "avx2", "avx512"}) {
    const LaneKernels* kernels = FindLaneKernels(name);
    if (kernels == nullptr) continue;
    const auto together = SolveAll(*kernels, cases_, kLanes);
    auto reversed = SolveAll(*kernels, backwards, kLanes - 1);
    std::reverse(reversed.begin(), reversed.end());
    const auto alone = SolveAll(*kernels, cases_, 1);
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      ASSERT_EQ(together[i].has_value(), reversed[i].has_value());
      ASSERT_EQ(together[i].has_value(), alone[i].has_value());
      if (!together[i].has_value()) continue;
      EXPECT_EQ(together[i]->state, reversed[i]->state) << name << " case " << i;
      EXPECT_EQ(together[i]->state, alone[i]->state) << name << " case " << i;
      EXPECT_EQ(together[i]->result.losses_mw, alone[i]->result.losses_mw);
      EXPECT_EQ(together[i]->result.iterations, alone[i]->result.iterations);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Matpower, LaneCaseTest,
                         testing::Values("case30", "case57", "case118", "case300"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace solvers

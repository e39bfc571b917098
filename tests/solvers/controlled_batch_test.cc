// Batches with every control on: tap changers, reactive limits and banks move, in published cases
// that are given such controls. Batch = block = KLU, in a time series and in N-1.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/block_power_flow.h"
#include "solvers/power_flow_batch.h"
#include "tests/support/controlled_case.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// All stop below this; what is left of it in voltages is ten times smaller and more.
constexpr PowerFlowOptions kAllControls{.tolerance_pu = 1e-11, .restarts_flat = false};
constexpr double kBoundPu = 1e-9;
constexpr double kBoundMva = 1e-6;

struct Given {
  const char* name;
  bool has_banks;
};
void PrintTo(const Given& one, std::ostream* out) { *out << one.name; }

struct Seen {
  std::size_t compared = 0, unsolved = 0, judged_differently = 0, other_controls = 0;
  std::size_t moved_taps = 0, moved_banks = 0, moved_limits = 0;  // scenarios
  double voltage_pu = 0.0, flow_mva = 0.0;
};

class ControlledBatchTest : public testing::TestWithParam<Given> {
 protected:
  void SetUp() override {
    LOAD_REFERENCE_CASE_OR_SKIP(loaded, GetParam().name);
    one_ = *std::move(loaded);
    const tests::AddedControls added = tests::AddControls(one_, GetParam().has_banks);
    ASSERT_GE(added.changers, 3);
    ASSERT_EQ(added.banks > 0, GetParam().has_banks);
    auto klu = AcPowerFlow::Make(grid());
    auto block = BlockPowerFlow::Make(grid());
    auto lanes = LanePowerFlow::Make(grid());
    ASSERT_TRUE(klu.ok() && block.ok() && lanes.ok());
    klu_ = std::make_unique<AcPowerFlow>(*std::move(klu));
    block_ = std::make_unique<BlockPowerFlow>(*std::move(block));
    lanes_ = std::make_unique<LanePowerFlow>(*std::move(lanes));
    klu_work_ = klu_->MakeWorkspace();
    block_work_ = block_->MakeWorkspace();
    const auto base = klu_->Solve(one_.inputs, one_.stored, kAllControls, *klu_work_);
    ASSERT_TRUE(base.ok()) << base.status();
    start_ = base->state;
  }

  const models::ElectricityGrid& grid() const { return one_.region.grid; }

  void Compare(const PowerFlowSolution& expected, const PowerFlowSolution& answer, Seen& seen) {
    const auto d = tests::CalcDifference(expected, answer);
    seen.other_controls += d.controls != 0;
    if (d.controls != 0) return;
    seen.voltage_pu = std::max(seen.voltage_pu, d.voltage_pu);
    seen.flow_mva = std::max(seen.flow_mva, d.flow_mva);
  }

  Seen Run(std::size_t count, const std::function<void(std::size_t, BatchCase&)>& read) {
    PowerFlowBatch batch(*lanes_);
    LaneBase base;
    BaseFactor factor;
    EXPECT_TRUE(lanes_->FillBase(one_.inputs, start_, base).ok());
    batch.FillFactor(base, true, factor);
    std::vector<PowerFlowSolution> answers(count);
    std::vector<char> is_solved(count, 0);
    std::vector<std::unique_ptr<PowerFlowBatch::Workspace>> work;
    for (int i = 0; i < 2; ++i) work.push_back(batch.MakeWorkspace());
    counts_ = batch.Solve(factor,
                          {.count = count,
                           .read = read,
                           .take =
                               [&](std::size_t, const BatchAnswer& one) {
                                 is_solved[one.index()] = one.is_solved();
                                 if (one.is_solved()) answers[one.index()] = one.Solution();
                               },
                           .options = kAllControls},
                          work);
    Seen seen;
    for (std::size_t i = 0; i < count; ++i) {
      BatchCase one;
      read(i, one);
      PowerFlowInputs changed = one_.inputs;
      if (one.outage.valid()) changed.in_service[one.outage] = 0;
      if (one.has_injections) {
        changed.injection_mw.rows() = one.injection_mw;
        changed.injection_mvar.rows() = one.injection_mvar;
      }
      const auto klu = klu_->Solve(changed, start_, kAllControls, *klu_work_);
      seen.unsolved += !klu.ok();
      seen.judged_differently += klu.ok() != (is_solved[i] != 0);
      if (!klu.ok() || is_solved[i] == 0) continue;
      ++seen.compared;
      seen.moved_taps += klu->state.tap_step != start_.tap_step;
      seen.moved_banks += klu->state.shunt_step != start_.shunt_step;
      seen.moved_limits += klu->state.control != start_.control;
      Compare(*klu, answers[i], seen);
      const auto block = block_->Solve(changed, start_, kAllControls, *block_work_);
      if (block.ok()) Compare(*klu, *block, seen);
    }
    return seen;
  }

  void Expect(const std::string& what, const Seen& seen) {
    std::printf(
        "%s%s, %s: %zu compared, %.1e pu, %.1e MVA; taps moved in %zu, limits in %zu, banks in "
        "%zu; %zu without solution, %zu judged differently, %zu other controls; %zu by chord\n",
        GetParam().name, GetParam().has_banks ? " with banks" : "", what.c_str(), seen.compared,
        seen.voltage_pu, seen.flow_mva, seen.moved_taps, seen.moved_limits, seen.moved_banks,
        seen.unsolved, seen.judged_differently, seen.other_controls, counts_.by_chord);
    EXPECT_LT(seen.voltage_pu, kBoundPu);
    EXPECT_LT(seen.flow_mva, kBoundMva);
    EXPECT_EQ(seen.judged_differently, 0u);
    EXPECT_EQ(seen.other_controls, 0u);
    EXPECT_GT(seen.compared, 2 * seen.unsolved);
    // Controls must have had something to do.
    EXPECT_GT(seen.moved_taps, 0u);
    EXPECT_GT(seen.moved_limits, 0u);
    EXPECT_EQ(seen.moved_banks > 0, GetParam().has_banks);
  }

  tests::ReferenceCase one_;
  std::unique_ptr<AcPowerFlow> klu_;
  std::unique_ptr<BlockPowerFlow> block_;
  std::unique_ptr<LanePowerFlow> lanes_;
  std::unique_ptr<AcPowerFlow::Workspace> klu_work_;
  std::unique_ptr<BlockPowerFlow::Workspace> block_work_;
  PowerFlowState start_;
  BatchCounts counts_;
};

TEST_P(ControlledBatchTest, OutagesGiveTheScalarAnswer) {
  // Every outage of a large case would take the scalar solver minutes.
  const std::size_t stride = 1 + grid().branches.size() / 400;
  const std::size_t count = grid().branches.size() / stride;
  Expect("N-1", Run(count, [stride](std::size_t i, BatchCase& one) {
           one.outage = BranchIndex(i * stride);
         }));
}

// All loads together by up to 6 %, each on its own by 5 %, plants along with the loads.
TEST_P(ControlledBatchTest, ATimeSeriesGivesTheScalarAnswer) {
  Expect("series", Run(96, [this](std::size_t step, BatchCase& one) {
           one.has_injections = true;
           one.injection_mw = one_.inputs.injection_mw.rows();
           one.injection_mvar = one_.inputs.injection_mvar.rows();
           const double daily_share = 0.06 * std::sin(2.0 * models::kPi * double(step) / 96.0);
           for (std::size_t i = 0; i < one.injection_mw.size(); ++i) {
             const double own_share =
                 0.05 * std::sin(static_cast<double>(37 * step + 101 * i + step * i));
             const double demand_mw = one_.region.profile->demand_mw[BusIndex(i)];
             const double demand_mvar = one_.region.profile->demand_mvar[BusIndex(i)];
             one.injection_mw[i] += daily_share * one.injection_mw[i] - own_share * demand_mw;
             one.injection_mvar[i] -= (daily_share + own_share) * demand_mvar;
           }
         }));
}

INSTANTIATE_TEST_SUITE_P(
    Reference, ControlledBatchTest,
    testing::Values(Given{"case57", false}, Given{"case57", true}, Given{"case39", false},
                    Given{"case39", true}, Given{"case300", false}, Given{"case300", true},
                    Given{"case1354pegase", false}, Given{"case1354pegase", true}),
    [](const auto& one) {
      return std::string(one.param.name) + (one.param.has_banks ? "_banks" : "");
    });

}  // namespace
}  // namespace solvers

#include "twin/planning/planning_base.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "solvers/profile_inputs.h"
#include "tests/support/small_region.h"
#include "tests/support/small_store.h"
#include "twin/planning/planning_base_states.h"

namespace twin::planning {
namespace {

using models::BranchIndex;
using models::BusIndex;
using solvers::BusControl;

const PlanningKey kKey{.model_revision = 1, .data_revision = "abc", .planning_year = 2030};
constexpr std::size_t kQuarters = kBlockQuarters + 10;  // a whole block and a short one
const PlanningSpan kSpan{tests::kMonday, kQuarters};

class PlanningBaseTest : public testing::Test {
 protected:
  PlanningBaseTest() {
    auto base = PlanningBase::Begin(folder_.path(), kKey, region_, kSpan);
    EXPECT_TRUE(base.ok()) << base.status();
    base_ = *std::move(base);
  }

  solvers::PowerFlowInputs Inputs(std::size_t quarter) const {
    auto inputs = solvers::MakeProfileInputs(region_, region_.profile->load_share[quarter % 96]);
    inputs.shunt_mw[BusIndex(3)] = 1.5;
    inputs.v_set_pu[BusIndex(0)] = 1.01 + 0.0001 * static_cast<double>(quarter % 7);
    return inputs;
  }
  solvers::PowerFlowSolution Solve(const solvers::PowerFlowInputs& inputs) const {
    const auto work = scalar_.MakeWorkspace();
    auto solution =
        scalar_.Solve(inputs, solvers::PowerFlowState::MakeFlat(region_.grid), {}, *work);
    EXPECT_TRUE(solution.ok()) << solution.status();
    return *std::move(solution);
  }
  // Quarter 5 has no solution.
  void WriteBlock(std::size_t block) {
    for (std::size_t q = block * kBlockQuarters; q < base_->BlockEnd(block); ++q) {
      const auto inputs = Inputs(q);
      const std::vector<double> rating_mva(tests::kSmallBranches,
                                           50.0 + static_cast<double>(q % 3));
      base_->WriteInputs(q, inputs, {.rating_mva = rating_mva});
      const auto solution = Solve(inputs);
      base_->WriteSolution(q, q == 5 ? nullptr : &solution);
    }
    ASSERT_TRUE(base_->FinishBlock(block).ok());
  }

  tests::TempFolder folder_;
  models::Region region_ = tests::MakeSmallRegion(1344);
  solvers::AcPowerFlow scalar_ = *solvers::AcPowerFlow::Make(region_.grid);
  std::unique_ptr<PlanningBase> base_;
};

TEST_F(PlanningBaseTest, InputsAndSolutionsComeBackWithinAFloat) {
  EXPECT_EQ(base_->block_count(), 2u);
  EXPECT_EQ(base_->BlockEnd(0), kBlockQuarters);
  EXPECT_EQ(base_->BlockEnd(1), kQuarters);
  EXPECT_EQ(base_->Status(0), QuarterStatus::kNotYet);
  WriteBlock(0);
  WriteBlock(1);
  ASSERT_TRUE(base_->Seal().ok());
  const auto base = PlanningBase::Open(folder_.path(), kKey, region_, kSpan);
  ASSERT_TRUE(base.ok()) << base.status();
  constexpr double kFloat = 1.0 / (1 << 24);  // half a last place of 1
  const auto expect_near = [](double found, double exact) {
    EXPECT_LE(std::abs(found - exact), kFloat * std::max(1e-30, std::abs(exact)));
  };
  for (const std::size_t q : {std::size_t{0}, std::size_t{200}, kQuarters - 1}) {
    const auto inputs = Inputs(q);
    const auto solution = Solve(inputs);
    const auto stored = (*base)->ReadInputs(q);
    const auto state = (*base)->ReadState(q);
    EXPECT_EQ((*base)->Status(q), QuarterStatus::kSolved);
    EXPECT_EQ(stored.regulates, inputs.regulates);
    EXPECT_EQ(stored.in_service, inputs.in_service);
    EXPECT_EQ(stored.participation_share, inputs.participation_share);
    EXPECT_EQ(state.control, solution.state.control);
    EXPECT_EQ(state.tap_step, solution.state.tap_step);
    for (std::size_t i = 0; i < tests::kSmallBuses; ++i) {
      const BusIndex bus(i);
      expect_near(stored.injection_mw[bus], inputs.injection_mw[bus]);
      expect_near(stored.injection_mvar[bus], inputs.injection_mvar[bus]);
      expect_near(stored.shunt_mw[bus], inputs.shunt_mw[bus]);
      expect_near(stored.shunt_mvar[bus], inputs.shunt_mvar[bus]);
      expect_near(stored.q_min_mvar[bus], inputs.q_min_mvar[bus]);
      expect_near(stored.q_max_mvar[bus], inputs.q_max_mvar[bus]);
      if (inputs.regulates[bus] != 0) expect_near(stored.v_set_pu[bus], inputs.v_set_pu[bus]);
      expect_near(state.vm_pu[bus], solution.state.vm_pu[bus]);
      expect_near(state.va_rad[bus], solution.state.va_rad[bus]);
    }
    for (std::size_t k = 0; k < tests::kSmallBranches; ++k) {
      const solvers::BranchFlow& flow = solution.result.flow[BranchIndex(k)];
      expect_near((*base)->Row(Column::kPFromMw, q)[k], flow.p_from_mw);
      expect_near((*base)->Row(Column::kQFromMvar, q)[k], flow.q_from_mvar);
      expect_near((*base)->Row(Column::kPToMw, q)[k], flow.p_to_mw);
      expect_near((*base)->Row(Column::kQToMvar, q)[k], flow.q_to_mvar);
      EXPECT_EQ((*base)->Row(Column::kRatingMva, q)[k], 50.0f + static_cast<float>(q % 3));
    }
  }
}

TEST_F(PlanningBaseTest, AFailedQuarterIsZeroAndSaysSo) {
  WriteBlock(0);
  EXPECT_EQ(base_->Status(5), QuarterStatus::kFailed);
  EXPECT_EQ(base_->Status(6), QuarterStatus::kSolved);
  for (const Column column : {Column::kVmPu, Column::kVaRad, Column::kPFromMw, Column::kQToMvar}) {
    for (const float value : base_->Row(column, 5)) EXPECT_EQ(value, 0.0f);
  }
  EXPECT_THAT(tests::ReadBytes(folder_ / (CalcKeyHash(kKey) + ".progress")),
              testing::HasSubstr("\n0 383 1 "));
}

TEST_F(PlanningBaseTest, ReactiveLimitsAndDeadBusesAreKept) {
  auto inputs = Inputs(0);
  solvers::PowerFlowSolution solution = Solve(inputs);
  solution.state.control = {BusControl::kHeld,   BusControl::kFree, BusControl::kAtMinQ,
                            BusControl::kAtMaxQ, BusControl::kHeld, BusControl::kFree};
  solution.result.is_energised[BusIndex(4)] = 0;
  solution.state.tap_step[BranchIndex(5)] = -9;
  base_->WriteInputs(0, inputs, {});
  base_->WriteSolution(0, &solution);
  const auto state = base_->ReadState(0);
  EXPECT_EQ(state.control, (models::Table<BusIndex, BusControl>{
                               BusControl::kHeld, BusControl::kFree, BusControl::kAtMinQ,
                               BusControl::kAtMaxQ, BusControl::kFree, BusControl::kFree}));
  EXPECT_EQ(state.vm_pu[BusIndex(4)], 0.0);
  EXPECT_EQ(state.tap_step[BranchIndex(5)], -9);
}

TEST_F(PlanningBaseTest, TheSolversSeeWhatIsStored) {
  WriteBlock(0);
  const auto lanes = *solvers::LanePowerFlow::Make(region_.grid);
  const PlanningBaseStates states(*base_, lanes);
  EXPECT_EQ(states.quarter_count(), kQuarters);
  EXPECT_FALSE(states.IsSolved(5));
  EXPECT_FALSE(states.IsSolved(kBlockQuarters));
  ASSERT_TRUE(states.IsSolved(7));
  solvers::LaneBase laid;
  states.FillBase(7, laid);
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowState state;
  states.Read(7, inputs, state);
  for (std::size_t i = 0; i < tests::kSmallBuses; ++i) {
    EXPECT_EQ(laid.p_set_pu[i], inputs.injection_mw[BusIndex(i)] / 100.0);
    EXPECT_EQ(states.InjectionMw(7)[i], static_cast<float>(inputs.injection_mw[BusIndex(i)]));
    EXPECT_EQ(states.VoltagePu(7)[i], static_cast<float>(state.vm_pu[BusIndex(i)]));
  }
  EXPECT_EQ(states.FlowMw(7).size(), tests::kSmallBranches);
  EXPECT_EQ(states.FlowMvar(7).data(), base_->Row(Column::kQFromMvar, 7).data());
  EXPECT_EQ(states.RatingMva(7)[0], 51.0f);
  // What is stored is a solution to within its floats: no step of Newton is left.
  const auto work = lanes.MakeWorkspace();
  lanes.Solve(std::vector<solvers::LaneCase>{{.base = &laid}}, {.tolerance_pu = 1e-5}, *work);
  EXPECT_TRUE(work->IsSolved(0));
  EXPECT_EQ(work->iterations(0), 0);
}

TEST_F(PlanningBaseTest, ASealedBaseOfAnotherGridOrYearIsRefused) {
  WriteBlock(0);
  WriteBlock(1);
  ASSERT_TRUE(base_->Seal().ok());
  const auto open = [&](const models::Region& region, const PlanningSpan& span) {
    return PlanningBase::Open(folder_.path(), kKey, region, span).status().code();
  };
  models::Region other = region_;
  other.grid.buses[BusIndex(2)].id = "bus:77";
  EXPECT_EQ(open(other, kSpan), absl::StatusCode::kFailedPrecondition);
  other = region_;
  other.grid.branches[BranchIndex(0)].id = "branch:77";
  EXPECT_EQ(open(other, kSpan), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(open(region_, {kSpan.first + 1, kQuarters}), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(open(region_, {kSpan.first, kQuarters - 1}), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(open(region_, kSpan), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace twin::planning

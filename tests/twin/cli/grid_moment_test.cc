// A region written as a case and read again: the same power flow.
#include "twin/cli/grid_moment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/time/time.h"
#include "data/matpower_writer.h"
#include "data/region_loader.h"
#include "tests/support/region_cases.h"
#include "tests/support/small_grids.h"
#include "twin/cli/case_power_flow.h"
#include "twin/cli/region_moment.h"

namespace twin::cli {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kTolerancePu = 1e-9;

struct Solved {
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowAnswer answer;
  const solvers::PowerFlowSolution& solution() const { return answer.solution; }
};

Solved Solve(const models::ElectricityGrid& grid, solvers::PowerFlowInputs inputs) {
  const auto solver = solvers::PowerFlow::Make(grid);
  EXPECT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  const auto solution = solver->Solve(inputs, solvers::PowerFlowState::MakeFlat(grid),
                                      {.tolerance_pu = 1e-10}, *workspace);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return {std::move(inputs), *solution};
}

// The case in between goes through its text.
CaseAnswer ThroughText(const models::ElectricityGrid& grid, const Solved& solved, CaseStart start,
                       LoadedCase& loaded) {
  const auto matpower = data::MakeMatpowerCase(
      grid, MakeGridMoment("moment", grid, solved.inputs, solved.answer,
                           models::Table<BranchIndex, double>(grid.branches.size(), 100.0)));
  EXPECT_TRUE(matpower.ok()) << matpower.status();
  const auto text = data::FormatMatpowerCase(*matpower);
  EXPECT_TRUE(text.ok()) << text.status();
  auto again = data::ParseMatpowerCase(*text, "moment.m");
  EXPECT_TRUE(again.ok()) << again.status();
  auto made = MakeLoadedCase(*std::move(again));
  EXPECT_TRUE(made.ok()) << made.status();
  loaded = *std::move(made);
  const auto answer = SolveCase(loaded, {.start = start});
  EXPECT_TRUE(answer.ok()) << answer.status();
  return *answer;
}

double CalcWorstPu(const models::ElectricityGrid& grid, const Solved& solved,
                   const LoadedCase& loaded, const CaseAnswer& answer) {
  double worst_pu = 0.0;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const bool is_live = solved.solution().result.is_energised[BusIndex(i)] != 0;
    const BusIndex bus = loaded.bus_of_row[i];
    EXPECT_EQ(bus.valid(), is_live) << grid.buses[BusIndex(i)].name;
    if (!is_live || !bus.valid()) continue;
    worst_pu = std::max(
        {worst_pu,
         std::abs(answer.solution.state.vm_pu[bus] - solved.solution().state.vm_pu[BusIndex(i)]),
         std::abs(answer.solution.state.va_rad[bus] -
                  solved.solution().state.va_rad[BusIndex(i)])});
  }
  return worst_pu;
}

class RegionAsCaseTest : public testing::TestWithParam<tests::RegionCase> {};

TEST_P(RegionAsCaseTest, VoltagesAreEqualWithTapsLimitsAndSharedMismatch) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const Solved solved = Solve(grid, tests::MakeRegionCase(grid, GetParam()));
  int at_limit = 0, off_neutral = 0;
  for (const auto control : solved.solution().state.control) {
    at_limit += control == solvers::BusControl::kAtMinQ || control == solvers::BusControl::kAtMaxQ;
  }
  for (const int step : solved.solution().state.tap_step) off_neutral += step != 0;
  for (const CaseStart start : {CaseStart::kFile, CaseStart::kDc}) {
    LoadedCase loaded;
    const CaseAnswer answer = ThroughText(grid, solved, start, loaded);
    const double worst_pu = CalcWorstPu(grid, solved, loaded, answer);
    EXPECT_LT(worst_pu, kTolerancePu);
    std::printf("%s: %d buses at a limit, %d changers off neutral, worst %.1e pu or rad\n",
                GetParam().name.c_str(), at_limit, off_neutral, worst_pu);
  }
}

INSTANTIATE_TEST_SUITE_P(Region, RegionAsCaseTest, testing::ValuesIn(tests::kRegionCases),
                         [](const auto& one) { return one.param.name; });

// A planned quarter, as `twin region to-case` asks for it: controls do what they are for, and
// without them the power flow is another one.
TEST(RegionMomentTest, ControlsActAndCanBeLeftOut) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::Quarter quarter = models::Quarter::Containing(absl::FromUnixSeconds(1800028800));
  const auto all = SolveRegionMoment(*region, {.quarter = quarter});
  ASSERT_TRUE(all.ok()) << all.status();
  int off_neutral = 0;
  for (const int step : all->answer.solution.state.tap_step) off_neutral += step != 0;
  EXPECT_GT(off_neutral, 10);
  const auto fixed = SolveRegionMoment(*region, {.quarter = quarter, .moves_taps = false});
  ASSERT_TRUE(fixed.ok()) << fixed.status();
  for (const int step : fixed->answer.solution.state.tap_step) EXPECT_EQ(step, 0);
  const auto bare = SolveRegionMoment(*region, {.quarter = quarter, .has_banks = false});
  ASSERT_TRUE(bare.ok()) << bare.status();
  for (std::size_t i = 0; i < region->grid.buses.size(); ++i) {
    EXPECT_LE(std::abs(bare->inputs.shunt_mvar[BusIndex(i)]), 1e-9);
  }
  EXPECT_NE(DescribeMoment(*region, *all), DescribeMoment(*region, *fixed));
  const Solved solved{all->inputs, all->answer};
  LoadedCase loaded;
  const CaseAnswer answer = ThroughText(region->grid, solved, CaseStart::kDc, loaded);
  EXPECT_LT(CalcWorstPu(region->grid, solved, loaded, answer), kTolerancePu);
}

TEST(GridMomentTest, IronLossesShuntsAndADeadBusAreCarried) {
  models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0, 1e-4);
  grid.buses[BusIndex(1)].nominal_kv = 66.0;
  models::BranchParams& transformer = grid.branches[BranchIndex(0)];
  transformer.kind = models::BranchKind::kTransformer;
  transformer.g_siemens = 2e-5;
  transformer.tap_ratio = 0.97;
  transformer.phase_shift_deg = -30.0;
  grid.buses[BusIndex(2)].nominal_kv = 66.0;
  grid.buses[BusIndex(3)].nominal_kv = 66.0;
  grid.branches[BranchIndex(2)].is_in_service = false;
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -20.0, -5.0, -1.0};
  inputs.injection_mvar = {0.0, -4.0, -1.0, 0.0};
  inputs.shunt_mvar = {0.0, 0.0, 3.0, 0.0};
  inputs.shunt_mw = {0.0, 0.5, 0.0, 0.0};
  inputs.regulates = {1, 0, 0, 0};
  inputs.q_min_mvar = {-500.0, 0.0, 0.0, 0.0};
  inputs.q_max_mvar = {500.0, 0.0, 0.0, 0.0};
  const Solved solved = Solve(grid, inputs);
  LoadedCase loaded;
  const CaseAnswer answer = ThroughText(grid, solved, CaseStart::kFlat, loaded);
  EXPECT_LT(CalcWorstPu(grid, solved, loaded, answer), kTolerancePu);
  EXPECT_NEAR(answer.solution.result.mismatch_mw, solved.solution().result.mismatch_mw, 1e-7);
}

// A changer by table and demand in proportion to the voltage.
TEST(GridMomentTest, TapTablesAndVoltageFollowingDemandStandWhereTheyStand) {
  models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  models::BranchParams& changer = grid.branches[BranchIndex(0)];
  changer.kind = models::BranchKind::kTransformer;
  changer.tap_min_step = -1;
  changer.tap_max_step = 1;
  changer.tap_table = {{.ratio = 1.04, .shift_deg = 1.0, .x_ratio = 1.1},
                       {.ratio = 1.0},
                       {.ratio = 0.96, .shift_deg = -1.0, .r_ratio = 1.2, .x_ratio = 0.9}};
  changer.tap_target_v_pu = 1.03;
  changer.tap_deadband_v_pu = 0.01;
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -20.0, -5.0};
  inputs.injection_mvar = {0.0, -4.0, -1.0};
  inputs.current_mw = models::Table<BusIndex, double>(3, 0.0);
  inputs.current_mvar = inputs.current_mw;
  inputs.current_mw[BusIndex(2)] = 6.0;
  inputs.current_mvar[BusIndex(2)] = 2.0;
  inputs.regulates = {1, 0, 0};
  inputs.q_min_mvar = {-500.0, 0.0, 0.0};
  inputs.q_max_mvar = {500.0, 0.0, 0.0};
  const Solved solved = Solve(grid, inputs);
  EXPECT_EQ(solved.solution().state.tap_step[BranchIndex(0)], 1);
  LoadedCase loaded;
  const CaseAnswer answer = ThroughText(grid, solved, CaseStart::kFlat, loaded);
  EXPECT_LT(CalcWorstPu(grid, solved, loaded, answer), kTolerancePu);
}

// Bus 0 takes what bus 1 draws, bus 3 what bus 2 draws: the case has the first as its slack bus and
// the second's part, losses of its own line included, as generation.
TEST(GridMomentTest, EveryIslandKeepsItsOwnMismatch) {
  models::ElectricityGrid grid = tests::MakeChainBetweenBoundaries();
  grid.branches[BranchIndex(1)].is_in_service = false;
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -20.0, -5.0, 0.0};
  inputs.regulates = {1, 0, 0, 1};
  inputs.q_min_mvar = {-500.0, 0.0, 0.0, -500.0};
  inputs.q_max_mvar = {500.0, 0.0, 0.0, 500.0};
  const Solved solved = Solve(grid, inputs);
  const data::GridMoment moment =
      MakeGridMoment("x", grid, solved.inputs, solved.answer,
                     models::Table<BranchIndex, double>(grid.branches.size(), 0.0));
  EXPECT_EQ(moment.slack, BusIndex(0));
  EXPECT_EQ(moment.injection_mw[BusIndex(0)], 0.0);
  const solvers::BranchFlow& own = solved.solution().result.flow[BranchIndex(2)];
  EXPECT_GT(own.p_from_mw + own.p_to_mw, 0.0);
  EXPECT_NEAR(moment.injection_mw[BusIndex(3)], 5.0 + own.p_from_mw + own.p_to_mw, 1e-7);
}

TEST(GridMomentTest, ASlackBusThatHoldsNoVoltageIsRefused) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  solvers::PowerFlowInputs inputs = solvers::PowerFlowInputs::MakeZero(grid);
  inputs.injection_mvar = {-5.0, 0.0};
  solvers::PowerFlowAnswer answer;
  solvers::PowerFlowSolution& solution = answer.solution;
  answer.taken_mw = models::Table<BusIndex, double>(2, 0.0);
  solution.state = solvers::PowerFlowState::MakeFlat(grid);
  solution.result.is_energised = models::Table<BusIndex, char>(2, 1);
  const data::GridMoment moment = MakeGridMoment(
      "x", grid, inputs, answer, models::Table<BranchIndex, double>(grid.branches.size(), 0.0));
  EXPECT_EQ(data::MakeMatpowerCase(grid, moment).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(data::MakeMatpowerCase(grid, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace twin::cli

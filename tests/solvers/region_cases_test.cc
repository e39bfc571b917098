// The three solved cases of the region's worked proposal: cold morning, mild day, summer night.
#include "tests/support/region_cases.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "data/grid_loader.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BusIndex;

constexpr double kLeastLossesShare = 0.01, kMostLossesShare = 0.04;

class RegionCaseTest : public testing::TestWithParam<tests::RegionCase> {};

TEST_P(RegionCaseTest, SolvesFromAFlatStartWithinNormalVoltagesAndLosses) {
  data::Diagnostics diagnostics;
  const data::GridTables tables = data::LoadGrid(tests::RegionDirectory(), diagnostics);
  ASSERT_TRUE(data::ToStatus(diagnostics).ok()) << data::ToStatus(diagnostics);
  ASSERT_TRUE(models::Validate(tables.grid).ok()) << models::Validate(tables.grid);
  const models::ElectricityGrid& grid = tables.grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  const PowerFlowInputs inputs = tests::MakeRegionCase(grid, GetParam());
  const auto solution = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
  ASSERT_TRUE(solution.ok()) << solution.status();

  double load_mw = 0.0;
  for (const models::LoadParams& load : grid.loads) load_mw += load.*GetParam().load_mw;
  const double losses_share = solution->result.losses_mw / load_mw;
  EXPECT_GE(losses_share, kLeastLossesShare);
  EXPECT_LE(losses_share, kMostLossesShare);
  double lowest_pu = 2.0, highest_pu = 0.0;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    EXPECT_TRUE(solution->result.is_energised[BusIndex(i)]) << grid.buses[BusIndex(i)].name;
    const double vm_pu = solution->state.vm_pu[BusIndex(i)];
    EXPECT_GT(vm_pu, 0.95) << grid.buses[BusIndex(i)].name;
    EXPECT_LT(vm_pu, 1.07) << grid.buses[BusIndex(i)].name;
    lowest_pu = std::min(lowest_pu, vm_pu);
    highest_pu = std::max(highest_pu, vm_pu);
  }
  // The slack takes little more than the worked case gave it: the injections there balance.
  RecordProperty("losses_mw", std::to_string(solution->result.losses_mw));
  std::printf("%s: losses %.1f MW (%.2f %%), mismatch %.1f MW, %.3f-%.3f pu, %d steps, %d rounds\n",
              GetParam().name.c_str(), solution->result.losses_mw, 100 * losses_share,
              solution->result.mismatch_mw, lowest_pu, highest_pu, solution->result.iterations,
              solution->result.control_rounds);
}

INSTANTIATE_TEST_SUITE_P(WorkedProposal, RegionCaseTest, testing::ValuesIn(tests::kRegionCases),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace solvers

#include "solvers/dc_start.h"

#include <gtest/gtest.h>

#include "models/base/units.h"
#include "solvers/dc_sensitivities.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// Two lines of x = 0.1 pu in a row: θ1 = −0.1 (0.3 + 0.2), θ2 = θ1 − 0.1 · 0.2.
TEST(DcStartTest, AChainGivesTheAnglesByHand) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 0.1 * models::CalcBaseOhm(132.0));
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw[BusIndex(1)] = -30.0;
  inputs.injection_mw[BusIndex(2)] = -20.0;
  inputs.regulates[BusIndex(2)] = 1;
  inputs.v_set_pu[BusIndex(2)] = 1.03;
  const PowerFlowState start = MakeDcStart(grid, inputs);
  EXPECT_NEAR(start.va_rad[BusIndex(0)], 0.0, 1e-15);
  EXPECT_NEAR(start.va_rad[BusIndex(1)], -0.05, 1e-14);
  EXPECT_NEAR(start.va_rad[BusIndex(2)], -0.07, 1e-14);
  EXPECT_EQ(start.vm_pu[BusIndex(1)], 1.0);
  EXPECT_EQ(start.vm_pu[BusIndex(2)], 1.03);
  // Cut off, the last bus keeps angle 0; the island without a participant changes nothing.
  inputs.in_service[BranchIndex(1)] = 0;
  const PowerFlowState cut = MakeDcStart(grid, inputs);
  EXPECT_NEAR(cut.va_rad[BusIndex(1)], -0.03, 1e-14);
  EXPECT_EQ(cut.va_rad[BusIndex(2)], 0.0);
}

TEST(DcStartTest, AnglesGiveTheFlowsOfTheDcPowerFlow) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, "case300");
  one->inputs.shunt_mw = models::Table<BusIndex, double>(one->inputs.shunt_mw.size(), 0.0);
  const models::ElectricityGrid& grid = one->region.grid;
  const auto flow_mw = SolveDcPowerFlow(grid, one->inputs.in_service,
                                        one->inputs.participation_share, one->inputs.injection_mw);
  ASSERT_TRUE(flow_mw.ok()) << flow_mw.status();
  const PowerFlowState start = MakeDcStart(grid, one->inputs);
  int compared = 0;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    if (one->inputs.in_service[BranchIndex(k)] == 0) continue;
    if (std::abs(branch.x_ohm) < 0.1 * std::abs(branch.r_ohm)) continue;
    const double b_pu =
        models::CalcBaseOhm(grid.buses[branch.from].nominal_kv) / (branch.x_ohm * branch.tap_ratio);
    const double angle_rad = start.va_rad[branch.from] - start.va_rad[branch.to] -
                             branch.phase_shift_deg * models::kRadPerDeg;
    EXPECT_NEAR(b_pu * angle_rad * models::kBaseMva, (*flow_mw)[BranchIndex(k)], 1e-7);
    ++compared;
  }
  EXPECT_GT(compared, 400);
}

}  // namespace
}  // namespace solvers

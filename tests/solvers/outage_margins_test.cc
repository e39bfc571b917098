#include "solvers/outage_margins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/multi_outage_dc.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/small_contingencies.h"

namespace solvers {
namespace {

using models::BranchIndex;

constexpr PowerFlowOptions kOptions{.enforces_q_limits = false, .moves_taps = false};

PowerFlowSolution Solve(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs) {
  const auto solver = AcPowerFlow::Make(grid);
  EXPECT_TRUE(solver.ok()) << solver.status();
  return tests::SolveBase(*solver, grid, inputs, kOptions);
}

OutageFactors MakeFactors(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs) {
  auto factors = OutageFactors::Make(grid, inputs.in_service, inputs.participation_share);
  EXPECT_TRUE(factors.ok()) << factors.status();
  return *std::move(factors);
}

// Two equal lines share 70 MW; when one is lost the other takes all of it. The line behind them is
// a bridge: its loss is no loading, and nothing loads it more.
TEST(OutageMarginsTest, ByHand) {
  auto small = tests::MakeSmallContingencies();
  for (auto& branch : small.grid.branches) branch.is_monitored = true;
  const PowerFlowSolution base = Solve(small.grid, small.inputs);
  const OutageFactors factors = MakeFactors(small.grid, small.inputs);
  ASSERT_EQ(factors.outages().size(), 2u);
  EXPECT_EQ(factors.outages()[0], BranchIndex(0));
  EXPECT_EQ(factors.outages()[1], BranchIndex(2));
  EXPECT_FLOAT_EQ(factors.Of(BranchIndex(0))[0], -1.0F);
  EXPECT_FLOAT_EQ(factors.Of(BranchIndex(0))[1], 1.0F);
  EXPECT_FLOAT_EQ(factors.Of(BranchIndex(1))[0], 0.0F);
  const std::vector<double> rating_mva{100.0, 50.0, 100.0};
  const auto margins = CalcOutageMargins(small.grid, factors, base, rating_mva);
  const double both_mw =
      base.result.flow[BranchIndex(0)].p_from_mw + base.result.flow[BranchIndex(2)].p_from_mw;
  EXPECT_NEAR(both_mw, 70.0, 0.5);
  EXPECT_EQ(margins[0].outage, BranchIndex(2));
  EXPECT_EQ(margins[2].outage, BranchIndex(0));
  EXPECT_NEAR(margins[0].loading_share, both_mw / 100.0, 0.01);  // V within 1 %, Q small
  EXPECT_FALSE(margins[1].outage.valid());
  const RatedFlow end = MakeRatedFlows(small.grid, base, rating_mva)[1];
  EXPECT_EQ(margins[1].loading_share, end.CalcShare(base.result.flow[BranchIndex(1)].p_from_mw));
  // Without a rating there is no margin.
  EXPECT_EQ(CalcOutageMargins(small.grid, factors, base, std::vector<double>{0.0, 0.0, 0.0})[0]
                .loading_share,
            0.0);
}

// All outages at once are those that are taken out one by one from the DC network's factor.
TEST(OutageMarginsTest, EqualsOneOutageAfterTheOther) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, "case118");
  models::ElectricityGrid& grid = one->region.grid;
  for (models::BranchParams& branch : grid.branches) branch.is_monitored = true;
  const PowerFlowSolution base = Solve(grid, one->inputs);
  const OutageFactors factors = MakeFactors(grid, one->inputs);
  const std::vector<double> rating_mva(grid.branches.size(), 100.0);
  const auto margins = CalcOutageMargins(grid, factors, base, rating_mva);
  auto dc = MultiOutageDc::Make(grid, one->inputs.in_service, one->inputs.participation_share);
  ASSERT_TRUE(dc.ok()) << dc.status();
  const std::vector<RatedFlow> rated = MakeRatedFlows(grid, base, rating_mva);
  std::vector<double> worst_share;
  for (const RatedFlow& branch : rated) {
    worst_share.push_back(branch.CalcShare(base.result.flow[branch.branch].p_from_mw));
  }
  models::Table<BranchIndex, double> flow_mw(grid.branches.size());
  std::size_t lost = 0;
  for (std::size_t c = 0; c < grid.branches.size(); ++c) {
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      flow_mw[BranchIndex(k)] = base.result.flow[BranchIndex(k)].p_from_mw;
    }
    const BranchIndex outage(c);
    if (!dc->ApplyOutages({&outage, 1}, flow_mw).ok()) continue;
    ++lost;
    for (std::size_t i = 0; i < rated.size(); ++i) {
      if (rated[i].branch == outage) continue;
      worst_share[i] = std::max(worst_share[i], rated[i].CalcShare(flow_mw[rated[i].branch]));
    }
  }
  EXPECT_EQ(lost, factors.outages().size());
  for (std::size_t i = 0; i < rated.size(); ++i) {
    const OutageMargin& margin = margins[rated[i].branch.value()];
    EXPECT_NEAR(margin.loading_share, worst_share[i], 1e-5 * worst_share[i])
        << grid.branches[rated[i].branch].name;
  }
}

}  // namespace
}  // namespace solvers

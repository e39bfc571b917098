// Contingency analysis of published cases: every row against the network solved anew, and what the
// screen misses.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/electricity/topology.h"
#include "solvers/contingency_analysis.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/small_contingencies.h"

namespace solvers {
namespace {

using models::BranchIndex;
using Outcome = ContingencyRow::Outcome;
using tests::SolveBase;

class ContingencyOfCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam());
    region_ = std::move(one->region);
    inputs_ = std::move(one->inputs);
    for (const models::BranchParams& branch : region_.grid.branches) {
      params_.rating_mva.push_back(branch.is_monitored ? branch.rating.summer_mva : 0.0);
    }
    params_.demand_mw = region_.profile->demand_mw.rows();
    params_.screen = ContingencyScreen::kLinear;
    params_.measures_misses = true;
  }

  models::Region region_;
  PowerFlowInputs inputs_;
  ContingencyParams params_;
};

constexpr PowerFlowOptions kCaseOptions{
    .tolerance_pu = 1e-9, .enforces_q_limits = false, .moves_taps = false};

TEST_P(ContingencyOfCaseTest, EveryRowIsTheNetworkSolvedAnewAndTheScreenMissesNoOverload) {
  const models::ElectricityGrid& grid = region_.grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const PowerFlowSolution base = SolveBase(*solver, grid, inputs_, kCaseOptions);
  const auto list = MakeContingencies(grid, inputs_, region_.profile->generation_mw,
                                      {.has_generators = true, .has_busbars = true, .masts = {}});
  ASSERT_TRUE(list.ok());
  const auto report = AnalyseContingencies(
      grid, inputs_, base, *list, params_,
      MakeAcContingencySolve(*solver, grid, inputs_, base.state, kCaseOptions, 2));
  ASSERT_TRUE(report.ok()) << report.status();
  // The branch taken out of a grid of its own, from a flat start.
  int compared = 0;
  const std::size_t stride = 1 + list->size() / 30;
  for (std::size_t i = 0; i < list->size(); i += stride) {
    if ((*list)[i].branches.size() != 1 || report->rows[i].outcome != Outcome::kSolved) continue;
    models::ElectricityGrid without = grid;
    without.branches[(*list)[i].branches[0]].is_in_service = false;
    PowerFlowInputs changed = inputs_;
    changed.in_service[(*list)[i].branches[0]] = 0;
    const auto anew = AcPowerFlow::Make(without);
    ASSERT_TRUE(anew.ok());
    const auto workspace = anew->MakeWorkspace();
    const auto answer =
        anew->Solve(changed, PowerFlowState::MakeFlat(without), kCaseOptions, *workspace);
    if (!answer.ok()) continue;
    const ContingencyRow& row = report->rows[i];
    if (row.worst_bus.valid()) {
      EXPECT_NEAR(answer->state.vm_pu[row.worst_bus], row.worst_v_pu, 1e-8);
    }
    if (row.worst_branch.valid()) {
      const BranchFlow& flow = answer->result.flow[row.worst_branch];
      const models::BranchParams& ends = grid.branches[row.worst_branch];
      const double share =
          std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar) / answer->state.vm_pu[ends.from],
                   std::hypot(flow.p_to_mw, flow.q_to_mvar) / answer->state.vm_pu[ends.to]) /
          params_.rating_mva[row.worst_branch.value()];
      EXPECT_NEAR(share, row.worst_share, 1e-7);
    }
    ++compared;
  }
  EXPECT_GT(compared, 1);
  // Bridges are those of the graph: only they lose load.
  const auto bridges = models::FindBridges(grid, inputs_.in_service);
  for (std::size_t i = 0; i < list->size(); ++i) {
    if ((*list)[i].branches.size() != 1 || report->rows[i].outcome != Outcome::kSolved) continue;
    const bool is_bridge = bridges[(*list)[i].branches[0]] != 0;
    EXPECT_TRUE(is_bridge || report->rows[i].lost_load_mw == 0.0) << (*list)[i].name;
  }
  for (std::size_t j = 0; j < report->overloads.size(); ++j) {
    const auto& causes = report->overloads[j].causes;
    EXPECT_TRUE(std::is_sorted(causes.begin(), causes.end(), [](const auto& a, const auto& b) {
      return a.loading_share > b.loading_share;
    }));
  }
  std::printf(
      "%s: %zu contingencies, the screen asks for %zu, misses %zu overloads and %zu "
      "without a solution; %zu branches overloaded\n",
      GetParam(), list->size(), report->wanted_count, report->missed_overloads.size(),
      report->missed_failures.size(), report->overloads.size());
  for (const std::size_t i : report->missed_overloads) {
    const ContingencyRow& row = report->rows[i];
    ADD_FAILURE() << (*list)[i].name << ": " << row.risen_share << " of "
                  << grid.branches[row.risen_branch].name << ", estimated at most "
                  << row.estimated_share;
  }
}

TEST_P(ContingencyOfCaseTest, AScreenedRunGivesTheSameOverloadsWithFewerSolves) {
  const models::ElectricityGrid& grid = region_.grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const PowerFlowSolution base = SolveBase(*solver, grid, inputs_, kCaseOptions);
  const auto list = MakeContingencies(grid, inputs_, {}, {.masts = {}});
  ASSERT_TRUE(list.ok());
  const auto solve = MakeAcContingencySolve(*solver, grid, inputs_, base.state, kCaseOptions, 1);
  params_.limit_share = 1.1;
  const auto all = AnalyseContingencies(grid, inputs_, base, *list, params_, solve);
  params_.measures_misses = false;
  const auto screened = AnalyseContingencies(grid, inputs_, base, *list, params_, solve);
  ASSERT_TRUE(all.ok() && screened.ok());
  EXPECT_EQ(screened->solved_count, all->wanted_count);
  EXPECT_EQ(all->solved_count, list->size());
  ASSERT_EQ(screened->overloads.size(), all->overloads.size());
  for (std::size_t j = 0; j < all->overloads.size(); ++j) {
    EXPECT_EQ(screened->overloads[j].branch, all->overloads[j].branch);
    EXPECT_EQ(screened->overloads[j].causes.size(), all->overloads[j].causes.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ContingencyOfCaseTest,
                         testing::Values("case9", "case30", "case39", "case118"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace solvers

#include "solvers/contingency_analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/electricity/topology.h"
#include "solvers/profile_inputs.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;
using Outcome = ContingencyRow::Outcome;
using testing::ElementsAre;

constexpr PowerFlowOptions kOptions{.tolerance_pu = 1e-9, .moves_taps = false};

// Bus 0 feeds bus 1 by two lines of 60 MVA and bus 2 behind it by one; 80 MW and 10 MW.
struct SmallCase {
  models::ElectricityGrid grid;
  PowerFlowInputs inputs;
  models::Table<GeneratorIndex, double> generation_mw;
};

SmallCase MakeSmall() {
  SmallCase one;
  one.grid = tests::MakeChain(2, 0.1, 5.0);
  one.grid.branches.Add({.id = "twin",
                         .name = "Twin",
                         .from = BusIndex(0),
                         .to = BusIndex(1),
                         .r_ohm = 0.1,
                         .x_ohm = 5.0});
  one.grid.generators.Add({.id = "g0",
                           .name = "Plant",
                           .bus = BusIndex(1),
                           .q_min_mvar = -20.0,
                           .q_max_mvar = 20.0,
                           .can_hold_voltage = true});
  one.generation_mw = models::Table<GeneratorIndex, double>{20.0};
  one.inputs = PowerFlowInputs::MakeZero(one.grid);
  one.inputs.injection_mw = {0.0, -60.0, -10.0};
  one.inputs.regulates = {1, 1, 0};
  one.inputs.q_min_mvar = {-1e4, -20.0, 0.0};
  one.inputs.q_max_mvar = {1e4, 20.0, 0.0};
  return one;
}

PowerFlowSolution SolveBase(const AcPowerFlow& solver, const models::ElectricityGrid& grid,
                            const PowerFlowInputs& inputs, const PowerFlowOptions& options) {
  const auto workspace = solver.MakeWorkspace();
  const auto solution = solver.Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return *solution;
}

std::vector<std::string> IdsOf(const std::vector<Contingency>& list) {
  std::vector<std::string> ids;
  for (const Contingency& contingency : list) ids.push_back(contingency.id);
  return ids;
}

TEST(ContingencyListTest, RulesGiveBranchesGeneratorsBusbarsAndMasts) {
  SmallCase one = MakeSmall();
  one.grid.branches[BranchIndex(1)].kind = models::BranchKind::kTransformer;
  const auto lines =
      MakeContingencies(one.grid, one.inputs, {}, {.has_transformers = false, .masts = {}});
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(IdsOf(*lines), ElementsAre("l0", "twin"));
  const auto all = MakeContingencies(
      one.grid, one.inputs, one.generation_mw,
      {.has_generators = true,
       .has_busbars = true,
       .masts = {{.name = "both", .branches = {BranchIndex(0), BranchIndex(2)}}}});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(IdsOf(*all), ElementsAre("l0", "l1", "twin", "g0", "busbar:b0", "busbar:b1",
                                       "busbar:b2", "mast:both"));
  EXPECT_EQ((*all)[1].kind, ContingencyKind::kTransformer);
  EXPECT_EQ((*all)[3].generation_lost_mw, 20.0);
  EXPECT_FALSE((*all)[3].keeps_voltage);
  EXPECT_EQ((*all)[5].branches.size(), 3u);
  EXPECT_STREQ(NameOf((*all)[7].kind), "common mast");
}

TEST(ContingencyListTest, AMastOfOneBranchOrOfAnUnknownOneIsRefused) {
  const SmallCase one = MakeSmall();
  for (const std::vector<BranchIndex>& branches :
       {std::vector{BranchIndex(0)}, std::vector{BranchIndex(0), BranchIndex(99)}}) {
    const auto list = MakeContingencies(one.grid, one.inputs, {},
                                        {.masts = {{.name = "m", .branches = branches}}});
    EXPECT_EQ(list.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

ContingencyParams MakeParams(const SmallCase& one) {
  ContingencyParams params;
  params.rating_mva = {60.0, 0.0, 60.0};
  params.demand_mw = {0.0, 80.0, 10.0};
  (void)one;
  return params;
}

absl::StatusOr<ContingencyReport> Analyse(const SmallCase& one, const ContingencyRules& rules,
                                          const ContingencyParams& params,
                                          std::vector<Contingency>* list_out = nullptr) {
  const auto list = MakeContingencies(one.grid, one.inputs, one.generation_mw, rules);
  EXPECT_TRUE(list.ok()) << list.status();
  if (list_out != nullptr) *list_out = *list;
  const auto solver = AcPowerFlow::Make(one.grid);
  EXPECT_TRUE(solver.ok());
  const PowerFlowSolution base = SolveBase(*solver, one.grid, one.inputs, kOptions);
  return AnalyseContingencies(
      one.grid, one.inputs, base, *list, params,
      MakeAcContingencySolve(*solver, one.grid, one.inputs, base.state, kOptions, 2));
}

TEST(ContingencyAnalysisTest, ATwinCarriesWhatTheOtherLeavesAndTheTailIsLost) {
  const SmallCase one = MakeSmall();
  const auto report = Analyse(one, {.masts = {}}, MakeParams(one));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_NEAR(report->base.worst_share, 35.0 / 60.0, 0.02);
  // Without line 0 its twin carries 70 MW and a little: above 60 MVA.
  EXPECT_GT(report->rows[0].worst_share, 70.0 / 60.0);
  EXPECT_LT(report->rows[0].worst_share, 75.0 / 60.0);
  EXPECT_EQ(report->rows[0].worst_branch, BranchIndex(2));
  EXPECT_EQ(report->rows[1].lost_load_mw, 10.0);
  EXPECT_EQ(report->rows[0].lost_load_mw, 0.0);
  ASSERT_EQ(report->overloads.size(), 2u);
  ASSERT_EQ(report->overloads[0].causes.size(), 1u);
  EXPECT_EQ(report->solved_count, 3u);
}

TEST(ContingencyAnalysisTest, AnEmergencyRatingLiftsTheLimit) {
  const SmallCase one = MakeSmall();
  ContingencyParams params = MakeParams(one);
  params.emergency = {.rating_share = 1.3, .duration_min = 15.0};
  const auto report = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->overloads.empty());
  params.limit_share = 0.85;  // of the emergency rating
  EXPECT_EQ(Analyse(one, {.masts = {}}, params)->overloads.size(), 2u);
}

TEST(ContingencyAnalysisTest, ALostPlantAndALostBusbarByHand) {
  const SmallCase one = MakeSmall();
  std::vector<Contingency> list;
  const auto report = Analyse(one,
                              {.has_lines = false,
                               .has_transformers = false,
                               .has_generators = true,
                               .has_busbars = true,
                               .masts = {}},
                              MakeParams(one), &list);
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(list.size(), 4u);
  // 90 MW instead of 70 by two lines, and no reactive support.
  EXPECT_NEAR(report->rows[0].worst_share, 45.0 / 60.0, 0.05);
  EXPECT_LT(report->rows[0].worst_v_pu, 1.0);
  EXPECT_EQ(report->rows[1].outcome, Outcome::kFailed);  // the only one who takes the mismatch
  EXPECT_THAT(report->rows[1].reason, testing::HasSubstr("nobody takes the mismatch"));
  EXPECT_EQ(report->rows[2].lost_load_mw, 90.0);
  EXPECT_EQ(report->rows[3].lost_load_mw, 10.0);
}

// Bus 1 hangs on twins that are overloaded with nothing lost, bus 3 on twins that are not, bus 2
// on one line that is overloaded, too.
SmallCase MakeOverloaded() {
  SmallCase one = MakeSmall();
  models::BusParams bus = one.grid.buses[BusIndex(2)];
  bus.id = "b3";
  one.grid.buses.Add(bus);
  for (const char* id : {"light", "light twin"}) {
    one.grid.branches.Add(
        {.id = id, .name = id, .from = BusIndex(0), .to = BusIndex(3), .r_ohm = 0.1, .x_ohm = 5.0});
  }
  one.inputs = PowerFlowInputs::MakeZero(one.grid);
  one.inputs.injection_mw = {0.0, -60.0, -10.0, -10.0};
  one.inputs.regulates = {1, 1, 0, 0};
  one.inputs.q_min_mvar = {-1e4, -20.0, 0.0, 0.0};
  one.inputs.q_max_mvar = {1e4, 20.0, 0.0, 0.0};
  return one;
}

ContingencyParams MakeOverloadedParams() {
  ContingencyParams params;
  params.rating_mva = {30.0, 8.0, 30.0, 60.0, 60.0};
  params.demand_mw = {0.0, 80.0, 10.0, 10.0};
  return params;
}

TEST(ContingencyAnalysisTest, WhatIsOverloadedInTheIntactGridIsNoOutagesDoing) {
  const SmallCase one = MakeOverloaded();
  const auto report = Analyse(one, {.masts = {}}, MakeOverloadedParams());
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->rows.size(), 5u);
  // 10/8, and 35/30 twice.
  ASSERT_EQ(report->intact_overloads.size(), 3u);
  EXPECT_EQ(report->intact_overloads[0].branch, BranchIndex(1));
  EXPECT_NEAR(report->intact_overloads[0].loading_share, 10.0 / 8.0, 0.02);
  EXPECT_NEAR(report->intact_overloads[1].loading_share, 35.0 / 30.0, 0.02);
  EXPECT_EQ(report->rated_count, 5u);
  // A lost twin is taken over by the other; nothing else raises anything above its limit.
  ASSERT_EQ(report->overloads.size(), 2u);
  for (const Overload& overload : report->overloads) {
    EXPECT_TRUE(overload.branch == BranchIndex(0) || overload.branch == BranchIndex(2));
    ASSERT_EQ(overload.causes.size(), 1u);
    EXPECT_EQ(overload.causes[0].contingency, overload.branch == BranchIndex(0) ? 2u : 0u);
    EXPECT_NEAR(overload.causes[0].loading_share, 70.0 / 30.0, 0.05);
  }
  EXPECT_TRUE(report->rows[0].is_overloading && report->rows[2].is_overloading);
  for (const std::size_t quiet : {std::size_t{1}, std::size_t{3}, std::size_t{4}}) {
    EXPECT_FALSE(report->rows[quiet].is_overloading) << quiet;
    EXPECT_GT(report->rows[quiet].worst_share, 1.0) << quiet;
  }
  // The light twin rises from 5/60 to 10/60.
  EXPECT_EQ(report->rows[3].risen_branch, BranchIndex(4));
  EXPECT_NEAR(report->rows[3].risen_share, 10.0 / 60.0, 0.01);
}

TEST(ContingencyAnalysisTest, TheScreenAsksOnlyWhereALoadingRises) {
  const SmallCase one = MakeOverloaded();
  ContingencyParams params = MakeOverloadedParams();
  params.measures_misses = true;
  const auto report = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(report.ok()) << report.status();
  // The twins for their loading, the tail because it is a bridge; the light ones not.
  EXPECT_EQ(report->wanted_count, 3u);
  EXPECT_EQ(report->solved_count, 5u);
  EXPECT_TRUE(report->missed_overloads.empty());
  // A limit so low that the screen is blind: with a negative margin it waits for twice the limit.
  params.screen_margin_share = -2.0;
  const auto blind = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(blind.ok());
  EXPECT_EQ(blind->wanted_count, 1u);
  EXPECT_THAT(blind->missed_overloads, ElementsAre(0u, 2u));
}

TEST(ContingencyAnalysisTest, ARiseBelowTheMarginIsNoCause) {
  const SmallCase one = MakeOverloaded();
  ContingencyParams params = MakeOverloadedParams();
  params.rise_share = 1.3;  // 35/30 and this is more than 70/30
  const auto report = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->overloads.empty());
  EXPECT_EQ(report->intact_overloads.size(), 3u);
}

TEST(ContingencyAnalysisTest, WithoutRatingsNothingIsRanked) {
  const SmallCase one = MakeOverloaded();
  ContingencyParams params = MakeOverloadedParams();
  params.rating_mva.assign(5, 0.0);
  const auto report = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->rated_count, 0u);
  for (const ContingencyRow& row : report->rows) {
    EXPECT_FALSE(row.worst_branch.valid() || row.risen_branch.valid());
  }
}

TEST(ContingencyAnalysisTest, TablesOfTheWrongSizeAreRefused) {
  const SmallCase one = MakeSmall();
  ContingencyParams params = MakeParams(one);
  params.rating_mva.pop_back();
  EXPECT_EQ(Analyse(one, {.masts = {}}, params).status().code(),
            absl::StatusCode::kInvalidArgument);
}

class ContingencyOfCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string path =
        absl::StrCat(tests::ReferenceDirectory(), "/matpower/", GetParam(), ".m");
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << "no reference case " << path << "; set OET_REFERENCE_DIR";
    }
    const auto matpower = data::LoadMatpowerCase(path);
    ASSERT_TRUE(matpower.ok()) << matpower.status();
    auto region = data::MakeMatpowerRegion(*matpower);
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = *std::move(region);
    inputs_ = MakeProfileInputs(region_, 1.0);
    for (const models::BranchParams& branch : region_.grid.branches) {
      params_.rating_mva.push_back(branch.is_monitored ? branch.rating.summer_mva : 0.0);
    }
    params_.demand_mw = region_.profile->demand_mw.rows();
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
  params_.is_screened = true;
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

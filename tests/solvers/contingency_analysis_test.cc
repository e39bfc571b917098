#include "solvers/contingency_analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/electricity/topology.h"
#include "tests/support/small_contingencies.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;
using Outcome = ContingencyRow::Outcome;
using testing::ElementsAre;
using SmallCase = tests::SmallContingencies;
using tests::MakeSmallContingencies;
using tests::SolveBase;

constexpr PowerFlowOptions kOptions{.tolerance_pu = 1e-9, .moves_taps = false};

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
  const SmallCase one = MakeSmallContingencies();
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
  const SmallCase one = MakeSmallContingencies();
  ContingencyParams params = MakeParams(one);
  params.emergency = {.rating_share = 1.3, .duration_min = 15.0};
  const auto report = Analyse(one, {.masts = {}}, params);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->overloads.empty());
  params.limit_share = 0.85;  // of the emergency rating
  EXPECT_EQ(Analyse(one, {.masts = {}}, params)->overloads.size(), 2u);
}

TEST(ContingencyAnalysisTest, ALostPlantAndALostBusbarByHand) {
  const SmallCase one = MakeSmallContingencies();
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
  SmallCase one = MakeSmallContingencies();
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
  params.screen = ContingencyScreen::kLinear;
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
  const SmallCase one = MakeSmallContingencies();
  ContingencyParams params = MakeParams(one);
  params.rating_mva.pop_back();
  EXPECT_EQ(Analyse(one, {.masts = {}}, params).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers

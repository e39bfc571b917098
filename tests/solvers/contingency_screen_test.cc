// The screen by one Newton step: by hand where a hand reaches, and against AC on published cases.
#include "solvers/contingency_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "solvers/contingency_analysis.h"
#include "solvers/contingency_batch.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/small_contingencies.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using testing::ElementsAre;

constexpr PowerFlowOptions kOptions{
    .tolerance_pu = 1e-11, .enforces_q_limits = false, .moves_taps = false};
constexpr double kBaseOhm = 132.0 * 132.0 / 100.0;

// A grid with its intact solution, and what estimates and solves around it.
struct Around {
  Around(const models::ElectricityGrid& g, const PowerFlowInputs& i, std::vector<double> rating,
         const PowerFlowOptions& options = kOptions)
      : grid(g), inputs(i), rating_mva(std::move(rating)) {
    const auto solver = AcPowerFlow::Make(grid);
    EXPECT_TRUE(solver.ok()) << solver.status();
    base = tests::SolveBase(*solver, grid, inputs, options);
    auto made = ContingencyBatch::Make(grid, inputs, base.state, options);
    EXPECT_TRUE(made.ok()) << made.status();
    batch = std::make_unique<ContingencyBatch>(*std::move(made));
    intact.Fill(grid, base, rating_mva);
  }

  std::vector<Contingency> Branches() const {
    return *MakeContingencies(grid, inputs, {}, {.masts = {}});
  }

  struct Row {
    bool has_answer = false;
    double mismatch_pu = 0.0;
    std::vector<double> loading_share, vm_pu;
  };
  static std::vector<Row> Collect(const std::vector<Contingency>& list,
                                  const std::vector<double>& rating_mva,
                                  const ContingencySolve& solve) {
    std::vector<Row> rows(list.size());
    std::vector<std::size_t> all(list.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    solve(list, all, rating_mva, [&](std::size_t i, const ContingencyAnswer& answer) {
      rows[i].has_answer = answer.status.ok();
      rows[i].mismatch_pu = answer.mismatch_pu;
      rows[i].loading_share.assign(answer.loading_share.begin(), answer.loading_share.end());
      rows[i].vm_pu.assign(answer.vm_pu.begin(), answer.vm_pu.end());
    });
    return rows;
  }
  std::vector<Row> Estimate(const std::vector<Contingency>& list, std::size_t threads = 1) const {
    return Collect(list, rating_mva, batch->EstimateOnThreads(threads));
  }
  std::vector<Row> Solve(const std::vector<Contingency>& list) const {
    return Collect(list, rating_mva, batch->OnThreads(1));
  }
  std::vector<ScreenResult> Screen(const std::vector<Contingency>& list,
                                   const StepScreenParams& params) const {
    return ScreenByStep(grid, intact.Show(), list, rating_mva, params, batch->EstimateOnThreads(1));
  }
  ContingencyReport Analyse(const std::vector<Contingency>& list, ContingencyParams params) const {
    params.rating_mva = rating_mva;
    params.demand_mw.assign(grid.buses.size(), 0.0);
    const auto report = AnalyseContingencies(grid, inputs, base, list, params, batch->OnThreads(1),
                                             batch->EstimateOnThreads(1));
    EXPECT_TRUE(report.ok()) << report.status();
    return *report;
  }

  const models::ElectricityGrid& grid;
  const PowerFlowInputs& inputs;
  std::vector<double> rating_mva;
  PowerFlowSolution base;
  ContingencyTables intact;
  std::unique_ptr<ContingencyBatch> batch;
};

models::BranchParams MakeLine(const char* id, std::size_t from, std::size_t to, double x_ohm) {
  return {.id = id, .name = id, .from = BusIndex(from), .to = BusIndex(to), .x_ohm = x_ohm};
}

// Two lossless lines side by side of 50 ohm each.
models::ElectricityGrid MakeTwins() {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 50.0);
  grid.branches.Add(MakeLine("twin", 0, 1, 50.0));
  return grid;
}

// Both ends held at 1 pu: P = 2 b sin θ₀ intact. One Newton step without a line:
//   θ₁ = θ₀ + (P − b sin θ₀)/(b cos θ₀) = θ₀ + tan θ₀,  and |I| = 2 b sin(θ₁/2)
TEST(ContingencyScreenTest, OneStepOfTwinsByHand) {
  const models::ElectricityGrid grid = MakeTwins();
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -100.0};
  inputs.regulates = {1, 1};
  const Around twins(grid, inputs, {80.0, 80.0});
  const auto list = twins.Branches();
  const auto rows = twins.Estimate(list);
  ASSERT_EQ(rows.size(), 2u);
  const double b_pu = kBaseOhm / 50.0;
  const double before_rad = std::asin(1.0 / (2.0 * b_pu));
  const double after_rad = before_rad + std::tan(before_rad);
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(rows[i].has_answer);
    EXPECT_EQ(rows[i].loading_share[i], 0.0);
    EXPECT_NEAR(rows[i].loading_share[1 - i], 100.0 * 2.0 * b_pu * std::sin(after_rad / 2.0) / 80.0,
                1e-8);
    EXPECT_NEAR(rows[i].vm_pu[1], 1.0, 1e-9);
    EXPECT_NEAR(rows[i].mismatch_pu, 1.0 - b_pu * std::sin(after_rad), 1e-8);
  }
  // AC: sin θ = P/b. The step is short of it by little, the linear network by more.
  const auto solved = twins.Solve(list);
  const double exact_rad = std::asin(1.0 / b_pu);
  EXPECT_NEAR(solved[0].loading_share[1], 100.0 * 2.0 * b_pu * std::sin(exact_rad / 2.0) / 80.0,
              1e-8);
  EXPECT_NEAR(rows[0].loading_share[1], solved[0].loading_share[1], 0.01);
}

TEST(ContingencyScreenTest, WhereReactiveFlowsVanishBothScreensAgree) {
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 5.0);
  grid.branches.Add(MakeLine("back", 0, 2, 8.0));
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -1.0, -2.0};
  inputs.regulates = {1, 1, 1};
  const Around ring(grid, inputs, {10.0, 10.0, 10.0});
  const auto list = ring.Branches();
  const auto linear =
      ScreenContingencies(grid, inputs, ring.base, list, ring.rating_mva, ScreenParams{});
  ASSERT_TRUE(linear.ok()) << linear.status();
  const auto step = ring.Screen(list, {});
  ASSERT_EQ(step.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GE((*linear)[i].estimated_share, 0.2) << i;
    EXPECT_NEAR(step[i].estimated_share, (*linear)[i].estimated_share, 1e-6) << i;
  }
}

TEST(ContingencyScreenTest, ALineWithoutFlowChangesNothing) {
  models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 5.0);
  grid.branches.Add({.id = "same",
                     .name = "same",
                     .from = BusIndex(0),
                     .to = BusIndex(2),
                     .r_ohm = 1.0,
                     .x_ohm = 5.0});
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -40.0, -40.0};
  inputs.injection_mvar = {0.0, -10.0, -10.0};
  inputs.regulates = {1, 0, 0};
  const Around ring(grid, inputs, {50.0, 50.0, 50.0});
  const auto list = ring.Branches();
  const auto rows = ring.Estimate(list);
  ASSERT_TRUE(rows[1].has_answer);
  EXPECT_LT(rows[1].mismatch_pu, 1e-10);
  for (std::size_t k : {std::size_t{0}, std::size_t{2}}) {
    EXPECT_NEAR(rows[1].loading_share[k], ring.intact.loading_share[k], 1e-10);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(rows[1].vm_pu[i], ring.intact.vm_pu[i], 1e-10);
  }
  // Not even a margin that takes in everything asks for it.
  const auto screen = ring.Screen(list, {.margin_share = 10.0, .v_margin_pu = 10.0});
  EXPECT_FALSE(screen[1].is_wanted);
  EXPECT_TRUE(screen[0].is_wanted && screen[2].is_wanted);
}

TEST(ContingencyScreenTest, WhatCutsOffAndWhatNoStepKnowsGoesToAcAtOnce) {
  const tests::SmallContingencies one = tests::MakeSmallContingencies();
  const Around small(one.grid, one.inputs, {1e4, 0.0, 1e4});
  const auto list = MakeContingencies(one.grid, one.inputs, one.generation_mw,
                                      {.has_generators = true,
                                       .has_busbars = true,
                                       .masts = {{"m", {BranchIndex(0), BranchIndex(2)}}}});
  ASSERT_TRUE(list.ok()) << list.status();
  const auto screen = small.Screen(*list, {});
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Contingency& lost = (*list)[i];
    const bool is_twin = lost.branches.size() == 1 && lost.branches[0] != BranchIndex(1) &&
                         lost.kind == ContingencyKind::kLine;
    EXPECT_EQ(screen[i].is_estimated, is_twin) << lost.id;
    EXPECT_EQ(screen[i].is_wanted, !is_twin) << lost.id;
    EXPECT_EQ(screen[i].estimated_share > 0.0, is_twin) << lost.id;
  }
}

TEST(ContingencyScreenTest, AUnitWhoseBusStaysHeldIsEstimated) {
  tests::SmallContingencies one = tests::MakeSmallContingencies();
  one.grid.generators.Add({.id = "g1",
                           .name = "Second",
                           .bus = BusIndex(1),
                           .q_min_mvar = -20.0,
                           .q_max_mvar = 20.0,
                           .can_hold_voltage = true});
  one.generation_mw.rows() = {15.0, 5.0};
  const Around small(one.grid, one.inputs, {60.0, 0.0, 60.0});
  const auto list = *MakeContingencies(
      one.grid, one.inputs, one.generation_mw,
      {.has_lines = false, .has_transformers = false, .has_generators = true, .masts = {}});
  const auto rows = small.Estimate(list);
  const auto solved = small.Solve(list);
  ASSERT_TRUE(rows[0].has_answer && solved[0].has_answer);
  // 70 MW by two lines before, 85 after.
  EXPECT_NEAR(solved[0].loading_share[0], 42.5 / 60.0, 0.02);
  EXPECT_NEAR(rows[0].loading_share[0], solved[0].loading_share[0], 1e-4);
}

// 50 MW and 40 Mvar by two lines hold 0.93 pu, by one 0.84.
TEST(ContingencyScreenTest, AVoltageThatFallsIsSeenByTheStepAndNotByTheLinearScreen) {
  models::ElectricityGrid grid = MakeTwins();
  grid.buses[BusIndex(1)].v_min_pu = 0.9;
  grid.buses[BusIndex(1)].v_max_pu = 1.1;
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -50.0};
  inputs.injection_mvar = {0.0, -40.0};
  inputs.regulates = {1, 0};
  const Around twins(grid, inputs, {500.0, 500.0});
  const auto list = twins.Branches();
  ASSERT_GT(twins.intact.vm_pu[1], 0.92);
  ContingencyParams params{.screen = ContingencyScreen::kLinear, .measures_misses = true};
  const ContingencyReport linear = twins.Analyse(list, params);
  EXPECT_EQ(linear.wanted_count, 0u);
  EXPECT_THAT(linear.missed_voltages, ElementsAre(0u, 1u));
  EXPECT_NEAR(linear.worst_missed_beyond_pu, 0.9 - linear.rows[0].worst_v_pu, 1e-12);
  EXPECT_GT(linear.worst_missed_beyond_pu, 0.03);
  params.screen = ContingencyScreen::kStep;
  const ContingencyReport step = twins.Analyse(list, params);
  EXPECT_EQ(step.wanted_count, 2u);
  EXPECT_TRUE(step.missed_voltages.empty());
  EXPECT_EQ(step.worst_missed_beyond_pu, 0.0);
  // One that believes any step with no margin: the estimate itself is below the limit.
  EXPECT_LT(step.rows[0].estimated_v_pu, 0.9);
}

TEST(ContingencyScreenTest, AStepWithoutAnEstimateIsRefused) {
  const tests::SmallContingencies one = tests::MakeSmallContingencies();
  const Around small(one.grid, one.inputs, {60.0, 0.0, 60.0});
  ContingencyParams params{.rating_mva = small.rating_mva, .demand_mw = {0.0, 80.0, 10.0}};
  params.screen = ContingencyScreen::kStep;
  EXPECT_EQ(AnalyseContingencies(one.grid, one.inputs, small.base, small.Branches(), params,
                                 small.batch->OnThreads(1))
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

// Misses at the standard margins, as measured: no more than this.
struct CaseOfScreen {
  const char* name;
  bool enforces_q_limits;
  std::size_t most_missed_voltages;
  double most_missed_pu;
  std::size_t most_wanted;
};
void PrintTo(const CaseOfScreen& one, std::ostream* out) { *out << one.name; }

class ScreenOfCaseTest : public testing::TestWithParam<CaseOfScreen> {};

TEST_P(ScreenOfCaseTest, MissesAreFewAndAWideMarginHasNone) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam().name);
  models::ElectricityGrid& grid = one->region.grid;
  std::vector<double> rating_mva;
  bool has_rating = false;
  for (const models::BranchParams& branch : grid.branches) {
    rating_mva.push_back(branch.is_monitored ? branch.rating.summer_mva : 0.0);
    has_rating |= rating_mva.back() > 0.0;
  }
  PowerFlowOptions options = kOptions;
  options.tolerance_pu = 1e-9;
  options.enforces_q_limits = GetParam().enforces_q_limits;
  if (!has_rating) {
    rating_mva.assign(grid.branches.size(), 1.0);
    for (models::BranchParams& branch : grid.branches) branch.is_monitored = true;
  }
  Around around(grid, one->inputs, rating_mva, options);
  if (!has_rating) {
    // Synthetic: 175 % of what flows with nothing lost, 60 MVA at least.
    for (std::size_t k = 0; k < rating_mva.size(); ++k) {
      around.rating_mva[k] = std::max(60.0, 1.75 * around.intact.loading_share[k]);
    }
    around.intact.Fill(grid, around.base, around.rating_mva);
  }
  const auto list = around.Branches();
  ContingencyParams params{.screen = ContingencyScreen::kLinear, .measures_misses = true};
  const ContingencyReport linear = around.Analyse(list, params);
  params.screen = ContingencyScreen::kStep;
  const ContingencyReport step = around.Analyse(list, params);
  std::size_t overloading = 0, pushing = 0;
  for (const ContingencyRow& row : step.rows) {
    overloading += row.is_overloading;
    pushing += row.moved_bus.valid();
  }
  const auto tell = [](const char* name, const ContingencyReport& report) {
    std::printf(
        "  %s: asks for %zu, misses %zu overloads (%.4f), %zu voltages (%.5f pu), %zu "
        "without a solution\n",
        name, report.wanted_count, report.missed_overloads.size(), report.worst_missed_share,
        report.missed_voltages.size(), report.worst_missed_beyond_pu,
        report.missed_failures.size());
  };
  std::printf("%s%s: %zu outages, %zu overload, %zu push voltages out\n", GetParam().name,
              options.enforces_q_limits ? " with reactive limits" : "", list.size(), overloading,
              pushing);
  tell("dc", linear);
  tell("1p1q", step);
  EXPECT_GT(overloading, 0u);
  EXPECT_GT(pushing, 0u);
  EXPECT_TRUE(step.missed_overloads.empty());
  EXPECT_TRUE(step.missed_failures.empty());
  EXPECT_LE(step.missed_voltages.size(), GetParam().most_missed_voltages);
  EXPECT_LE(step.worst_missed_beyond_pu, GetParam().most_missed_pu);
  EXPECT_LE(step.missed_voltages.size(), linear.missed_voltages.size());
  EXPECT_LE(step.wanted_count, GetParam().most_wanted);
  // A wider margin asks for no less; the widest for everything that has a noticeable effect.
  std::vector<char> before(list.size(), 0);
  for (const double factor : {0.0, 1.0, 4.0, 1000.0}) {
    const auto screen =
        around.Screen(list, {.margin_share = 0.05 * factor, .v_margin_pu = 0.005 * factor});
    for (std::size_t i = 0; i < list.size(); ++i) {
      EXPECT_TRUE(screen[i].is_wanted || before[i] == 0) << list[i].name << ", " << factor;
      before[i] = screen[i].is_wanted;
    }
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (before[i] != 0) continue;
    EXPECT_FALSE(step.rows[i].is_overloading || step.rows[i].moved_bus.valid()) << list[i].name;
  }
  // A screened run finds what the whole run finds, but for the misses.
  params.measures_misses = false;
  const ContingencyReport screened = around.Analyse(list, params);
  EXPECT_EQ(screened.solved_count, step.wanted_count);
  EXPECT_EQ(screened.overloads.size(), step.overloads.size());
  // No bit depends on threads.
  const auto alone = around.Estimate(list, 1), together = around.Estimate(list, 2);
  for (std::size_t i = 0; i < list.size(); ++i) {
    ASSERT_EQ(alone[i].vm_pu, together[i].vm_pu) << list[i].name;
    ASSERT_EQ(alone[i].loading_share, together[i].loading_share) << list[i].name;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ScreenOfCaseTest,
                         testing::Values(CaseOfScreen{"case118", false, 0, 0.0, 65},
                                         CaseOfScreen{"case300", false, 1, 0.006, 330},
                                         CaseOfScreen{"case300", true, 0, 0.0, 370},
                                         CaseOfScreen{"case1354pegase", false, 0, 0.0, 940},
                                         CaseOfScreen{"case1354pegase", true, 0, 0.0, 1220}),
                         [](const auto& one) {
                           return std::string(one.param.name) +
                                  (one.param.enforces_q_limits ? "QLimits" : "");
                         });

}  // namespace
}  // namespace solvers

// Contingencies in batches against the plain Newton (KLU) one by one: every loading and every
// voltage of every outage.
#include "solvers/contingency_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/region_loader.h"
#include "solvers/contingency_solve.h"
#include "solvers/power_flow.h"
#include "solvers/profile_inputs.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/region_cases.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

// Both sides stop below this; what is left of it in voltages and loadings is far below the bounds.
constexpr double kTolerancePu = 1e-11;
constexpr double kBound = 1e-7;

struct Told {
  bool is_shown = false, is_solved = false;
  std::vector<double> loading_share, vm_pu;
};

std::vector<std::size_t> All(std::size_t count) {
  std::vector<std::size_t> wanted(count);
  for (std::size_t i = 0; i < count; ++i) wanted[i] = i;
  return wanted;
}

std::vector<Told> Ask(const ContingencySolve& solve, const std::vector<Contingency>& list,
                      const std::vector<double>& rating_mva) {
  std::vector<Told> told(list.size());
  solve(list, All(list.size()), rating_mva, [&](std::size_t i, const ContingencyAnswer& answer) {
    EXPECT_FALSE(told[i].is_shown) << list[i].name << " is shown twice";
    told[i].is_shown = true;
    told[i].is_solved = answer.status.ok();
    if (!answer.status.ok()) return;
    told[i].loading_share.assign(answer.loading_share.begin(), answer.loading_share.end());
    told[i].vm_pu.assign(answer.vm_pu.begin(), answer.vm_pu.end());
  });
  return told;
}

struct Worst {
  double loading_share = 0.0, vm_pu = 0.0;
  int compared = 0, only_batch = 0, only_alone = 0;
};

Worst Compare(const std::vector<Told>& batch, const std::vector<Told>& alone) {
  Worst worst;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    EXPECT_TRUE(batch[i].is_shown && alone[i].is_shown) << i;
    worst.only_batch += batch[i].is_solved && !alone[i].is_solved;
    worst.only_alone += alone[i].is_solved && !batch[i].is_solved;
    if (!batch[i].is_solved || !alone[i].is_solved) continue;
    ++worst.compared;
    for (std::size_t k = 0; k < batch[i].loading_share.size(); ++k) {
      worst.loading_share = std::max(
          worst.loading_share, std::abs(batch[i].loading_share[k] - alone[i].loading_share[k]));
    }
    for (std::size_t bus = 0; bus < batch[i].vm_pu.size(); ++bus) {
      worst.vm_pu = std::max(worst.vm_pu, std::abs(batch[i].vm_pu[bus] - alone[i].vm_pu[bus]));
    }
  }
  return worst;
}

struct Given {
  std::string name;
  bool enforces_q_limits = false;
};
void PrintTo(const Given& one, std::ostream* out) { *out << one.name; }

class ContingencyBatchOfCaseTest : public testing::TestWithParam<Given> {};

TEST_P(ContingencyBatchOfCaseTest, BatchIsOneByOne) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam().name);
  // A loading of every branch is compared, whether or not the case has a rating for it.
  for (models::BranchParams& branch : one->region.grid.branches) branch.is_monitored = true;
  const models::ElectricityGrid& grid = one->region.grid;
  const PowerFlowInputs& inputs = one->inputs;
  const PowerFlowOptions options{.tolerance_pu = kTolerancePu,
                                 .enforces_q_limits = GetParam().enforces_q_limits,
                                 .moves_taps = false};
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto base = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  ASSERT_TRUE(base.ok()) << base.status();
  const bool has_all_kinds = grid.buses.size() < 200;
  auto list =
      MakeContingencies(grid, inputs, one->region.profile->generation_mw,
                        {.has_generators = has_all_kinds,
                         .has_busbars = has_all_kinds,
                         .masts = {{.name = "m", .branches = {BranchIndex(3), BranchIndex(7)}}}});
  ASSERT_TRUE(list.ok()) << list.status();
  // One that single precision cannot hold.
  const std::vector<double> rating_mva(grid.branches.size(), 100.1);
  const auto batch = ContingencyBatch::Make(grid, inputs, base->state, options);
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto together = Ask(batch->OnThreads(2), *list, rating_mva);
  const auto alone = Ask(MakeAcContingencySolve(*solver, grid, inputs, base->state, options, 1),
                         *list, rating_mva);
  const Worst worst = Compare(together, alone);
  std::printf("%s: %d of %zu compared, %.1e of a loading, %.1e pu; only batch %d, only alone %d\n",
              GetParam().name.c_str(), worst.compared, list->size(), worst.loading_share,
              worst.vm_pu, worst.only_batch, worst.only_alone);
  EXPECT_LT(worst.loading_share, kBound);
  EXPECT_LT(worst.vm_pu, kBound);
  EXPECT_EQ(worst.only_alone, 0);
  EXPECT_GT(worst.compared, 9 * static_cast<int>(list->size()) / 10);
  // Other threads, the same bits.
  const auto again = Ask(batch->OnThreads(1), *list, rating_mva);
  for (std::size_t i = 0; i < again.size(); ++i) {
    ASSERT_EQ(again[i].is_solved, together[i].is_solved);
    EXPECT_TRUE(again[i].loading_share == together[i].loading_share &&
                again[i].vm_pu == together[i].vm_pu)
        << (*list)[i].name;
  }
  const auto wanted = All(list->size());
  const auto counts = batch->Solve(*list, wanted, rating_mva, 1, [](auto, const auto&) {});
  EXPECT_EQ(counts.by_batch + counts.by_ladder, list->size());
  EXPECT_GT(counts.by_batch, 9 * grid.branches.size() / 10);
}

INSTANTIATE_TEST_SUITE_P(Reference, ContingencyBatchOfCaseTest,
                         testing::Values(Given{"case30"}, Given{"case30", true}, Given{"case118"},
                                         Given{"case118", true}, Given{"case300"}),
                         [](const auto& one) {
                           return one.param.name + (one.param.enforces_q_limits ? "_limits" : "");
                         });

// Several boundaries: a part that is cut off with a boundary of its own goes on by itself, so that
// the peer is the ladder, outage by outage.
TEST(ContingencyBatchTest, OfTheRegionIsTheLadderOneByOne) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const PowerFlowInputs inputs = tests::MakeRegionCase(grid, tests::kRegionCases[0]);
  const PowerFlowOptions options{.tolerance_pu = kTolerancePu, .moves_taps = false};
  const auto solver = PowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto base = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  ASSERT_TRUE(base.ok()) << base.status();
  const PowerFlowState& start = base->solution.state;
  const auto list = MakeContingencies(grid, inputs, {}, {.masts = {}});
  ASSERT_TRUE(list.ok());
  std::vector<double> rating_mva;
  for (const models::BranchParams& branch : grid.branches) {
    rating_mva.push_back(branch.is_monitored ? branch.rating.cold_mva : 0.0);
  }
  const auto batch = ContingencyBatch::Make(grid, inputs, start, options);
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto together = Ask(batch->OnThreads(2), *list, rating_mva);
  const auto alone = Ask(
      [&](std::span<const Contingency> all, std::span<const std::size_t> wanted,
          std::span<const double> ratings, const ContingencyVisit& visit) {
        ContingencyTables tables;
        for (const std::size_t i : wanted) {
          PowerFlowInputs changed = inputs;
          ApplyContingency(all[i], changed);
          const auto answer = solver->Solve(changed, start, options, *workspace);
          if (!answer.ok()) {
            visit(i, {.status = answer.status()});
            continue;
          }
          tables.Fill(grid, answer->solution, ratings);
          visit(i, tables.Show());
        }
      },
      *list, rating_mva);
  const Worst worst = Compare(together, alone);
  std::printf("region: %d of %zu compared, %.1e of a loading, %.1e pu; only batch %d\n",
              worst.compared, list->size(), worst.loading_share, worst.vm_pu, worst.only_batch);
  EXPECT_LT(worst.loading_share, kBound);
  EXPECT_LT(worst.vm_pu, kBound);
  EXPECT_EQ(worst.only_alone + worst.only_batch, 0);
  EXPECT_EQ(worst.compared, static_cast<int>(list->size()));
}

// Two boundaries at the ends of a chain: cut in the middle, both parts live on.
TEST(ContingencyBatchTest, APartWithItsOwnBoundaryLivesOn) {
  models::ElectricityGrid grid = tests::MakeChainBetweenBoundaries();
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -20.0, -10.0, 0.0};
  inputs.regulates = {1, 0, 0, 1};
  inputs.v_set_pu = {1.0, 1.0, 1.0, 1.0};
  const PowerFlowOptions options{.enforces_q_limits = false, .moves_taps = false};
  const auto solver = PowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto base = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  ASSERT_TRUE(base.ok()) << base.status();
  const auto batch = ContingencyBatch::Make(grid, inputs, base->solution.state, options);
  ASSERT_TRUE(batch.ok());
  const auto list = MakeContingencies(grid, inputs, {}, {.masts = {}});
  const auto told = Ask(batch->OnThreads(1), *list, std::vector<double>(3, 50.0));
  for (const Told& one : told) {
    ASSERT_TRUE(one.is_solved);
    for (const double v_pu : one.vm_pu) EXPECT_GT(v_pu, 0.9);
  }
  // Each end feeds its own: 20 MW by the first line, 10 MW by the last.
  EXPECT_NEAR(told[1].loading_share[0], 20.0 / 50.0, 0.02);
  EXPECT_NEAR(told[1].loading_share[2], 10.0 / 50.0, 0.02);
}

// Bus 0 feeds bus 1 by two lines; without one of them 70 MW find no way through x = 0.9 pu.
TEST(ContingencyBatchTest, WhatNoSolverSolvesIsToldWithTheReason) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.1, 156.0);
  grid.branches.Add({.id = "twin",
                     .name = "Twin",
                     .from = BusIndex(0),
                     .to = BusIndex(1),
                     .r_ohm = 0.1,
                     .x_ohm = 156.0});
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.injection_mw = {0.0, -70.0};
  inputs.regulates = {1, 0};
  const PowerFlowOptions options{.enforces_q_limits = false, .moves_taps = false};
  const auto solver = PowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  const auto base = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  ASSERT_TRUE(base.ok()) << base.status();
  const auto batch = ContingencyBatch::Make(grid, inputs, base->solution.state, options);
  ASSERT_TRUE(batch.ok());
  const auto list = MakeContingencies(grid, inputs, {}, {.masts = {}});
  int failed = 0;
  batch->OnThreads(2)(*list, All(list->size()), std::vector<double>(2, 50.0),
                      [&](std::size_t, const ContingencyAnswer& answer) {
                        failed += !answer.status.ok();
                        EXPECT_FALSE(answer.status.message().empty());
                      });
  EXPECT_EQ(failed, 2);
}

}  // namespace
}  // namespace solvers

#include "solvers/power_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "models/base/philox.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "solvers/block_power_flow.h"
#include "tests/support/balance_check.h"
#include "tests/support/reference_case.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kKnownTolerance = 1e-8;
constexpr double kSameTolerance = 1e-9;
constexpr PowerFlowOptions kNoControls{
    .tolerance_pu = 1e-10, .enforces_q_limits = false, .moves_taps = false};

absl::StatusOr<PowerFlowAnswer> Solve(const models::ElectricityGrid& grid,
                                      const PowerFlowInputs& inputs, const PowerFlowState& start,
                                      const PowerFlowOptions& options = {}) {
  const auto solver = PowerFlow::Make(grid);
  if (!solver.ok()) return solver.status();
  return solver->Solve(inputs, start, options, *solver->MakeWorkspace());
}

void HoldBoundaries(const models::ElectricityGrid& grid, PowerFlowInputs& inputs) {
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    inputs.regulates[boundary.bus] = 1;
    inputs.q_min_mvar[boundary.bus] = -1e4;
    inputs.q_max_mvar[boundary.bus] = 1e4;
  }
}

// Angles spread over the whole circle: no Newton finds its way from there but by luck.
PowerFlowState MakeWildStart(const models::ElectricityGrid& grid, std::uint64_t seed) {
  PowerFlowState start = PowerFlowState::MakeFlat(grid);
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    start.va_rad[BusIndex(i)] =
        2.0 * models::kPi *
        models::CalcUniformShare({.seed = seed, .step = static_cast<std::int64_t>(i)});
  }
  return start;
}

class PowerFlowCaseTest : public testing::Test {
 protected:
  // False when the case is not there.
  bool Load(const std::string& name) {
    if (!tests::HasReferenceCase(name)) return false;
    one_ = *tests::LoadReferenceCase(name);
    flat_ = PowerFlowState::MakeFlat(grid());
    return true;
  }
  const models::ElectricityGrid& grid() const { return one_.region.grid; }

  tests::ReferenceCase one_;
  PowerFlowState flat_;
};

#define LOAD_OR_SKIP(name) \
  if (!Load(name)) GTEST_SKIP() << "no reference case " << name << "; set OET_REFERENCE_DIR"

TEST_F(PowerFlowCaseTest, AnOrdinaryCaseIsServedByTheFirstRungWithTheBitsOfTheBlockSolver) {
  LOAD_OR_SKIP("case118");
  const auto answer = Solve(grid(), one_.inputs, flat_);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->rung, PowerFlowRung::kBlock);
  const auto block = BlockPowerFlow::Make(grid());
  const auto alone = block->Solve(one_.inputs, flat_, {}, *block->MakeWorkspace());
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_EQ(answer->solution.state, alone->state);
  ASSERT_EQ(answer->islands.size(), 1u);
  EXPECT_EQ(answer->islands[0].bus_count, 118);
  EXPECT_TRUE(answer->islands[0].is_energised);
  EXPECT_EQ(answer->islands[0].mismatch_mw, alone->result.mismatch_mw);
}

// From a plain flat start Newton does not find this one's solution.
TEST_F(PowerFlowCaseTest, ACaseThatDivergesFromAFlatStartIsSolvedFurtherUpTheLadder) {
  LOAD_OR_SKIP("case_ACTIVSg10k");
  const auto block = BlockPowerFlow::Make(grid());
  EXPECT_FALSE(block->Solve(one_.inputs, flat_, kNoControls, *block->MakeWorkspace()).ok());
  const auto answer = Solve(grid(), one_.inputs, flat_, kNoControls);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GT(answer->rung, PowerFlowRung::kPivoting);
  EXPECT_LT(tests::CalcWorstError("case_ACTIVSg10k", one_, answer->solution.state),
            kKnownTolerance);
  std::printf("case_ACTIVSg10k from flat: %s, %d steps\n",
              std::string(NameOf(answer->rung)).c_str(), answer->solution.result.iterations);
}

TEST_F(PowerFlowCaseTest, AWildStartIsGivenUpForTheDcStart) {
  LOAD_OR_SKIP("case118");
  const auto answer = Solve(grid(), one_.inputs, MakeWildStart(grid(), 7), kNoControls);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->rung, PowerFlowRung::kDcStart);
  EXPECT_TRUE(answer->solution.result.started_flat);
  EXPECT_LT(tests::CalcWorstError("case118", one_, answer->solution.state), kKnownTolerance);
}

TEST_F(PowerFlowCaseTest, MoreLoadThanTheGridCanCarryFailsAndSaysWhatEveryRungMet) {
  LOAD_OR_SKIP("case118");
  PowerFlowInputs inputs = one_.inputs;
  for (double& mw : inputs.injection_mw) mw *= 20.0;
  const auto answer = Solve(grid(), inputs, flat_);
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition);
  const std::string message(answer.status().message());
  for (const PowerFlowRung rung :
       {PowerFlowRung::kBlock, PowerFlowRung::kPivoting, PowerFlowRung::kDamped,
        PowerFlowRung::kDcStart, PowerFlowRung::kFlatStart}) {
    EXPECT_NE(message.find(std::string(NameOf(rung)) + ": "), std::string::npos) << message;
  }
  EXPECT_NE(message.find("bus Bus "), std::string::npos) << message;
}

// Bus 2 hangs on two others by +jx and −jx, which cancel in its own admittance: its diagonal block
// is zero, it has the fewest neighbours and is eliminated first, and only pivoting gets past it.
models::ElectricityGrid MakeCompensatedMesh() {
  const double base_ohm = models::CalcBaseOhm(132.0);
  models::ElectricityGrid grid = tests::MakeChain(4, 0.01 * base_ohm, 0.1 * base_ohm);
  grid.branches[BranchIndex(1)].r_ohm = 0.0;
  grid.branches[BranchIndex(2)].r_ohm = 0.0;
  grid.branches[BranchIndex(2)].x_ohm = -0.1 * base_ohm;
  for (const auto& [from, to] : {std::pair(0, 3), {1, 3}, {0, 4}, {1, 4}}) {
    models::BranchParams more = grid.branches[BranchIndex(0)];
    more.id = more.name = absl::StrCat("more ", from, to);
    more.from = BusIndex(static_cast<std::size_t>(from));
    more.to = BusIndex(static_cast<std::size_t>(to));
    grid.branches.Add(more);
  }
  return grid;
}

TEST(PowerFlowTest, AZeroDiagonalIsServedByPivoting) {
  const models::ElectricityGrid grid = MakeCompensatedMesh();
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  HoldBoundaries(grid, inputs);
  inputs.injection_mw[BusIndex(1)] = -20.0;
  inputs.injection_mw[BusIndex(3)] = -10.0;
  const auto answer = Solve(grid, inputs, PowerFlowState::MakeFlat(grid), {.tolerance_pu = 1e-10});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->rung, PowerFlowRung::kPivoting);
  EXPECT_LT(tests::CalcWorstViolationPu(grid, inputs, answer->solution), kSameTolerance);
}

// Two parallel branches whose reactances cancel but for 0.1 %: 1/x sums to 0.01, and the DC
// equations turn everything behind them by 28.3 rad, which is half a turn; the resistance of one of
// them carries the load at small angles.
TEST(PowerFlowTest, WhereTheDcStartMisleadsTheFlatStartServes) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  models::ElectricityGrid grid = tests::MakeChain(3, 0.05 * base_ohm, 0.1 * base_ohm);
  models::BranchParams second = grid.branches[BranchIndex(0)];
  second.id = "second";
  second.r_ohm = 0.0;
  second.x_ohm = -base_ohm / (10.0 - 0.01);
  grid.branches.Add(second);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  HoldBoundaries(grid, inputs);
  inputs.injection_mw[BusIndex(1)] = -8.0;
  inputs.injection_mw[BusIndex(2)] = -10.0;
  inputs.injection_mw[BusIndex(3)] = 18.0 - 9.0 * models::kPi;
  int flat_count = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto answer = Solve(grid, inputs, MakeWildStart(grid, seed));
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_LT(tests::CalcWorstViolationPu(grid, inputs, answer->solution), kSameTolerance);
    flat_count += answer->rung == PowerFlowRung::kFlatStart;
  }
  EXPECT_GT(flat_count, 0);
}

// One line near the most it can carry: from many starts full steps run away and halved ones arrive.
TEST(PowerFlowTest, ABadStartNearTheLimitIsServedByDampedSteps) {
  const double base_ohm = models::CalcBaseOhm(132.0);
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.02 * base_ohm, 0.2 * base_ohm);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  HoldBoundaries(grid, inputs);
  inputs.injection_mw[BusIndex(1)] = -140.0;
  int damped_count = 0;
  for (double vm_pu = 0.4; vm_pu < 2.0; vm_pu += 0.1) {
    for (double va_rad = -3.0; va_rad < 3.0; va_rad += 0.2) {
      PowerFlowState start = PowerFlowState::MakeFlat(grid);
      start.vm_pu[BusIndex(1)] = vm_pu;
      start.va_rad[BusIndex(1)] = va_rad;
      const auto answer = Solve(grid, inputs, start);
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_LT(tests::CalcWorstViolationPu(grid, inputs, answer->solution), kSameTolerance);
      damped_count += answer->rung == PowerFlowRung::kDamped;
    }
  }
  EXPECT_GT(damped_count, 5);
}

// Two copies of a case side by side, the second with more load; a third part without a source.
struct TwoIslands {
  models::ElectricityGrid grid;
  PowerFlowInputs inputs;
};
TwoIslands MakeTwoIslands(bool is_second_first) {
  TwoIslands two;
  const models::ElectricityGrid part = tests::MakeChain(4, 2.0, 12.0, 2e-5);
  two.grid.stations = part.stations;
  two.grid.exchange_areas = part.exchange_areas;
  std::vector<double> load_mw;
  for (const bool is_second : {is_second_first, !is_second_first}) {
    const std::size_t offset = two.grid.buses.size();
    const std::string mark = is_second ? "second " : "first ";
    for (models::BusParams bus : part.buses) {
      bus.id = mark + bus.id;
      two.grid.buses.Add(bus);
      load_mw.push_back(is_second ? 11.0 : 7.0);
    }
    for (models::BranchParams branch : part.branches) {
      branch.id = mark + branch.id;
      branch.from = BusIndex(branch.from.value() + offset);
      branch.to = BusIndex(branch.to.value() + offset);
      two.grid.branches.Add(branch);
    }
    for (const std::size_t bus : {std::size_t{0}, std::size_t{4}}) {
      models::BoundaryParams boundary = part.boundaries[models::BoundaryIndex(0)];
      boundary.id = mark + std::to_string(bus);
      boundary.bus = BusIndex(bus + offset);
      boundary.slack_participation_share = (is_second ? 0.2 : 0.3) + (bus == 0 ? 0.05 : -0.05);
      boundary.weight_share = 0.25;
      two.grid.boundaries.Add(boundary);
    }
  }
  for (const char* id : {"dead 1", "dead 2"}) {
    two.grid.buses.Add(
        {.id = id, .name = id, .station = models::StationIndex(0), .nominal_kv = 132});
    load_mw.push_back(5.0);
  }
  models::BranchParams branch = part.branches[BranchIndex(0)];
  branch.id = "dead";
  branch.from = BusIndex(10);
  branch.to = BusIndex(11);
  two.grid.branches.Add(branch);
  two.inputs = PowerFlowInputs::MakeZero(two.grid);
  HoldBoundaries(two.grid, two.inputs);
  for (std::size_t i = 0; i < load_mw.size(); ++i)
    two.inputs.injection_mw[BusIndex(i)] = -load_mw[i];
  return two;
}

TEST(PowerFlowTest, APartWithoutASolutionLeavesTheOthersTheirs) {
  TwoIslands two = MakeTwoIslands(false);
  models::BranchParams tie = two.grid.branches[BranchIndex(0)];
  tie.id = "tie";  // the two buses without a source join the first part, which so is the largest
  tie.from = BusIndex(4);
  tie.to = BusIndex(10);
  two.grid.branches.Add(tie);
  two.inputs.in_service.Add(char{1});
  const PowerFlowState flat = PowerFlowState::MakeFlat(two.grid);
  const auto good = Solve(two.grid, two.inputs, flat, {});
  ASSERT_TRUE(good.ok()) << good.status();
  ASSERT_EQ(good->islands.size(), 2u);

  PowerFlowInputs inputs = two.inputs;
  inputs.injection_mw[BusIndex(7)] = -1e5;  // in the second part: far beyond any solution
  EXPECT_EQ(Solve(two.grid, inputs, flat, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto part = Solve(two.grid, inputs, flat, {.keeps_solved_islands = true});
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_TRUE(part->islands[0].is_energised);
  EXPECT_EQ(part->islands[0].failure, "");
  EXPECT_FALSE(part->islands[1].is_energised);
  EXPECT_EQ(part->islands[1].failure.rfind("island of bus", 0), 0u) << part->islands[1].failure;
  for (std::size_t i = 0; i < two.grid.buses.size(); ++i) {
    const BusIndex bus(i);
    const bool is_second = i >= 5 && i < 10;
    EXPECT_EQ(part->solution.result.is_energised[bus] != 0, !is_second) << i;
    if (is_second) {
      EXPECT_EQ(part->taken_mw[bus], 0.0) << i;
    } else {
      EXPECT_EQ(part->solution.state.vm_pu[bus], good->solution.state.vm_pu[bus]) << i;
    }
  }
  EXPECT_EQ(part->solution.result.mismatch_mw, good->islands[0].mismatch_mw);

  inputs = two.inputs;
  inputs.injection_mw[BusIndex(2)] = -1e5;  // in the largest
  EXPECT_EQ(Solve(two.grid, inputs, flat, {.keeps_solved_islands = true}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(PowerFlowTest, IslandsAreSolvedEachOnItsOwn) {
  const TwoIslands two = MakeTwoIslands(false);
  const PowerFlowState flat = PowerFlowState::MakeFlat(two.grid);
  const PowerFlowOptions options{.tolerance_pu = 1e-11};
  const auto both = Solve(two.grid, two.inputs, flat, options);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_LT(tests::CalcWorstViolationPu(two.grid, two.inputs, both->solution), 1e-10);
  ASSERT_EQ(both->islands.size(), 3u);
  EXPECT_TRUE(both->islands[0].is_energised && both->islands[1].is_energised);
  EXPECT_FALSE(both->islands[2].is_energised);
  EXPECT_EQ(both->islands[1].bus_count, 5);
  EXPECT_EQ(both->islands[1].reference, BusIndex(5));
  EXPECT_EQ(both->islands[2].bus_count, 2);
  EXPECT_FALSE(both->islands[2].reference.valid());
  EXPECT_EQ(both->solution.result.is_energised[BusIndex(11)], 0);
  EXPECT_EQ(both->solution.state.va_rad[BusIndex(5)], 0.0);
  EXPECT_NEAR(both->solution.result.mismatch_mw, 35.0 + 55.0 + both->solution.result.losses_mw,
              1e-7);
  std::vector<double> taken_mw(3, 0.0);
  for (std::size_t i = 0; i < two.grid.buses.size(); ++i) {
    const int island = both->island_of[BusIndex(i)];
    EXPECT_EQ(island, i < 5 ? 0 : i < 10 ? 1 : 2);
    taken_mw[static_cast<std::size_t>(island)] += both->taken_mw[BusIndex(i)];
  }
  for (std::size_t island = 0; island < 3; ++island) {
    EXPECT_NEAR(taken_mw[island], both->islands[island].mismatch_mw, 1e-9);
  }
  // Shares 0.35 and 0.25 in the first island, 0.25 and 0.15 in the second.
  EXPECT_NEAR(both->taken_mw[BusIndex(0)], 0.35 / 0.60 * both->islands[0].mismatch_mw, 1e-9);
  EXPECT_NEAR(both->taken_mw[BusIndex(9)], 0.15 / 0.40 * both->islands[1].mismatch_mw, 1e-9);
  // Each alone: the other has no participant and is without voltage.
  for (const std::size_t island : {std::size_t{0}, std::size_t{1}}) {
    PowerFlowInputs alone_inputs = two.inputs;
    for (std::size_t i = 0; i < 5; ++i) {
      alone_inputs.participation_share[BusIndex(5 * (1 - island) + i)] = 0.0;
    }
    const auto alone = Solve(two.grid, alone_inputs, flat, options);
    ASSERT_TRUE(alone.ok()) << alone.status();
    EXPECT_FALSE(alone->islands[1 - island].is_energised);
    EXPECT_NEAR(alone->islands[island].mismatch_mw, both->islands[island].mismatch_mw, 1e-8);
    for (std::size_t i = 5 * island; i < 5 * island + 5; ++i) {
      EXPECT_NEAR(alone->solution.state.vm_pu[BusIndex(i)], both->solution.state.vm_pu[BusIndex(i)],
                  1e-12);
      EXPECT_NEAR(alone->solution.state.va_rad[BusIndex(i)],
                  both->solution.state.va_rad[BusIndex(i)], 1e-12);
    }
  }
}

TEST(PowerFlowTest, TheOrderOfIslandsChangesNothing) {
  const TwoIslands one = MakeTwoIslands(false), other = MakeTwoIslands(true);
  const auto a = Solve(one.grid, one.inputs, PowerFlowState::MakeFlat(one.grid));
  const auto b = Solve(other.grid, other.inputs, PowerFlowState::MakeFlat(other.grid));
  ASSERT_TRUE(a.ok() && b.ok()) << a.status() << b.status();
  for (std::size_t i = 0; i < 10; ++i) {
    const BusIndex here(i), there((i + 5) % 10);
    EXPECT_NEAR(a->solution.state.vm_pu[here], b->solution.state.vm_pu[there], kSameTolerance);
    EXPECT_NEAR(a->solution.state.va_rad[here], b->solution.state.va_rad[there], kSameTolerance);
  }
  EXPECT_NEAR(a->islands[0].mismatch_mw, b->islands[1].mismatch_mw, 1e-6);
  EXPECT_NEAR(a->islands[1].mismatch_mw, b->islands[0].mismatch_mw, 1e-6);
}

TEST(PowerFlowTest, AnIslandThatCannotBeSolvedIsNamed) {
  TwoIslands two = MakeTwoIslands(false);
  two.inputs.injection_mw[BusIndex(7)] = -1e5;
  const auto answer = Solve(two.grid, two.inputs, PowerFlowState::MakeFlat(two.grid));
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(answer.status().message().find("island of bus Bus 0: "), 0u) << answer.status();
  two.inputs.participation_share = models::Table<BusIndex, double>(two.grid.buses.size(), 0.0);
  const auto nobody = Solve(two.grid, two.inputs, PowerFlowState::MakeFlat(two.grid));
  EXPECT_EQ(nobody.status().code(), absl::StatusCode::kFailedPrecondition);
  two.inputs.participation_share[BusIndex(2)] = 1.0;  // no boundary there
  const auto misplaced = Solve(two.grid, two.inputs, PowerFlowState::MakeFlat(two.grid));
  EXPECT_EQ(misplaced.status().code(), absl::StatusCode::kInvalidArgument);
}

// Laws: what must not change the answer.

TEST_F(PowerFlowCaseTest, TheDirectionOfALineChangesOnlyWhichEndIsNamedFirst) {
  LOAD_OR_SKIP("case300");
  const auto before = Solve(grid(), one_.inputs, flat_, kNoControls);
  models::ElectricityGrid turned = grid();
  for (models::BranchParams& branch : turned.branches) {
    if (branch.kind == models::BranchKind::kLine) std::swap(branch.from, branch.to);
  }
  const auto after = Solve(turned, one_.inputs, flat_, kNoControls);
  ASSERT_TRUE(before.ok() && after.ok()) << before.status() << after.status();
  for (std::size_t i = 0; i < turned.buses.size(); ++i) {
    EXPECT_NEAR(before->solution.state.vm_pu[BusIndex(i)], after->solution.state.vm_pu[BusIndex(i)],
                kSameTolerance);
  }
  for (std::size_t k = 0; k < turned.branches.size(); ++k) {
    const BranchFlow& a = before->solution.result.flow[BranchIndex(k)];
    const BranchFlow& b = after->solution.result.flow[BranchIndex(k)];
    const bool is_turned = turned.branches[BranchIndex(k)].kind == models::BranchKind::kLine;
    EXPECT_NEAR(a.p_from_mw, is_turned ? b.p_to_mw : b.p_from_mw, 1e-6);
    EXPECT_NEAR(a.q_from_mvar, is_turned ? b.q_to_mvar : b.q_from_mvar, 1e-6);
  }
}

TEST_F(PowerFlowCaseTest, TheNumberingOfBusesChangesNothing) {
  LOAD_OR_SKIP("case300");
  const auto before = Solve(grid(), one_.inputs, flat_);
  const std::size_t buses = grid().buses.size();
  std::vector<std::size_t> place(buses);  // [old bus] new one
  std::iota(place.begin(), place.end(), 0);
  std::sort(place.begin(), place.end(), [](std::size_t a, std::size_t b) {
    const auto key = [](std::size_t i) {
      return models::CalcUniformShare({.seed = 3, .step = static_cast<std::int64_t>(i)});
    };
    return key(a) < key(b);
  });
  models::ElectricityGrid moved = grid();
  PowerFlowInputs inputs = one_.inputs;
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex from(i), to(place[i]);
    moved.buses[to] = grid().buses[from];
    inputs.regulates[to] = one_.inputs.regulates[from];
    for (const auto& [target, source] :
         {std::pair(&inputs.injection_mw, &one_.inputs.injection_mw),
          std::pair(&inputs.injection_mvar, &one_.inputs.injection_mvar),
          std::pair(&inputs.shunt_mw, &one_.inputs.shunt_mw),
          std::pair(&inputs.shunt_mvar, &one_.inputs.shunt_mvar),
          std::pair(&inputs.v_set_pu, &one_.inputs.v_set_pu),
          std::pair(&inputs.q_min_mvar, &one_.inputs.q_min_mvar),
          std::pair(&inputs.q_max_mvar, &one_.inputs.q_max_mvar),
          std::pair(&inputs.participation_share, &one_.inputs.participation_share)}) {
      (*target)[to] = (*source)[from];
    }
  }
  for (models::BranchParams& branch : moved.branches) {
    branch.from = BusIndex(place[branch.from.value()]);
    branch.to = BusIndex(place[branch.to.value()]);
  }
  for (models::BoundaryParams& boundary : moved.boundaries) {
    boundary.bus = BusIndex(place[boundary.bus.value()]);
  }
  const auto after = Solve(moved, inputs, flat_);
  ASSERT_TRUE(before.ok() && after.ok()) << before.status() << after.status();
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex from(i), to(place[i]);
    EXPECT_NEAR(before->solution.state.vm_pu[from], after->solution.state.vm_pu[to],
                kSameTolerance);
    EXPECT_NEAR(before->solution.state.va_rad[from], after->solution.state.va_rad[to],
                kSameTolerance);
    EXPECT_EQ(before->solution.state.control[from], after->solution.state.control[to]);
  }
}

TEST_F(PowerFlowCaseTest, ThePerUnitBaseOfTheFileChangesNothing) {
  LOAD_OR_SKIP("case300");
  data::MatpowerCase rebased = one_.matpower;
  const double factor = 37.0 / rebased.base_mva;
  rebased.base_mva = 37.0;
  for (data::MatpowerBranch& branch : rebased.branches) {
    branch.r_pu *= factor;
    branch.x_pu *= factor;
    branch.b_pu /= factor;
  }
  const auto other = tests::MakeReferenceCase(std::move(rebased));
  ASSERT_TRUE(other.ok()) << other.status();
  const auto a = Solve(grid(), one_.inputs, flat_);
  const auto b = Solve(other->region.grid, other->inputs, flat_);
  ASSERT_TRUE(a.ok() && b.ok()) << a.status() << b.status();
  const tests::SolutionDifference d = tests::CalcDifference(a->solution, b->solution);
  EXPECT_LT(d.voltage_pu, kSameTolerance);
  EXPECT_LT(d.flow_mva, 1e-5);
  EXPECT_EQ(d.controls, 0);
}

}  // namespace
}  // namespace solvers

// Demand that follows its voltage, phase shifters, tap tables and banks that keep a voltage: by
// hand, and the same in every engine.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/block_power_flow.h"
#include "solvers/control_flags.h"
#include "solvers/grid_inputs.h"
#include "solvers/lane_power_flow.h"
#include "solvers/power_flow_batch.h"
#include "solvers/power_flow_controls.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::ShuntIndex;

constexpr double kAgreementPu = 1e-9;
constexpr PowerFlowOptions kTight{.tolerance_pu = 1e-11};

PowerFlowInputs MakeInputs(const models::ElectricityGrid& grid, double v_set_pu = 1.0) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.v_set_pu[BusIndex(0)] = v_set_pu;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  return inputs;
}

PowerFlowSolution SolveKlu(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
                           const PowerFlowOptions& options = kTight) {
  const auto solver = AcPowerFlow::Make(grid);
  EXPECT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  auto solution = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return solution.ok() ? *std::move(solution) : PowerFlowSolution{};
}

void ExpectSame(const PowerFlowSolution& a, const PowerFlowSolution& b, const char* engine) {
  ASSERT_EQ(a.state.vm_pu.size(), b.state.vm_pu.size()) << engine;
  EXPECT_EQ(a.state.tap_step, b.state.tap_step) << engine;
  EXPECT_EQ(a.state.shunt_step, b.state.shunt_step) << engine;
  EXPECT_EQ(a.state.control, b.state.control) << engine;
  for (std::size_t i = 0; i < a.state.vm_pu.size(); ++i) {
    const BusIndex bus(i);
    EXPECT_NEAR(a.state.vm_pu[bus], b.state.vm_pu[bus], kAgreementPu) << engine << " bus " << i;
    EXPECT_NEAR(a.state.va_rad[bus], b.state.va_rad[bus], kAgreementPu) << engine << " bus " << i;
    EXPECT_NEAR(a.result.regulated_mvar[bus], b.result.regulated_mvar[bus], 1e-5) << engine;
  }
  EXPECT_NEAR(a.result.losses_mw, b.result.losses_mw, 1e-6) << engine;
  EXPECT_NEAR(a.result.mismatch_mw, b.result.mismatch_mw, 1e-6) << engine;
}

// The scalar answer in the block engine, in a lane beside a neighbour, and in a batch.
void ExpectEnginesAgree(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
                        const PowerFlowOptions& options = kTight) {
  const PowerFlowSolution known = SolveKlu(grid, inputs, options);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  const auto block = BlockPowerFlow::Make(grid);
  ASSERT_TRUE(block.ok());
  const auto block_work = block->MakeWorkspace();
  const auto by_block = block->Solve(inputs, flat, options, *block_work);
  ASSERT_TRUE(by_block.ok()) << by_block.status();
  ExpectSame(known, *by_block, "block");

  const auto lanes = LanePowerFlow::Make(grid);
  ASSERT_TRUE(lanes.ok());
  LaneBase base, other;
  ASSERT_TRUE(lanes->FillBase(inputs, flat, base).ok());
  PowerFlowInputs lighter = inputs;
  for (double& value : lighter.injection_mw) value *= 0.9;
  lighter.current_mw = {};
  lighter.current_mvar = {};
  ASSERT_TRUE(lanes->FillBase(lighter, flat, other).ok());
  const auto lane_work = lanes->MakeWorkspace();
  const std::vector<LaneCase> cases{{.base = &other}, {.base = &base}};
  lanes->Solve(cases, options, *lane_work);
  ASSERT_TRUE(lane_work->IsSolved(1));
  lane_work->CalcFlows();
  ExpectSame(known, lane_work->Solution(1), "lane");
  const std::vector<LaneCase> alone{{.base = &base}};
  lanes->Solve(alone, options, *lane_work);
  ASSERT_TRUE(lane_work->IsSolved(0));
  lane_work->CalcFlows();
  ExpectSame(known, lane_work->Solution(0), "lane alone");

  const PowerFlowBatch batch(*lanes);
  BaseFactor factor;
  batch.FillFactor(base, options.enforces_q_limits, factor);
  const auto batch_work = batch.MakeWorkspace();
  int taken = 0;
  BatchRequest request;
  request.count = 1;
  request.read = [](std::size_t, BatchCase&) {};
  request.take = [&](std::size_t, const BatchAnswer& answer) {
    ++taken;
    ASSERT_TRUE(answer.is_solved());
    EXPECT_EQ(answer.Solution().state.shunt_step, known.state.shunt_step);
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      EXPECT_NEAR(answer.VoltagePu(BusIndex(i)), known.state.vm_pu[BusIndex(i)], kAgreementPu);
    }
  };
  request.options = options;
  batch.Solve(factor, request, *batch_work);
  EXPECT_EQ(taken, 1);
}

// One line without resistance, x = 10 ohm at 132 kV; source at 1 pu; demand of reactive power that
// goes with V: Q = 100·V Mvar. By hand V (1 − V)/x = c V  gives  V = 1 − c x.
TEST(VoltageDependence, ConstantCurrentByHand) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 10.0);
  PowerFlowInputs inputs = MakeInputs(grid);
  AddDemand(BusIndex(1), {.q_mvar = 100.0, .q_voltage = {.i_share = 1.0}}, inputs);
  const double x_pu = 10.0 / (132.0 * 132.0 / 100.0);
  EXPECT_NEAR(SolveKlu(grid, inputs).state.vm_pu[BusIndex(1)], 1.0 - x_pu, 1e-10);
  ExpectEnginesAgree(grid, inputs);
}

// The same with V²: V = 1/(1 + c x); and with constant power: V = (1 + sqrt(1 − 4 c x))/2.
TEST(VoltageDependence, ImpedanceAndPowerByHand) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 10.0);
  const double x_pu = 10.0 / (132.0 * 132.0 / 100.0);
  PowerFlowInputs impedance = MakeInputs(grid), power = MakeInputs(grid);
  AddDemand(BusIndex(1), {.q_mvar = 100.0, .q_voltage = {.z_share = 1.0}}, impedance);
  AddDemand(BusIndex(1), {.q_mvar = 100.0}, power);
  EXPECT_NEAR(SolveKlu(grid, impedance).state.vm_pu[BusIndex(1)], 1.0 / (1.0 + x_pu), 1e-10);
  EXPECT_NEAR(SolveKlu(grid, power).state.vm_pu[BusIndex(1)],
              0.5 * (1.0 + std::sqrt(1.0 - 4.0 * x_pu)), 1e-10);
}

TEST(VoltageDependence, MixedDemandAgreesInEveryEngine) {
  const models::ElectricityGrid grid = tests::MakeChain(4, 1.5, 9.0, 2e-5);
  PowerFlowInputs inputs = MakeInputs(grid, 1.02);
  for (std::size_t i = 1; i < 5; ++i) {
    AddDemand(BusIndex(i),
              {.p_mw = 20.0,
               .q_mvar = 6.0,
               .p_voltage = {.z_share = 0.3, .i_share = 0.5},
               .q_voltage = {.z_share = 0.6, .i_share = 0.3}},
              inputs);
  }
  // A condenser beside such demand: what it adds is told apart from the demand.
  inputs.regulates[BusIndex(3)] = 1;
  inputs.v_set_pu[BusIndex(3)] = 0.99;
  inputs.q_min_mvar[BusIndex(3)] = -5.0;
  inputs.q_max_mvar[BusIndex(3)] = 9.0;
  ExpectEnginesAgree(grid, inputs);
  // Low voltage draws less than constant power would.
  PowerFlowInputs constant = MakeInputs(grid, 1.02);
  for (std::size_t i = 1; i < 5; ++i) {
    AddDemand(BusIndex(i), {.p_mw = 20.0, .q_mvar = 6.0}, constant);
  }
  EXPECT_LT(SolveKlu(grid, constant).state.vm_pu[BusIndex(4)],
            SolveKlu(grid, inputs).state.vm_pu[BusIndex(4)]);
}

// Two equal lines side by side, one with a phase shifter of 1° a step.
models::ElectricityGrid MakeShifterGrid(bool has_table) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 20.0);
  models::BranchParams shifter = grid.branches[BranchIndex(0)];
  shifter.id = "pst";
  shifter.name = "Shifter";
  shifter.tap_min_step = -20;
  shifter.tap_max_step = 20;
  shifter.tap_control = models::TapControl::kActivePower;
  shifter.tap_target_mw = 30.0;
  shifter.tap_deadband_mw = 4.0;
  if (has_table) {
    for (int step = -20; step <= 20; ++step) {
      shifter.tap_table.push_back(
          {.ratio = 1.0, .shift_deg = -1.0 * step, .x_ratio = 1.0 + 0.01 * std::abs(step)});
    }
  } else {
    shifter.shift_step_deg = 1.0;
  }
  grid.branches.Add(shifter);
  return grid;
}

// Half of 100 MW flows through the shifter at step 0; a shift φ moves V²·φ/(2x) from it to the
// other line: 1° moves 7.6 MW, so two or three steps bring 50 MW to 30 ± 4.
TEST(PhaseShifter, KeepsAnActivePower) {
  const models::ElectricityGrid grid = MakeShifterGrid(false);
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(1)] = -100.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_NEAR(solution.result.flow[BranchIndex(1)].p_from_mw, 30.0, 4.0);
  EXPECT_GE(solution.state.tap_step[BranchIndex(1)], 2);
  EXPECT_LE(solution.state.tap_step[BranchIndex(1)], 3);
  const double x_pu = 20.0 / (132.0 * 132.0 / 100.0);
  const double moved_mw =
      100.0 * solution.state.tap_step[BranchIndex(1)] * (std::numbers::pi / 180.0) / (2.0 * x_pu);
  EXPECT_NEAR(solution.result.flow[BranchIndex(1)].p_from_mw, 50.0 - moved_mw, 0.3);
  ExpectEnginesAgree(grid, inputs);
  EXPECT_TRUE(FindControlFlags(grid, inputs, solution).at_last_step.empty());
}

// A table whose shift falls with the step moves the other way, and its reactance counts.
TEST(PhaseShifter, FollowsItsTable) {
  const models::ElectricityGrid grid = MakeShifterGrid(true);
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(1)] = -100.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_LT(solution.state.tap_step[BranchIndex(1)], 0);
  EXPECT_NEAR(solution.result.flow[BranchIndex(1)].p_from_mw, 30.0, 4.0);
  ExpectEnginesAgree(grid, inputs);
}

TEST(PhaseShifter, SaysWhenItIsAtItsEnd) {
  models::ElectricityGrid grid = MakeShifterGrid(false);
  grid.branches[BranchIndex(1)].tap_target_mw = -500.0;
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(1)] = -100.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_EQ(solution.state.tap_step[BranchIndex(1)], 20);
  const ControlFlags flags = FindControlFlags(grid, inputs, solution);
  ASSERT_EQ(flags.at_last_step.size(), 1u);
  EXPECT_EQ(flags.at_last_step[0], BranchIndex(1));
  ExpectEnginesAgree(grid, inputs);
}

// A dead-band narrower than what a step moves must end, not hunt to the last round.
TEST(PhaseShifter, StopsTurningRound) {
  models::ElectricityGrid grid = MakeShifterGrid(false);
  grid.branches[BranchIndex(1)].tap_deadband_mw = 0.01;
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(1)] = -100.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_LT(solution.result.control_rounds, 12);
  EXPECT_EQ(FindControlFlags(grid, inputs, solution).hunting.size(), 1u);
  ExpectEnginesAgree(grid, inputs);
}

TEST(TapTable, KeepsAVoltage) {
  models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 12.0);
  models::BranchParams& changer = grid.branches[BranchIndex(1)];
  changer.tap_min_step = -5;
  changer.tap_max_step = 5;
  changer.tap_target_v_pu = 1.0;
  changer.tap_deadband_v_pu = 0.012;
  for (int step = -5; step <= 5; ++step) changer.tap_table.push_back({.ratio = 1.0 + 0.02 * step});
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(2)] = -60.0;
  inputs.injection_mvar[BusIndex(2)] = -25.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_NEAR(solution.state.vm_pu[BusIndex(2)], 1.0, 0.012);
  EXPECT_LT(solution.state.tap_step[BranchIndex(1)], 0);
  ExpectEnginesAgree(grid, inputs);
}

models::ElectricityGrid MakeBankGrid(double step_mvar) {
  models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 14.0, 3e-5);
  grid.shunts.Add({.id = "other", .bus = BusIndex(1), .step_mvar = 5.0, .max_steps = 2});
  grid.shunts.Add({.id = "bank",
                   .bus = BusIndex(3),
                   .step_mvar = step_mvar,
                   .max_steps = 6,
                   .v_low_pu = 0.97,
                   .v_high_pu = 1.03});
  return grid;
}

TEST(VoltageBank, SwitchesInWhereTheVoltageIsLow) {
  const models::ElectricityGrid grid = MakeBankGrid(10.0);
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(3)] = -60.0;
  inputs.injection_mvar[BusIndex(3)] = -25.0;
  const PowerFlowSolution without = SolveKlu(grid, inputs, {.moves_taps = false});
  EXPECT_LT(without.state.vm_pu[BusIndex(3)], 0.93);
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_GE(solution.state.vm_pu[BusIndex(3)], 0.97);
  const int steps = solution.state.shunt_step[ShuntIndex(1)];
  EXPECT_GT(steps, 0);
  EXPECT_EQ(solution.state.shunt_step[ShuntIndex(0)], 0) << "switched by nobody here";
  // The same as a fixed shunt of that size, and one step less would not do.
  PowerFlowInputs fixed = inputs;
  fixed.shunt_mvar[BusIndex(3)] = 10.0 * steps;
  EXPECT_NEAR(
      SolveKlu(grid, fixed, {.tolerance_pu = 1e-11, .moves_taps = false}).state.vm_pu[BusIndex(3)],
      solution.state.vm_pu[BusIndex(3)], kAgreementPu);
  fixed.shunt_mvar[BusIndex(3)] = 10.0 * (steps - 1);
  EXPECT_LT(
      SolveKlu(grid, fixed, {.tolerance_pu = 1e-11, .moves_taps = false}).state.vm_pu[BusIndex(3)],
      0.97);
  ExpectEnginesAgree(grid, inputs);
}

TEST(VoltageBank, ReactorsSwitchInWhereTheVoltageIsHigh) {
  const models::ElectricityGrid grid = MakeBankGrid(-10.0);
  PowerFlowInputs inputs = MakeInputs(grid, 1.04);
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_GT(solution.state.shunt_step[ShuntIndex(1)], 0);
  EXPECT_LE(solution.state.vm_pu[BusIndex(3)], 1.03);
  ExpectEnginesAgree(grid, inputs);
}

TEST(VoltageBank, SaysWhenAllStepsAreIn) {
  const models::ElectricityGrid grid = MakeBankGrid(1.0);
  PowerFlowInputs inputs = MakeInputs(grid);
  inputs.injection_mw[BusIndex(3)] = -60.0;
  inputs.injection_mvar[BusIndex(3)] = -25.0;
  const PowerFlowSolution solution = SolveKlu(grid, inputs);
  EXPECT_EQ(solution.state.shunt_step[ShuntIndex(1)], 6);
  const ControlFlags flags = FindControlFlags(grid, inputs, solution);
  ASSERT_EQ(flags.banks_at_last_step.size(), 1u);
  EXPECT_EQ(flags.banks_at_last_step[0], ShuntIndex(1));
  ExpectEnginesAgree(grid, inputs);
}

TEST(PowerFlowTables, RefuseTablesThatDoNotFit) {
  const models::ElectricityGrid grid = MakeBankGrid(10.0);
  const PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  PowerFlowInputs inputs = MakeInputs(grid);
  EXPECT_TRUE(CheckPowerFlowInputs(grid, inputs, flat).ok());
  PowerFlowState without_banks = flat;
  without_banks.shunt_step = {};
  EXPECT_FALSE(CheckPowerFlowInputs(grid, inputs, without_banks).ok());
  inputs.current_mw = models::Table<BusIndex, double>(grid.buses.size(), 0.0);
  EXPECT_FALSE(CheckPowerFlowInputs(grid, inputs, flat).ok()) << "Mvar without MW";
  inputs.current_mvar = models::Table<BusIndex, double>(grid.buses.size(), std::nan(""));
  EXPECT_FALSE(CheckPowerFlowInputs(grid, inputs, flat).ok());
}

}  // namespace
}  // namespace solvers

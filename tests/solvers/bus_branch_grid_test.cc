#include "solvers/bus_branch_grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "solvers/power_flow.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::SwitchIndex;
using models::ThreeWindingIndex;

constexpr double kFlowToleranceMw = 1e-6;

BusIndex AddNode(models::NodeGrid& nodes, const std::string& id, double nominal_kv = 132.0) {
  return nodes.grid.buses.Add(
      {.id = id, .name = id, .station = models::StationIndex(0), .nominal_kv = nominal_kv});
}

BranchIndex AddLine(models::NodeGrid& nodes, BusIndex from, BusIndex to, double x_ohm = 8.0) {
  const std::size_t row = nodes.grid.branches.size();
  return nodes.grid.branches.Add({.id = absl::StrCat("l", row),
                                  .name = absl::StrCat("Line ", row),
                                  .from = from,
                                  .to = to,
                                  .r_ohm = x_ohm / 8.0,
                                  .x_ohm = x_ohm,
                                  .b_siemens = 2e-5,
                                  .rating = {200.0, 200.0, 200.0}});
}

SwitchIndex AddSwitch(models::NodeGrid& nodes, BusIndex from, BusIndex to, bool is_closed = true) {
  const std::size_t row = nodes.switches.size();
  return nodes.switches.Add({.id = absl::StrCat("s", row),
                             .name = absl::StrCat("Switch ", row),
                             .from = from,
                             .to = to,
                             .is_closed = is_closed});
}

void AddSource(models::NodeGrid& nodes, BusIndex node) {
  nodes.grid.exchange_areas.Add({.id = "A"});
  nodes.grid.boundaries.Add({.id = "x",
                             .bus = node,
                             .area = models::ExchangeAreaIndex(0),
                             .weight_share = 1.0,
                             .q_min_mvar = -1e4,
                             .q_max_mvar = 1e4,
                             .slack_participation_share = 1.0});
}

// Source – two lines – a station of two busbars with a coupler, one line on each busbar; a load on
// each. The loads 30 + 10j and 50 + 5j MVA.
struct TwoBusbars {
  models::NodeGrid nodes;
  BusIndex source, first, second;
  BranchIndex line_a, line_b;
  SwitchIndex coupler;
  PowerFlowInputs inputs;

  TwoBusbars() {
    nodes.grid.stations.Add({.id = "s", .name = "Station"});
    source = AddNode(nodes, "source");
    first = AddNode(nodes, "busbar A");
    second = AddNode(nodes, "busbar B");
    AddSource(nodes, source);
    line_a = AddLine(nodes, source, first);
    line_b = AddLine(nodes, source, second, 12.0);
    coupler = AddSwitch(nodes, first, second);
    inputs = PowerFlowInputs::MakeZero(nodes.grid);
    inputs.injection_mw[first] = -30.0;
    inputs.injection_mvar[first] = -10.0;
    inputs.injection_mw[second] = -50.0;
    inputs.injection_mvar[second] = -5.0;
    inputs.regulates[source] = 1;
    inputs.q_min_mvar[source] = -1e4;
    inputs.q_max_mvar[source] = 1e4;
  }
};

struct Solved {
  BusBranchGrid buses;
  PowerFlowSolution solution;
  NodeSolution by_node;
};

Solved Solve(const models::NodeGrid& nodes, const SwitchStates& is_closed,
             const PowerFlowInputs& inputs, double tolerance_pu = 1e-11) {
  Solved solved;
  auto buses = MakeBusBranchGrid(nodes, is_closed);
  EXPECT_TRUE(buses.ok()) << buses.status();
  if (!buses.ok()) return solved;
  solved.buses = *std::move(buses);
  const auto bus_inputs = MakeBusInputs(solved.buses, inputs);
  EXPECT_TRUE(bus_inputs.ok()) << bus_inputs.status();
  const auto solver = PowerFlow::Make(solved.buses.grid);
  EXPECT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  auto answer = solver->Solve(*bus_inputs, PowerFlowState::MakeFlat(solved.buses.grid),
                              {.tolerance_pu = tolerance_pu}, *workspace);
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (!answer.ok()) return solved;
  auto by_node = ExpandToNodes(nodes, solved.buses, inputs, *answer);
  solved.solution = std::move(answer->solution);
  EXPECT_TRUE(by_node.ok()) << by_node.status();
  solved.by_node = *std::move(by_node);
  return solved;
}

TEST(BusBranchGrid, ClosedCouplerMakesOneBusAndCarriesTheDifference) {
  TwoBusbars one;
  const Solved solved = Solve(one.nodes, MakeSwitchStates(one.nodes), one.inputs);
  EXPECT_EQ(solved.buses.grid.buses.size(), 2u);
  EXPECT_EQ(solved.buses.bus_of[one.first], solved.buses.bus_of[one.second]);
  EXPECT_EQ(solved.by_node.vm_pu[one.first], solved.by_node.vm_pu[one.second]);
  // What line A brings beyond the load on busbar A goes through the coupler.
  const BranchFlow& a = solved.by_node.flow[one.line_a];
  const JointFlow& coupler = solved.by_node.switch_flow[one.coupler];
  EXPECT_NEAR(coupler.p_mw, -a.p_to_mw - 30.0, kFlowToleranceMw);
  EXPECT_NEAR(coupler.q_mvar, -a.q_to_mvar - 10.0, kFlowToleranceMw);
  // And that is what busbar B lacks.
  const BranchFlow& b = solved.by_node.flow[one.line_b];
  EXPECT_NEAR(coupler.p_mw, 50.0 + b.p_to_mw, kFlowToleranceMw);
  EXPECT_GT(coupler.p_mw, 1.0);
}

TEST(BusBranchGrid, OpenCouplerLeavesTwoBuses) {
  TwoBusbars one;
  SwitchStates is_closed = MakeSwitchStates(one.nodes);
  is_closed[one.coupler] = 0;
  const Solved solved = Solve(one.nodes, is_closed, one.inputs);
  EXPECT_EQ(solved.buses.grid.buses.size(), 3u);
  EXPECT_EQ(solved.by_node.switch_flow[one.coupler].p_mw, 0.0);
  EXPECT_NEAR(solved.by_node.flow[one.line_a].p_to_mw, -30.0, kFlowToleranceMw);
  EXPECT_NEAR(solved.by_node.flow[one.line_b].p_to_mw, -50.0, kFlowToleranceMw);
  EXPECT_NE(solved.by_node.vm_pu[one.first], solved.by_node.vm_pu[one.second]);
}

// A second part beside it: a source and a load of 20 MW on two busbars with a closed coupler.
TEST(BusBranchGrid, EachPartTakesItsOwnMismatch) {
  TwoBusbars one;
  const BusIndex source = AddNode(one.nodes, "source of the second part");
  const BusIndex load = AddNode(one.nodes, "load of the second part");
  const SwitchIndex coupler = AddSwitch(one.nodes, source, load);
  models::BoundaryParams boundary = one.nodes.grid.boundaries[models::BoundaryIndex(0)];
  boundary.id = "y";
  boundary.bus = source;
  boundary.weight_share = boundary.slack_participation_share = 0.25;
  one.nodes.grid.boundaries.Add(boundary);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(one.nodes.grid);
  for (const BusIndex node : {one.source, one.first, one.second}) {
    inputs.injection_mw[node] = one.inputs.injection_mw[node];
    inputs.injection_mvar[node] = one.inputs.injection_mvar[node];
  }
  inputs.injection_mw[load] = -20.0;
  for (const BusIndex node : {one.source, source}) {
    inputs.regulates[node] = 1;
    inputs.q_min_mvar[node] = -1e4;
    inputs.q_max_mvar[node] = 1e4;
  }
  inputs.participation_share[one.source] = 0.75;
  inputs.participation_share[source] = 0.25;
  const Solved solved = Solve(one.nodes, MakeSwitchStates(one.nodes), inputs);
  EXPECT_NEAR(solved.by_node.switch_flow[coupler].p_mw, 20.0, kFlowToleranceMw);
  const BranchFlow& a = solved.by_node.flow[one.line_a];
  EXPECT_NEAR(solved.by_node.switch_flow[one.coupler].p_mw, -a.p_to_mw - 30.0, kFlowToleranceMw);
}

// The peer: a coupler of a ten-thousandth of an ohm instead of a switch.
TEST(BusBranchGrid, SwitchIsTheLimitOfASmallImpedance) {
  TwoBusbars one;
  const Solved solved = Solve(one.nodes, MakeSwitchStates(one.nodes), one.inputs);
  TwoBusbars with_line;
  with_line.nodes.switches = {};
  const BranchIndex line = with_line.nodes.grid.branches.Add({.id = "c",
                                                              .name = "Coupler",
                                                              .from = with_line.first,
                                                              .to = with_line.second,
                                                              .x_ohm = 1e-4,
                                                              .rating = {1.0, 1.0, 1.0}});
  with_line.inputs.in_service.Add(1);
  const Solved peer = Solve(with_line.nodes, {}, with_line.inputs, 1e-8);
  EXPECT_NEAR(solved.by_node.switch_flow[one.coupler].p_mw, peer.by_node.flow[line].p_from_mw,
              2e-4);
  EXPECT_NEAR(solved.by_node.vm_pu[one.first], peer.by_node.vm_pu[one.first], 1e-7);
}

TEST(BusBranchGrid, BranchWithoutImpedanceJoinsAsASwitchDoes) {
  TwoBusbars with_switch, with_branch;
  with_branch.nodes.switches = {};
  const BranchIndex joint = with_branch.nodes.grid.branches.Add(
      {.id = "j", .name = "Bar", .from = with_branch.second, .to = with_branch.first});
  with_branch.inputs.in_service.Add(1);
  const Solved a =
      Solve(with_switch.nodes, MakeSwitchStates(with_switch.nodes), with_switch.inputs);
  const Solved b = Solve(with_branch.nodes, {}, with_branch.inputs);
  EXPECT_NEAR(b.by_node.flow[joint].p_from_mw, -a.by_node.switch_flow[with_switch.coupler].p_mw,
              kFlowToleranceMw);
  EXPECT_NEAR(b.by_node.flow[joint].p_to_mw, a.by_node.switch_flow[with_switch.coupler].p_mw,
              kFlowToleranceMw);
  EXPECT_FALSE(b.buses.branch_of[joint].valid());
}

// Two switches in parallel carry half each; three in a triangle split two to one.
TEST(BusBranchGrid, ParallelPathsShare) {
  TwoBusbars one;
  const SwitchIndex second = AddSwitch(one.nodes, one.second, one.first);
  const BusIndex between = AddNode(one.nodes, "between");
  const SwitchIndex in = AddSwitch(one.nodes, one.first, between);
  const SwitchIndex out = AddSwitch(one.nodes, between, one.second);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(one.nodes.grid);
  for (const BusIndex node : {one.source, one.first, one.second}) {
    inputs.injection_mw[node] = one.inputs.injection_mw[node];
    inputs.injection_mvar[node] = one.inputs.injection_mvar[node];
    inputs.regulates[node] = one.inputs.regulates[node];
    inputs.q_min_mvar[node] = one.inputs.q_min_mvar[node];
    inputs.q_max_mvar[node] = one.inputs.q_max_mvar[node];
  }
  const Solved solved = Solve(one.nodes, MakeSwitchStates(one.nodes), inputs);
  const double direct_mw = solved.by_node.switch_flow[one.coupler].p_mw;
  EXPECT_NEAR(solved.by_node.switch_flow[second].p_mw, -direct_mw, kFlowToleranceMw);
  EXPECT_NEAR(solved.by_node.switch_flow[in].p_mw, 0.5 * direct_mw, kFlowToleranceMw);
  EXPECT_NEAR(solved.by_node.switch_flow[out].p_mw, 0.5 * direct_mw, kFlowToleranceMw);
}

// Every node: what it puts in leaves by branches and joints.
TEST(BusBranchGrid, PowerBalancesAtEveryNode) {
  TwoBusbars one;
  one.inputs.shunt_mvar[one.second] = 12.0;
  one.inputs.shunt_mw[one.first] = 0.7;
  one.inputs.regulates[one.first] = 1;  // a condenser
  one.inputs.v_set_pu[one.first] = 1.01;
  one.inputs.q_min_mvar[one.first] = -40.0;
  one.inputs.q_max_mvar[one.first] = 40.0;
  const Solved solved = Solve(one.nodes, MakeSwitchStates(one.nodes), one.inputs);
  const double added_mvar = solved.solution.result.regulated_mvar[solved.buses.bus_of[one.first]];
  EXPECT_NE(added_mvar, 0.0);
  const double v2 = std::pow(solved.by_node.vm_pu[one.second], 2);
  const JointFlow& coupler = solved.by_node.switch_flow[one.coupler];
  const BranchFlow& b = solved.by_node.flow[one.line_b];
  const BranchFlow& a = solved.by_node.flow[one.line_a];
  EXPECT_NEAR(coupler.p_mw - b.p_to_mw - 50.0, 0.0, kFlowToleranceMw);
  EXPECT_NEAR(coupler.q_mvar - b.q_to_mvar - 5.0 + 12.0 * v2, 0.0, kFlowToleranceMw);
  EXPECT_NEAR(-30.0 - 0.7 * v2 - a.p_to_mw - coupler.p_mw, 0.0, kFlowToleranceMw);
  EXPECT_NEAR(-10.0 + added_mvar - a.q_to_mvar - coupler.q_mvar, 0.0, kFlowToleranceMw);
}

TEST(BusBranchGrid, OrderOfNodesAndSwitchesChangesNothing) {
  TwoBusbars one, other;
  other.nodes.switches[other.coupler].from = other.second;
  other.nodes.switches[other.coupler].to = other.first;
  const Solved a = Solve(one.nodes, MakeSwitchStates(one.nodes), one.inputs);
  const Solved b = Solve(other.nodes, MakeSwitchStates(other.nodes), other.inputs);
  EXPECT_NEAR(a.by_node.switch_flow[one.coupler].p_mw, -b.by_node.switch_flow[one.coupler].p_mw,
              1e-9);
  EXPECT_EQ(a.by_node.vm_pu, b.by_node.vm_pu);
}

TEST(BusBranchGrid, MergedBusHasTheTightestLimits) {
  TwoBusbars one;
  one.nodes.grid.buses[one.first].v_min_pu = 0.95;
  one.nodes.grid.buses[one.second].v_max_pu = 1.05;
  const auto buses = MakeBusBranchGrid(one.nodes, MakeSwitchStates(one.nodes));
  ASSERT_TRUE(buses.ok());
  const models::BusParams& merged = buses->grid.buses[buses->bus_of[one.second]];
  EXPECT_EQ(merged.v_min_pu, 0.95);
  EXPECT_EQ(merged.v_max_pu, 1.05);
  EXPECT_EQ(merged.name, "busbar A");
}

TEST(BusBranchGrid, NamesWhatCannotBeJoined) {
  TwoBusbars one;
  const BusIndex low = AddNode(one.nodes, "low", 22.0);
  AddSwitch(one.nodes, one.first, low);
  one.nodes.grid.branches.Add(
      {.id = "j", .name = "Bar", .from = one.first, .to = one.second, .tap_ratio = 1.02});
  const auto buses = MakeBusBranchGrid(one.nodes, MakeSwitchStates(one.nodes));
  ASSERT_EQ(buses.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(buses.status().message());
  EXPECT_NE(message.find("switch s1"), std::string::npos) << message;
  EXPECT_NE(message.find("132 kV and 22 kV"), std::string::npos) << message;
  EXPECT_NE(message.find("branch j"), std::string::npos) << message;
}

TEST(BusBranchGrid, RefusesTwoVoltagesAtOneBus) {
  TwoBusbars one;
  for (const BusIndex node : {one.first, one.second}) one.inputs.regulates[node] = 1;
  one.inputs.v_set_pu[one.first] = 1.02;
  const auto buses = MakeBusBranchGrid(one.nodes, MakeSwitchStates(one.nodes));
  ASSERT_TRUE(buses.ok());
  const auto inputs = MakeBusInputs(*buses, one.inputs);
  EXPECT_EQ(inputs.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(inputs.status().message().find("1.02"), absl::string_view::npos) << inputs.status();
}

TEST(BusBranchGrid, RefusesRowsWithoutNode) {
  TwoBusbars one;
  one.nodes.switches[one.coupler].to = BusIndex(99);
  EXPECT_FALSE(MakeBusBranchGrid(one.nodes, MakeSwitchStates(one.nodes)).ok());
  EXPECT_FALSE(MakeBusBranchGrid(TwoBusbars().nodes, {}).ok()) << "a state for every switch";
}

// 300/132/22 kV: pairs of 10, 18 and 7 % at 300 MVA.
models::NodeGrid MakeStation(bool is_turned = false) {
  models::NodeGrid nodes;
  nodes.grid.stations.Add({.id = "s", .name = "Station"});
  const BusIndex high = AddNode(nodes, "300", 300.0), middle = AddNode(nodes, "132"),
                 low = AddNode(nodes, "22", 22.0);
  AddSource(nodes, high);
  models::ThreeWindingParams one{.id = "t", .name = "T1"};
  const double base_ohm = 300.0 * 300.0 / 300.0;
  one.windings[0].bus = high;
  one.windings[1].bus = is_turned ? low : middle;
  one.windings[2].bus = is_turned ? middle : low;
  models::WindingPairs pairs{
      .x01_ohm = 0.10 * base_ohm, .x02_ohm = 0.18 * base_ohm, .x12_ohm = 0.07 * base_ohm};
  if (is_turned) std::swap(pairs.x01_ohm, pairs.x02_ohm);
  models::SetLegs(pairs, one);
  nodes.three_windings.Add(one);
  return nodes;
}

PowerFlowInputs MakeStationInputs(const models::NodeGrid& nodes, double middle_mvar,
                                  double low_mvar) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(nodes.grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  inputs.injection_mvar[BusIndex(1)] = -middle_mvar;
  inputs.injection_mvar[BusIndex(2)] = -low_mvar;
  return inputs;
}

// Purely reactive, so that by hand: with x = 0.1 pu·(S/300) between source and winding 1, third
// open, V = 1 at the source: Q = V2 (V1 − V2)/x has V2 = (1 + sqrt(1 − 4 x Q))/2.
TEST(ThreeWindingPowerFlow, PairImpedanceByHand) {
  const models::NodeGrid nodes = MakeStation();
  const Solved solved = Solve(nodes, {}, MakeStationInputs(nodes, 90.0, 0.0));
  const double xq = 0.10 * 90.0 / 300.0;
  const double v_pu = 0.5 * (1.0 + std::sqrt(1.0 - 4.0 * xq));
  EXPECT_NEAR(solved.by_node.vm_pu[BusIndex(1)], v_pu, 1e-10);
  // The open winding has the star point's voltage: x_0 = (0.10 + 0.18 − 0.07)/2 of the way.
  const double star_pu = 1.0 - 0.105 / 0.10 * (1.0 - v_pu);
  EXPECT_NEAR(solved.by_node.vm_pu[BusIndex(2)], star_pu, 1e-10);
  const auto& legs = solved.by_node.leg_flow[ThreeWindingIndex(0)];
  EXPECT_NEAR(legs[1].q_to_mvar, -90.0, 1e-6);
  EXPECT_NEAR(legs[2].q_to_mvar, 0.0, 1e-6);
}

TEST(ThreeWindingPowerFlow, OrderOfWindingsChangesNothing) {
  const models::NodeGrid straight = MakeStation(), turned = MakeStation(true);
  const Solved a = Solve(straight, {}, MakeStationInputs(straight, 70.0, 12.0));
  const Solved b = Solve(turned, {}, MakeStationInputs(turned, 70.0, 12.0));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(a.by_node.vm_pu[BusIndex(i)], b.by_node.vm_pu[BusIndex(i)], 1e-11);
  }
}

TEST(ThreeWindingPowerFlow, ChangerHoldsItsOwnWinding) {
  models::NodeGrid nodes = MakeStation();
  models::WindingParams& middle = nodes.three_windings[ThreeWindingIndex(0)].windings[1];
  middle.tap_step_ratio = 0.01;
  middle.tap_min_step = -10;
  middle.tap_max_step = 10;
  middle.tap_target_v_pu = 1.0;
  middle.tap_deadband_v_pu = 0.006;
  const Solved solved = Solve(nodes, {}, MakeStationInputs(nodes, 120.0, 0.0));
  EXPECT_NEAR(solved.by_node.vm_pu[BusIndex(1)], 1.0, 0.006);
  EXPECT_LT(solved.solution.state.tap_step[solved.buses.legs_of[ThreeWindingIndex(0)][1]], 0);
}

TEST(HvdcPowerFlow, LinkMovesPowerAndHoldsVoltage) {
  TwoBusbars one;
  SwitchStates is_closed = MakeSwitchStates(one.nodes);
  is_closed[one.coupler] = 0;
  one.nodes.hvdc_links.Add({.id = "h",
                            .name = "Link",
                            .from = {.bus = one.source, .fixed_loss_mw = 1.0},
                            .to = {.bus = one.second,
                                   .q_min_mvar = -60.0,
                                   .q_max_mvar = 60.0,
                                   .can_hold_voltage = true,
                                   .v_set_pu = 1.0},
                            .p_max_mw = 100.0});
  ASSERT_TRUE(AddHvdcLinks(one.nodes, {40.0}, one.inputs).ok());
  const Solved solved = Solve(one.nodes, is_closed, one.inputs);
  EXPECT_NEAR(solved.by_node.flow[one.line_b].p_to_mw, -(50.0 - 39.0), kFlowToleranceMw);
  EXPECT_NEAR(solved.by_node.vm_pu[one.second], 1.0, 1e-9);
  PowerFlowInputs inputs = one.inputs;
  const absl::Status beyond = AddHvdcLinks(one.nodes, {140.0}, inputs);
  EXPECT_EQ(beyond.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(AddHvdcLinks(one.nodes, {std::nan("")}, inputs).ok());
  EXPECT_FALSE(AddHvdcLinks(one.nodes, {}, inputs).ok());
}

}  // namespace
}  // namespace solvers

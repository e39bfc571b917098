// Pumps and valves within a heat network: pressures by their laws, temperatures as if they were
// not there.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatSide;

constexpr double kHeatJPerKgK = 4190.0;
constexpr std::size_t kPlant = 0, kBefore = 1, kBehind = 2, kEnd = 3, kMiddle = 4, kPlantBack = 5,
                      kEndBack = 6, kMiddleBack = 7, kValveBack = 8;

models::HeatPipeParams Pipe(const char* id, std::size_t from, std::size_t to, double length_m) {
  return {.id = id,
          .from = HeatNodeIndex(from),
          .to = HeatNodeIndex(to),
          .length_m = length_m,
          .inner_diameter_m = 0.15,
          .outer_diameter_m = 0.16,
          .roughness_m = 0.1e-3,
          .loss_w_per_m_k = 0.4,
          .ground_degc = 7.0};
}

// A trunk from the plant to `before`; what joins it to `behind` is the test's. From there a ring
// over `middle`, where one house is, to another house at its end. At the end's return a valve may
// stand between `end back` and `valve back`.
models::HeatNetwork MakeTrunk() {
  models::HeatNetwork network;
  for (const char* id : {"plant", "before", "behind", "end", "middle"})
    network.nodes.Add({.id = id, .side = HeatSide::kSupply});
  for (const char* id : {"plant back", "end back", "middle back", "valve back"})
    network.nodes.Add({.id = id, .side = HeatSide::kReturn});
  network.pipes = {Pipe("trunk", kPlant, kBefore, 800.0),
                   Pipe("long way", kBehind, kEnd, 900.0),
                   Pipe("near", kBehind, kMiddle, 300.0),
                   Pipe("far", kEnd, kMiddle, 400.0),
                   Pipe("back", kMiddleBack, kPlantBack, 1100.0),
                   Pipe("far back", kValveBack, kMiddleBack, 400.0)};
  network.consumers = {{.id = "end house",
                        .supply = HeatNodeIndex(kEnd),
                        .back = HeatNodeIndex(kEndBack),
                        .heat_w = 2e6,
                        .mass_flow_kg_s = 11.0,
                        .return_degc = 55.0},
                       {.id = "middle house",
                        .supply = HeatNodeIndex(kMiddle),
                        .back = HeatNodeIndex(kMiddleBack),
                        .heat_w = 1e6,
                        .mass_flow_kg_s = 6.0,
                        .return_degc = 50.0}};
  network.producers.Add({.id = "boiler",
                         .back = HeatNodeIndex(kPlantBack),
                         .supply = HeatNodeIndex(kPlant),
                         .pressure_bar = 12.0,
                         .lift_bar = 7.0,
                         .mass_flow_kg_s = std::nullopt,
                         .supply_degc = 105.0});
  return network;
}

models::HydraulicValveParams Valve(std::size_t from, std::size_t to) {
  return {.id = "valve " + std::to_string(from),
          .from = HeatNodeIndex(from),
          .to = HeatNodeIndex(to),
          .diameter_m = 0.15};
}

models::HydraulicPumpParams Booster() {
  return {.id = "booster",
          .from = HeatNodeIndex(kBefore),
          .to = HeatNodeIndex(kBehind),
          .curve = models::PumpCurve{.shut_off_pa = 3e5, .coefficient = 300.0, .exponent = 2.0},
          .point_kg_s = {},
          .point_pa = {},
          .power_w = std::nullopt};
}

models::HeatNetwork MakeOpenTrunk() {
  models::HeatNetwork network = MakeTrunk();
  network.valves = {Valve(kBefore, kBehind), Valve(kEndBack, kValveBack)};
  return network;
}

SteadyHeatSolution Solve(const models::HeatNetwork& network, ConsumerMode mode) {
  const absl::Status valid = models::Validate(network);
  EXPECT_TRUE(valid.ok()) << valid;
  const auto solution = SolveSteadyHeat(network, {.consumers = mode});
  EXPECT_TRUE(solution.ok()) << solution.status();
  return solution.ok() ? *solution : SteadyHeatSolution{};
}

double TakenW(const SteadyHeatSolution& solution) {
  double taken_w = 0.0;
  for (std::size_t row = 0; row < solution.consumer_flow_kg_s.size(); ++row)
    taken_w += kHeatJPerKgK * solution.consumer_flow_kg_s[row] *
               (solution.consumer_supply_degc[row] - solution.consumer_return_degc[row]);
  return taken_w;
}

void ExpectEnthalpyCloses(const SteadyHeatSolution& solution) {
  double left_w = solution.producer_heat_w[0] - TakenW(solution);
  for (const double loss_w : solution.pipe_loss_w) left_w -= loss_w;
  EXPECT_LT(std::abs(left_w), 1e-9 * solution.producer_heat_w[0]);
}

class PumpsAndValvesTest : public testing::TestWithParam<ConsumerMode> {};

TEST_P(PumpsAndValvesTest, ABoosterLiftsByItsCurveAndLeavesTemperatures) {
  const SteadyHeatSolution without = Solve(MakeOpenTrunk(), GetParam());
  models::HeatNetwork network = MakeTrunk();
  network.pumps = {Booster()};
  network.valves = {Valve(kEndBack, kValveBack)};
  const SteadyHeatSolution with = Solve(network, GetParam());
  ASSERT_EQ(with.hydraulics.flow_kg_s.size(), network.pipes.size() + 2);
  ASSERT_EQ(with.pipe_outlet_degc.size(), network.pipes.size());

  const auto& bar = with.hydraulics.pressure_bar;
  const double trunk_kg_s = with.hydraulics.flow_kg_s[0];
  const double lift_bar = 3.0 - 300.0 * trunk_kg_s * trunk_kg_s / 1e5;
  EXPECT_GT(lift_bar, 1.5);
  EXPECT_NEAR(with.hydraulics.flow_kg_s[network.pipes.size()], trunk_kg_s, 1e-9);
  EXPECT_NEAR(bar[kBehind] - bar[kBefore], lift_bar, 1e-6);
  const auto& bar_without = without.hydraulics.pressure_bar;
  EXPECT_NEAR(bar[kEnd] - bar_without[kEnd], lift_bar, 2e-5);  // the open valve's slope
  EXPECT_NEAR(bar[kEndBack], bar_without[kEndBack], 1e-6);
  for (std::size_t node = 0; node < network.nodes.size(); ++node)
    EXPECT_NEAR(with.node_degc[node], without.node_degc[node], 1e-8) << node;
  EXPECT_EQ(with.node_degc[kBehind], with.node_degc[kBefore]);
  for (const auto& solution : {with, without}) ExpectEnthalpyCloses(solution);
}

TEST_P(PumpsAndValvesTest, ADifferentialPressureValveHoldsItsSetting) {
  models::HeatNetwork network = MakeOpenTrunk();
  auto& valve = network.valves[models::HydraulicValveIndex(1)];
  valve.kind = models::ValveKind::kDifferentialPressure;
  valve.setting_pa = 0.9e5;
  valve.sensed_high = HeatNodeIndex(kEnd);
  valve.sensed_low = HeatNodeIndex(kEndBack);
  const SteadyHeatSolution open = Solve(MakeOpenTrunk(), GetParam());
  const SteadyHeatSolution held = Solve(network, GetParam());
  const auto& bar = held.hydraulics.pressure_bar;
  EXPECT_GT(open.hydraulics.pressure_bar[kEnd] - open.hydraulics.pressure_bar[kEndBack], 1.0);
  EXPECT_NEAR(bar[kEnd] - bar[kEndBack], 0.9, 1e-6);
  EXPECT_EQ(held.hydraulics.link_status[network.pipes.size() + 1], LinkStatus::kControlling);
  for (std::size_t node = 0; node < network.nodes.size(); ++node)
    EXPECT_NEAR(held.node_degc[node], open.node_degc[node], 1e-8) << node;
  ExpectEnthalpyCloses(held);
}

INSTANTIATE_TEST_SUITE_P(Modes, PumpsAndValvesTest,
                         testing::Values(ConsumerMode::kMassFlow,
                                         ConsumerMode::kReturnTemperature));

// A valve that holds the pressure at a node of the ring moves flows of the ring with demand.
TEST(PumpsAndValvesLoopTest, HoldingInsideARingConvergesWithReturnTemperatures) {
  models::HeatNetwork network = MakeOpenTrunk();
  network.nodes.Add({.id = "held", .side = HeatSide::kSupply});
  const std::size_t held_node = network.nodes.size() - 1;
  network.pipes[HeatPipeIndex(1)].to = HeatNodeIndex(held_node);
  models::HydraulicValveParams valve = Valve(held_node, kEnd);
  valve.kind = models::ValveKind::kPressureSustaining;
  const SteadyHeatSolution before = Solve(network, ConsumerMode::kReturnTemperature);
  valve.setting_pa = 1e5 * (before.hydraulics.pressure_bar[kBehind] - 0.02);
  network.valves.Add(valve);
  const SteadyHeatSolution held = Solve(network, ConsumerMode::kReturnTemperature);
  EXPECT_NEAR(1e5 * held.hydraulics.pressure_bar[held_node], valve.setting_pa, 1.0);
  EXPECT_EQ(held.hydraulics.link_status.back(), LinkStatus::kControlling);
  EXPECT_GT(held.hydraulics.flow_kg_s[1], 0.5);
  EXPECT_NEAR(TakenW(held), 3e6, 1e-2);
  ExpectEnthalpyCloses(held);
  EXPECT_LE(held.iterations, 12);

  // The same by KINSOL alone, with a pump and a flow limit besides.
  network.valves[models::HydraulicValveIndex(1)].kind = models::ValveKind::kFlowLimit;
  network.valves[models::HydraulicValveIndex(1)].setting_kg_s = 50.0;
  network.valves[models::HydraulicValveIndex(0)].to = HeatNodeIndex(kBefore);
  network.valves[models::HydraulicValveIndex(0)].from = HeatNodeIndex(kPlant);
  network.pumps = {Booster()};
  network.valves[models::HydraulicValveIndex(2)].setting_pa += 1.5e5;
  const SteadyHeatSolution own = Solve(network, ConsumerMode::kReturnTemperature);
  const auto other = SolveSteadyHeat(network, {.hydraulics = {.max_iterations = 0},
                                               .consumers = ConsumerMode::kReturnTemperature});
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_TRUE(other->hydraulics.fell_back);
  EXPECT_FALSE(own.hydraulics.fell_back);
  EXPECT_EQ(other->hydraulics.link_status, own.hydraulics.link_status);
  for (std::size_t node = 0; node < network.nodes.size(); ++node)
    EXPECT_NEAR(other->hydraulics.pressure_bar[node], own.hydraulics.pressure_bar[node], 2e-6);
  for (std::size_t link = 0; link < own.hydraulics.flow_kg_s.size(); ++link)
    EXPECT_NEAR(other->hydraulics.flow_kg_s[link], own.hydraulics.flow_kg_s[link], 1e-8) << link;
}

TEST(PumpsAndValvesLoopTest, ACheckValveLetsNothingBack) {
  models::HeatNetwork network = MakeOpenTrunk();
  auto& far = network.pipes[HeatPipeIndex(3)];  // drawn end → middle
  const SteadyHeatSolution free = Solve(network, ConsumerMode::kReturnTemperature);
  ASSERT_LT(free.hydraulics.flow_kg_s[3], -0.1);  // runs middle → end
  far.has_check_valve = true;
  const SteadyHeatSolution checked = Solve(network, ConsumerMode::kReturnTemperature);
  EXPECT_EQ(checked.hydraulics.flow_kg_s[3], 0.0);
  EXPECT_EQ(checked.hydraulics.link_status[3], LinkStatus::kShut);
  models::HeatNetwork closed = network;
  closed.pipes[HeatPipeIndex(3)].is_open = false;
  const SteadyHeatSolution without = Solve(closed, ConsumerMode::kReturnTemperature);
  for (std::size_t node = 0; node < network.nodes.size(); ++node) {
    EXPECT_NEAR(checked.node_degc[node], without.node_degc[node], 1e-6) << node;
    EXPECT_NEAR(checked.hydraulics.pressure_bar[node], without.hydraulics.pressure_bar[node], 1e-6);
  }
  ExpectEnthalpyCloses(checked);
  std::swap(far.from, far.to);  // turned round it does not hinder
  const SteadyHeatSolution turned = Solve(network, ConsumerMode::kReturnTemperature);
  EXPECT_NEAR(turned.hydraulics.flow_kg_s[3], -free.hydraulics.flow_kg_s[3], 1e-7);
}

// From cold pipes to rest: the steady answer, and every joule booked on the way.
TEST(PumpsAndValvesTransientTest, ConstantInputsEndInTheSteadyAnswerAndEnergyCloses) {
  models::HeatNetwork network = MakeTrunk();
  network.pumps = {Booster()};
  network.valves = {Valve(kEndBack, kValveBack)};
  const SteadyHeatSolution steady = Solve(network, ConsumerMode::kReturnTemperature);
  const auto transient = TransientHeat::Make(network, {});
  ASSERT_TRUE(transient.ok()) << transient.status();
  const std::size_t pipes = network.pipes.size();
  const auto workspace = transient->MakeWorkspace();
  auto state =
      transient->MakeState(std::vector<double>(pipes, 40.0), std::vector<double>(pipes, 40.0));
  TransientHeatInputs inputs{.step_s = 120.0,
                             .flow_kg_s = steady.hydraulics.flow_kg_s,
                             .ground_degc = std::vector<double>(pipes, 7.0),
                             .producer_supply_degc = {105.0}};
  for (std::size_t row = 0; row < network.consumers.size(); ++row)
    inputs.consumers.push_back(
        {.flow_kg_s = steady.consumer_flow_kg_s[row],
         .return_degc = network.consumers[HeatConsumerIndex(row)].return_degc});
  TransientHeatResult result;
  double fed_j = 0.0, left_j = 0.0;
  for (int step = 0; step < 300; ++step) {
    const absl::Status status = transient->Advance(inputs, std::nullopt, state, *workspace, result);
    ASSERT_TRUE(status.ok()) << status;
    fed_j += 120.0 * result.fed_w;
    left_j += 120.0 * (result.fed_w - result.taken_w - result.lost_w - result.stored_w);
  }
  EXPECT_LT(std::abs(left_j), 1e-9 * fed_j);
  for (std::size_t node = 0; node < network.nodes.size(); ++node)
    EXPECT_NEAR(result.node_degc[node], steady.node_degc[node], 1e-6) << node;
  EXPECT_NEAR(result.producer_heat_w[0], steady.producer_heat_w[0], 1.0);
}

// The front that the pump passes on is the one that it gets, in the same step, also when the step
// is long against the way behind the pump.
TEST(PumpsAndValvesTransientTest, AFrontPassesAsIfTheEndsWereOneNode) {
  models::HeatNetwork pumped = MakeTrunk();
  pumped.pumps = {Booster()};
  pumped.valves = {Valve(kEndBack, kValveBack)};
  models::HeatNetwork joined = MakeTrunk();
  for (auto& pipe : joined.pipes)
    for (HeatNodeIndex* end : {&pipe.from, &pipe.to}) {
      if (*end == HeatNodeIndex(kBehind)) *end = HeatNodeIndex(kBefore);
      if (*end == HeatNodeIndex(kValveBack)) *end = HeatNodeIndex(kEndBack);
    }
  const SteadyHeatSolution steady = Solve(pumped, ConsumerMode::kMassFlow);
  const std::size_t pipes = pumped.pipes.size();
  for (const double step_s : {60.0, 900.0}) {
    std::vector<double> arrives_degc[2];
    for (const bool is_joined : {false, true}) {
      const auto transient = TransientHeat::Make(is_joined ? joined : pumped, {});
      ASSERT_TRUE(transient.ok()) << transient.status();
      const auto workspace = transient->MakeWorkspace();
      auto state =
          transient->MakeState(std::vector<double>(pipes, 60.0), std::vector<double>(pipes, 60.0));
      TransientHeatInputs inputs{.step_s = step_s,
                                 .flow_kg_s = steady.hydraulics.flow_kg_s,
                                 .ground_degc = std::vector<double>(pipes, 7.0),
                                 .producer_supply_degc = {80.0}};
      if (is_joined) inputs.flow_kg_s.resize(pipes);
      for (const double flow_kg_s : steady.consumer_flow_kg_s)
        inputs.consumers.push_back({.flow_kg_s = flow_kg_s, .return_degc = 50.0});
      TransientHeatResult result;
      for (int step = 0; step < 40; ++step) {
        if (step == 20) inputs.producer_supply_degc = {100.0};
        ASSERT_TRUE(transient->Advance(inputs, std::nullopt, state, *workspace, result).ok());
        for (const double degc : result.consumer_supply_degc)
          arrives_degc[is_joined].push_back(degc);
        arrives_degc[is_joined].push_back(result.producer_return_degc[0]);
      }
    }
    ASSERT_EQ(arrives_degc[0].size(), arrives_degc[1].size());
    for (std::size_t row = 0; row < arrives_degc[0].size(); ++row)
      ASSERT_NEAR(arrives_degc[0][row], arrives_degc[1][row], 1e-9) << row << " of " << step_s;
  }
}

TEST(PumpsAndValvesTransientTest, FlowsOfPipesAloneAreRefused) {
  models::HeatNetwork network = MakeTrunk();
  network.pumps = {Booster()};
  network.valves = {Valve(kEndBack, kValveBack)};
  const auto transient = TransientHeat::Make(network, {});
  ASSERT_TRUE(transient.ok());
  const auto workspace = transient->MakeWorkspace();
  auto state = transient->MakeState(std::vector<double>(6, 60.0), std::vector<double>(6, 60.0));
  TransientHeatInputs inputs{.flow_kg_s = std::vector<double>(6, 0.0),
                             .ground_degc = std::vector<double>(6, 7.0),
                             .producer_supply_degc = {80.0},
                             .consumers = {{}, {}}};
  TransientHeatResult result;
  const absl::Status status = transient->Advance(inputs, std::nullopt, state, *workspace, result);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("there are 8 links with pumps, valves and lifts"),
            std::string::npos)
      << status;
}

}  // namespace
}  // namespace solvers::heat

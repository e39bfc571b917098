// Plants beside the one that holds the pressure hold their lift alone: the same water comes in and
// leaves, so that water and heat balance whatever the two sides look like.
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "models/heat/friction.h"
#include "models/heat/network_generator.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/network_water.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;
using models::HeatSide;

constexpr double kDrawnKgS = 12.0;
constexpr std::size_t kNear = 0, kFar = 1, kHouse = 2;

models::HeatPipeParams Pipe(std::string id, std::size_t from, std::size_t to, double length_m) {
  return {.id = std::move(id),
          .from = HeatNodeIndex(from),
          .to = HeatNodeIndex(to),
          .length_m = length_m,
          .inner_diameter_m = 0.1,
          .outer_diameter_m = 0.11,
          .roughness_m = 0.1e-3,
          .loss_w_per_m_k = 0.4,
          .ground_degc = 7.0};
}

// One house between two plants on different heights; return pipes are longer than supply pipes, the
// one of the far plant by more.
models::HeatNetwork MakePair(double far_lift_bar) {
  models::HeatNetwork network;
  const double height_m[] = {0.0, 25.0, 10.0};
  for (const auto side : {HeatSide::kSupply, HeatSide::kReturn})
    for (std::size_t place : {kNear, kFar, kHouse})
      network.nodes.Add(
          {.id = std::to_string(network.nodes.size()), .side = side, .height_m = height_m[place]});
  network.pipes = {Pipe("near out", kNear, kHouse, 400.0), Pipe("far out", kFar, kHouse, 300.0),
                   Pipe("near back", kHouse + 3, kNear + 3, 450.0),
                   Pipe("far back", kHouse + 3, kFar + 3, 700.0)};
  network.consumers = {{.id = "house",
                        .supply = HeatNodeIndex(kHouse),
                        .back = HeatNodeIndex(kHouse + 3),
                        .heat_w = 1.5e6,
                        .mass_flow_kg_s = kDrawnKgS,
                        .return_degc = 55.0}};
  network.producers = {{.id = "near",
                        .back = HeatNodeIndex(kNear + 3),
                        .supply = HeatNodeIndex(kNear),
                        .pressure_bar = 12.0,
                        .lift_bar = 5.0,
                        .mass_flow_kg_s = std::nullopt,
                        .supply_degc = 95.0},
                       {.id = "far",
                        .back = HeatNodeIndex(kFar + 3),
                        .supply = HeatNodeIndex(kFar),
                        .pressure_bar = std::nullopt,
                        .lift_bar = far_lift_bar,
                        .mass_flow_kg_s = std::nullopt,
                        .supply_degc = 85.0}};
  return network;
}

models::GeneratedHeatNetwork MakeTown(int plants, std::uint64_t seed, int trenches = 120) {
  const auto town = models::GenerateHeatNetwork({.id = "town",
                                                 .design_heat_w = 20e6,
                                                 .supply_degc = 95.0,
                                                 .return_degc = 55.0,
                                                 .ground_degc = 6.0,
                                                 .trench_count = trenches,
                                                 .producer_count = plants,
                                                 .seed = seed});
  EXPECT_TRUE(town.ok()) << town.status();
  return town.ok() ? *town : models::GeneratedHeatNetwork{};
}

SteadyHeatSolution Solve(const models::HeatNetwork& network, const SteadyHeatOptions& options) {
  const absl::Status valid = models::Validate(network);
  EXPECT_TRUE(valid.ok()) << valid;
  const auto solution = SolveSteadyHeat(network, options);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return solution.ok() ? *solution : SteadyHeatSolution{};
}

// What the network lacks at its worst node, all links and plants told, in kg/s.
double WorstNodeKgS(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  std::vector<double> left_kg_s(network.nodes.size(), 0.0);
  const auto pass = [&](HeatNodeIndex from, HeatNodeIndex to, double flow_kg_s) {
    left_kg_s[from.value()] -= flow_kg_s;
    left_kg_s[to.value()] += flow_kg_s;
  };
  for (std::size_t row = 0; row < network.pipes.size(); ++row)
    pass(network.pipes[HeatPipeIndex(row)].from, network.pipes[HeatPipeIndex(row)].to,
         solution.hydraulics.flow_kg_s[row]);
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    pass(consumer.supply, consumer.back, solution.consumer_flow_kg_s[row]);
  }
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    pass(producer.back, producer.supply, solution.producer_flow_kg_s[row]);
  }
  double worst_kg_s = 0.0;
  for (const double left : left_kg_s) worst_kg_s = std::max(worst_kg_s, std::abs(left));
  return worst_kg_s;
}

void ExpectClosed(const models::HeatNetwork& network, const SteadyHeatSolution& solution) {
  ASSERT_FALSE(solution.producer_heat_w.empty());
  EXPECT_LT(WorstNodeKgS(network, solution), 1e-9);
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    EXPECT_NEAR(solution.producer_flow_kg_s[row], solution.producer_back_flow_kg_s[row], 1e-9);
  double given_w = 0.0, left_w = 0.0;
  for (const double heat_w : solution.producer_heat_w) given_w += heat_w;
  for (const double loss_w : solution.pipe_loss_w) left_w -= loss_w;
  for (std::size_t row = 0; row < network.consumers.size(); ++row)
    if (solution.consumer_flow_kg_s[row] > 0.0)
      left_w -= network.consumers[models::HeatConsumerIndex(row)].heat_w;
  EXPECT_NEAR(given_w + left_w, 0.0, 1e-9 * given_w);
}

// By hand: what the near plant gives leaves the house the same pressure as what the far one gives,
//   lift_near − loss(near out) − loss(near back) = lift_far − loss(far out) − loss(far back),
// heights cancelling around each; halved down to the near plant's flow.
double NearByHandKgS(const models::HeatNetwork& network) {
  const models::Water water;
  const auto left_bar = [&](std::size_t plant, double flow_kg_s) {
    double bar = *network.producers[HeatProducerIndex(plant)].lift_bar;
    for (const std::size_t row : {plant, plant + 2}) {
      const auto& pipe = network.pipes[HeatPipeIndex(row)];
      const models::PipeShape shape{
          .diameter_m = pipe.inner_diameter_m,
          .area_m2 = 0.25 * M_PI * std::pow(pipe.inner_diameter_m, 2),
          .length_ratio = pipe.length_m / pipe.inner_diameter_m,
          .relative_roughness_ratio = pipe.roughness_m / pipe.inner_diameter_m};
      bar -= 1e-5 * models::CalcPressureLoss(shape, flow_kg_s, water.density_kg_m3,
                                             water.viscosity_pa_s, {})
                        .loss_pa;
    }
    return bar;
  };
  double low_kg_s = -40.0, high_kg_s = 60.0;
  for (int halving = 0; halving < 80; ++halving) {
    const double near_kg_s = 0.5 * (low_kg_s + high_kg_s);
    (left_bar(0, near_kg_s) > left_bar(1, kDrawnKgS - near_kg_s) ? low_kg_s : high_kg_s) =
        near_kg_s;
  }
  return low_kg_s;
}

SteadyHeatOptions DefaultWater() { return {.water = models::WaterLaw::Constant()}; }

TEST(LiftPlantsTest, TwoPlantsShareByTheirLiftsAsByHand) {
  for (const double far_lift_bar : {4.0, 4.8, 5.3, 7.0}) {
    const models::HeatNetwork network = MakePair(far_lift_bar);
    HydraulicInputs inputs = MakeStillInputs(network, {});
    FillNetworkFlows(network, {kDrawnKgS}, inputs);
    const Hydraulics hydraulics = Hydraulics::Make(models::MakeHydraulicNetwork(network));
    const auto workspace = hydraulics.MakeWorkspace();
    HydraulicSolution water;
    const absl::Status solved = hydraulics.Solve(inputs, {}, nullptr, *workspace, water);
    ASSERT_TRUE(solved.ok()) << solved;
    const double near_kg_s = NearByHandKgS(network);
    EXPECT_NEAR(water.flow_kg_s[0], near_kg_s, 1e-6) << far_lift_bar;
    EXPECT_NEAR(water.flow_kg_s[1], kDrawnKgS - near_kg_s, 1e-6);
    ASSERT_EQ(water.flow_kg_s.size(), 5u) << "four pipes and the far plant's lift";
    EXPECT_NEAR(water.flow_kg_s[4], water.flow_kg_s[1], 1e-9);
    EXPECT_NEAR(water.flow_kg_s[4], water.flow_kg_s[3], 1e-9);
    EXPECT_NEAR(water.pressure_bar[kFar] - water.pressure_bar[kFar + 3], far_lift_bar, 1e-6);
    EXPECT_NEAR(water.pressure_bar[kNear], 12.0, 1e-12);
    EXPECT_NEAR(water.pressure_bar[kNear + 3], 7.0, 1e-12);
  }
}

TEST(LiftPlantsTest, MoreLiftGivesMoreAndTooLittleLetsWaterBack) {
  double last_kg_s = -1e9;
  bool has_run_back = false, has_run_alone = false;
  for (double far_lift_bar = 0.0; far_lift_bar <= 12.0; far_lift_bar += 0.5) {
    const models::HeatNetwork network = MakePair(far_lift_bar);
    const SteadyHeatSolution solution = Solve(network, DefaultWater());
    ASSERT_EQ(solution.producer_flow_kg_s.size(), 2u);
    const double far_kg_s = solution.producer_flow_kg_s[1];
    EXPECT_GT(far_kg_s, last_kg_s);
    last_kg_s = far_kg_s;
    ExpectClosed(network, solution);
    has_run_alone = has_run_alone || solution.producer_flow_kg_s[0] < 0.0;
    if (far_kg_s >= 0.0) continue;
    has_run_back = true;
    EXPECT_EQ(solution.producer_heat_w[1], 0.0);
    // What runs back is as warm in the return pipe as it was on the supply side.
    EXPECT_NEAR(solution.node_degc[kFar + 3], solution.node_degc[kFar], 1e-9);
    EXPECT_GT(solution.node_degc[kFar + 3], 80.0);
  }
  EXPECT_TRUE(has_run_back);
  EXPECT_TRUE(has_run_alone);
}

TEST(LiftPlantsTest, DirectionsInWhichPipesAreDrawnDoNotMatter) {
  models::HeatNetwork network = MakePair(5.5);
  const SteadyHeatSolution drawn = Solve(network, DefaultWater());
  for (auto& pipe : network.pipes) std::swap(pipe.from, pipe.to);
  const SteadyHeatSolution turned = Solve(network, DefaultWater());
  ASSERT_EQ(turned.producer_flow_kg_s.size(), 2u);
  EXPECT_EQ(turned.hydraulics.iterations, drawn.hydraulics.iterations);
  for (std::size_t row : {0, 1})
    EXPECT_NEAR(turned.producer_flow_kg_s[row], drawn.producer_flow_kg_s[row], 1e-9);
  for (std::size_t row = 0; row < network.pipes.size(); ++row)
    EXPECT_NEAR(turned.hydraulics.flow_kg_s[row], -drawn.hydraulics.flow_kg_s[row], 1e-9);
}

TEST(LiftPlantsTest, TownsBalanceAlsoWithAReturnPipeClosed) {
  for (const auto mode : {ConsumerMode::kMassFlow, ConsumerMode::kReturnTemperature})
    for (const bool has_law : {false, true}) {
      models::HeatNetwork network = MakeTown(3, 5).network;
      const SteadyHeatOptions options{
          .consumers = mode,
          .water = has_law ? models::WaterLaw::Fitted() : models::WaterLaw::Constant()};
      const SteadyHeatSolution open = Solve(network, options);
      ExpectClosed(network, open);
      // The last trench closes a loop; its return pipe is the last of all.
      const HeatPipeIndex last(network.pipes.size() - 1);
      network.pipes[last].is_open = false;
      const SteadyHeatSolution closed = Solve(network, options);
      ExpectClosed(network, closed);
      EXPECT_GT(std::abs(open.hydraulics.flow_kg_s[last.value()]), 1e-3);
      EXPECT_EQ(closed.hydraulics.flow_kg_s[last.value()], 0.0);
    }
}

TEST(LiftPlantsTest, ColdAndWarmStartsAgree) {
  const models::HeatNetwork network = MakeTown(3, 8).network;
  SteadyHeatInputs full = MakeSteadyHeatInputs(network), half = full;
  for (double& heat_w : half.consumer_heat_w) heat_w *= 0.5;
  const auto steady = SteadyHeat::Make(network);
  ASSERT_TRUE(steady.ok()) << steady.status();
  const auto workspace = steady->MakeWorkspace({.consumers = ConsumerMode::kReturnTemperature});
  SteadyHeatSolution cold, warm;
  ASSERT_TRUE(steady->Solve(full, false, *workspace, cold).ok());
  ASSERT_TRUE(steady->Solve(half, false, *workspace, warm).ok());
  ASSERT_TRUE(steady->Solve(full, true, *workspace, warm).ok());
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    EXPECT_NEAR(warm.producer_flow_kg_s[row], cold.producer_flow_kg_s[row],
                1e-6 * std::abs(cold.producer_flow_kg_s[row]));
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    EXPECT_NEAR(warm.hydraulics.pressure_bar[row], cold.hydraulics.pressure_bar[row], 2e-6);
    EXPECT_NEAR(warm.node_degc[row], cold.node_degc[row], 1e-4);
  }
}

TEST(LiftPlantsTest, AHundredTownsSolve) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const models::HeatNetwork network = MakeTown(2 + static_cast<int>(seed % 2), seed, 60).network;
    const SteadyHeatSolution solution =
        Solve(network, {.consumers = ConsumerMode::kReturnTemperature});
    ExpectClosed(network, solution);
    if (testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
}

// Warm water follows cold water: what is fed, taken, lost and stored adds up in every step.
TEST(LiftPlantsTest, HeatBalancesInEveryStepAlsoWithAReturnPipeClosed) {
  for (const bool is_closed : {false, true}) {
    models::HeatNetwork network = MakeTown(3, 5).network;
    if (is_closed) network.pipes[HeatPipeIndex(network.pipes.size() - 1)].is_open = false;
    const SteadyHeatSolution start = Solve(network, DefaultWater());
    ASSERT_FALSE(start.pipe_outlet_degc.empty());
    const auto transient = TransientHeat::Make(network, {});
    ASSERT_TRUE(transient.ok()) << transient.status();
    TransientHeatState state = transient->MakeState(start.pipe_outlet_degc, start.pipe_outlet_degc);
    TransientHeatInputs step{.step_s = 300.0, .flow_kg_s = start.hydraulics.flow_kg_s};
    for (const auto& pipe : network.pipes) step.ground_degc.push_back(pipe.ground_degc);
    for (std::size_t row = 0; row < network.consumers.size(); ++row)
      step.consumers.push_back(
          {.mode = ConsumerDraw::Mode::kHeat,
           .flow_kg_s = start.consumer_flow_kg_s[row],
           .heat_w = network.consumers[models::HeatConsumerIndex(row)].heat_w});
    const auto workspace = transient->MakeWorkspace();
    TransientHeatResult result;
    for (int k = 0; k < 24; ++k) {
      step.producer_supply_degc = {95.0 - k, 90.0, 85.0 + k};
      const absl::Status moved = transient->Advance(step, std::nullopt, state, *workspace, result);
      ASSERT_TRUE(moved.ok()) << moved;
      EXPECT_NEAR(result.fed_w - result.taken_w - result.lost_w, result.stored_w,
                  1e-9 * result.fed_w)
          << k;
      for (std::size_t row = 0; row < network.producers.size(); ++row)
        EXPECT_NEAR(result.producer_flow_kg_s[row], start.producer_flow_kg_s[row], 1e-9);
    }
  }
}

TEST(LiftPlantsTest, ALiftThatFollowsFromOthersIsRefused) {
  models::HeatNetwork network = MakePair(5.0);
  auto& far = network.producers[HeatProducerIndex(1)];
  far.back = HeatNodeIndex(kNear + 3);
  far.supply = HeatNodeIndex(kNear);
  EXPECT_NE(SolveSteadyHeat(network, {}).status().message().find("producer far holds the lift"),
            std::string_view::npos);
  network = MakePair(5.0);
  network.producers.Add(network.producers[HeatProducerIndex(1)]);
  EXPECT_EQ(TransientHeat::Make(network, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

// All lifts fall alike: what the worst point asks for is what the tables with those lifts give.
TEST(LiftPlantsTest, TheWorstPointMovesAllLifts) {
  models::HeatNetwork network = MakePair(5.5);
  SteadyHeatOptions options = DefaultWater();
  const SteadyHeatSolution before = Solve(network, options);
  options.worst_point = WorstPointParams{.differential_bar = 0.5};
  const SteadyHeatSolution held = Solve(network, options);
  ASSERT_TRUE(held.worst_point.has_value());
  EXPECT_LT(held.worst_point->lift_change_bar, 0.0);
  options.worst_point.reset();
  for (auto& producer : network.producers) {
    *producer.lift_bar += held.worst_point->lift_change_bar;
    if (producer.pressure_bar) *producer.pressure_bar += held.worst_point->lift_change_bar;
  }
  const SteadyHeatSolution anew = Solve(network, options);
  for (std::size_t row = 0; row < network.nodes.size(); ++row)
    EXPECT_NEAR(held.hydraulics.pressure_bar[row], anew.hydraulics.pressure_bar[row], 2e-6);
  for (std::size_t row : {0, 1})
    EXPECT_NEAR(anew.producer_flow_kg_s[row], before.producer_flow_kg_s[row], 1e-6);
}

// The plant that holds the pressure may stop: its vessel holds on, the other one's pump goes on.
TEST(LiftPlantsTest, APumpAtRestLeavesTheWaterToTheOther) {
  const models::HeatNetwork network = MakePair(5.5);
  const NetworkWater water(network, {});
  const auto workspace = water.MakeWorkspace();
  const NetworkDraw draw{.wanted_kg_s = {3.0}, .open_kg_s = {20.0}};
  NetworkFlows flows;
  const auto solve = [&](std::vector<char> runs) {
    const absl::Status status =
        water.Solve(draw, {.runs = std::move(runs)}, nullptr, *workspace, flows);
    EXPECT_TRUE(status.ok()) << status;
  };
  solve({1, 1});
  EXPECT_NEAR(flows.producer_flow_kg_s[0] + flows.producer_flow_kg_s[1], 3.0, 1e-9);
  const double both_kg_s = flows.producer_flow_kg_s[1];
  solve({0, 1});
  EXPECT_NEAR(flows.producer_flow_kg_s[0], 0.0, 1e-9);
  EXPECT_NEAR(flows.producer_flow_kg_s[1], 3.0, 1e-9);
  EXPECT_NEAR(flows.hydraulics.pressure_bar[kNear + 3], 7.0, 1e-9);
  EXPECT_NEAR(flows.hydraulics.pressure_bar[kFar] - flows.hydraulics.pressure_bar[kFar + 3], 5.5,
              1e-6);
  solve({1, 0});
  EXPECT_NEAR(flows.producer_flow_kg_s[0], 3.0, 1e-9);
  EXPECT_EQ(flows.producer_flow_kg_s[1], 0.0);
  solve({1, 1});
  EXPECT_NEAR(flows.producer_flow_kg_s[1], both_kg_s, 1e-9);
}

}  // namespace
}  // namespace solvers::heat

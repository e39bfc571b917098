#include "solvers/heat/worst_point.h"

#include <gtest/gtest.h>

#include <optional>
#include <tuple>

#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

// The same network solved anew with less lift at the plant is the answer.
TEST(WorstPointTest, LessLiftIsWhatTheSolverSaysToo) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 2e6, .loss_w_per_m_k = 0.3});
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature};
  auto solution = SolveSteadyHeat(street, options);
  ASSERT_TRUE(solution.ok());
  const double before_bar =
      solution->hydraulics.pressure_bar[1] - solution->hydraulics.pressure_bar[3];
  const double spared_bar = HoldWorstPointBar(street, {.differential_bar = 0.8}, *solution);
  EXPECT_NEAR(spared_bar, before_bar - 0.8, 1e-12);
  auto& boiler = street.producers[models::HeatProducerIndex(0)];
  *boiler.lift_bar -= spared_bar;
  *boiler.pressure_bar -= spared_bar;
  const auto anew = SolveSteadyHeat(street, options);
  ASSERT_TRUE(anew.ok());
  for (std::size_t row = 0; row < 4; ++row)
    EXPECT_NEAR(solution->hydraulics.pressure_bar[row], anew->hydraulics.pressure_bar[row], 1e-6);
}

TEST(WorstPointTest, LiftHasAnEndAndIsNeverRaised) {
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature};
  const models::HeatNetwork idle = tests::MakeOneStreet({.heat_w = 1e3});
  auto solution = SolveSteadyHeat(idle, options);
  ASSERT_TRUE(solution.ok());
  EXPECT_NEAR(HoldWorstPointBar(idle, {.differential_bar = 0.2, .lift_min_bar = 1.5}, *solution),
              4.5, 1e-12);
  const models::HeatNetwork busy = tests::MakeOneStreet({.heat_w = 9e6});
  solution = SolveSteadyHeat(busy, options);
  ASSERT_TRUE(solution.ok());
  const auto before_bar = solution->hydraulics.pressure_bar;
  EXPECT_EQ(HoldWorstPointBar(busy, {}, *solution), 0.0);
  EXPECT_EQ(solution->hydraulics.pressure_bar, before_bar);
}

// Two streets from one plant, the second to a house on another way.
models::HeatNetwork MakeTwoStreets(double first_w, double second_w) {
  using models::HeatNodeIndex;
  models::HeatNetwork network = tests::MakeOneStreet({.heat_w = first_w, .loss_w_per_m_k = 0.3});
  network.nodes.Add({.id = "second"});
  network.nodes.Add({.id = "second back", .side = models::HeatSide::kReturn});
  models::HeatPipeParams pipe = network.pipes[models::HeatPipeIndex(0)];
  pipe.id = "second street";
  pipe.to = HeatNodeIndex(4);
  pipe.length_m = 700.0;
  network.pipes.Add(pipe);
  pipe.id = "second street back";
  pipe.from = HeatNodeIndex(5);
  pipe.to = HeatNodeIndex(2);
  network.pipes.Add(pipe);
  network.consumers.Add({.id = "second house",
                         .supply = HeatNodeIndex(4),
                         .back = HeatNodeIndex(5),
                         .heat_w = second_w,
                         .mass_flow_kg_s = 0.0,
                         .return_degc = 55.0});
  return network;
}

void ExpectSolvesToTheSame(models::HeatNetwork network, SteadyHeatOptions options,
                           const SteadyHeatSolution& held) {
  ASSERT_TRUE(held.worst_point.has_value());
  for (auto& producer : network.producers) {
    *producer.lift_bar += held.worst_point->lift_change_bar;
    *producer.pressure_bar += held.worst_point->lift_change_bar;
  }
  options.worst_point.reset();
  const auto anew = SolveSteadyHeat(network, options);
  ASSERT_TRUE(anew.ok()) << anew.status();
  for (std::size_t row = 0; row < network.nodes.size(); ++row)
    EXPECT_NEAR(held.hydraulics.pressure_bar[row], anew->hydraulics.pressure_bar[row], 2e-6) << row;
}

TEST(WorstPointTest, TheWorstConsumerSwitchesWhenLoadMovesAndLiftFollows) {
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature,
                                  .worst_point = WorstPointParams{.differential_bar = 0.8}};
  double last_change_bar = 0.0;
  for (const auto& [first_w, second_w, worst] : {std::tuple{4e6, 2e6, std::size_t{0}},
                                                 {3e6, 4e6, std::size_t{1}},
                                                 {2e6, 1e6, std::size_t{0}}}) {
    const models::HeatNetwork network = MakeTwoStreets(first_w, second_w);
    const auto held = SolveSteadyHeat(network, options);
    ASSERT_TRUE(held.ok()) << held.status();
    EXPECT_EQ(held->worst_point->consumer.value(), worst);
    EXPECT_NEAR(held->worst_point->differential_bar, 0.8, 1e-6);
    EXPECT_TRUE(held->worst_point->is_held);
    EXPECT_EQ(held->worst_point->solves, 0);  // exact without
    const std::size_t other = 1 - worst;
    const auto& consumer = network.consumers[models::HeatConsumerIndex(other)];
    EXPECT_GT(held->hydraulics.pressure_bar[consumer.supply.value()] -
                  held->hydraulics.pressure_bar[consumer.back.value()],
              0.8);
    EXPECT_NE(held->worst_point->lift_change_bar, last_change_bar);
    last_change_bar = held->worst_point->lift_change_bar;
    ExpectSolvesToTheSame(network, options, *held);
  }
}

// A booster before the first house and a valve that takes what it has too much of: both act anew
// with every lift.
TEST(WorstPointTest, WithPumpsAndValvesInsideItIsSolvedFor) {
  using models::HeatNodeIndex;
  models::HeatNetwork network = MakeTwoStreets(4e6, 3e6);
  network.nodes.Add({.id = "boosted"});
  network.nodes.Add({.id = "throttled", .side = models::HeatSide::kReturn});
  network.pipes[models::HeatPipeIndex(0)].to = HeatNodeIndex(6);
  network.pipes[models::HeatPipeIndex(1)].from = HeatNodeIndex(7);
  network.pumps.Add({.id = "booster",
                     .from = HeatNodeIndex(6),
                     .to = HeatNodeIndex(1),
                     .curve = models::PumpCurve{.shut_off_pa = 2e5, .coefficient = 150.0},
                     .point_kg_s = {},
                     .point_pa = {},
                     .power_w = std::nullopt});
  network.valves.Add({.id = "valve",
                      .from = HeatNodeIndex(3),
                      .to = HeatNodeIndex(7),
                      .kind = models::ValveKind::kDifferentialPressure,
                      .setting_pa = 1e5,
                      .sensed_high = HeatNodeIndex(1),
                      .sensed_low = HeatNodeIndex(3),
                      .diameter_m = 0.15});
  ASSERT_TRUE(models::Validate(network).ok()) << models::Validate(network);
  // Both ask for less than the valve holds.
  for (const double wanted_bar : {0.8, 0.6}) {
    const SteadyHeatOptions options{
        .consumers = ConsumerMode::kReturnTemperature,
        .worst_point = WorstPointParams{.differential_bar = wanted_bar}};
    const auto held = SolveSteadyHeat(network, options);
    ASSERT_TRUE(held.ok()) << held.status();
    EXPECT_NEAR(held->worst_point->differential_bar, wanted_bar, 2e-6);
    EXPECT_TRUE(held->worst_point->is_held);
    EXPECT_LT(held->worst_point->lift_change_bar, 0.0);
    EXPECT_LE(held->worst_point->solves, 8);
    ExpectSolvesToTheSame(network, options, *held);
  }
  // What the valve holds no lift changes.
  const auto out_of_reach = SolveSteadyHeat(
      network, {.consumers = ConsumerMode::kReturnTemperature,
                .worst_point = WorstPointParams{.differential_bar = 1.4, .lift_max_bar = 8.0}});
  ASSERT_TRUE(out_of_reach.ok()) << out_of_reach.status();
  EXPECT_FALSE(out_of_reach->worst_point->is_held);
  EXPECT_EQ(out_of_reach->worst_point->consumer.value(), 0u);
  EXPECT_NEAR(out_of_reach->worst_point->differential_bar, 1.0, 2e-6);
  EXPECT_NEAR(out_of_reach->worst_point->lift_change_bar, 2.0, 1e-12);
}

TEST(WorstPointTest, TheRangeOfLiftsIsKept) {
  const auto solve = [](double heat_w, WorstPointParams params) {
    return SolveSteadyHeat(MakeTwoStreets(heat_w, heat_w),
                           {.consumers = ConsumerMode::kReturnTemperature, .worst_point = params});
  };
  const auto none = solve(0.0, {.lift_min_bar = 1.5});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_FALSE(none->worst_point->consumer.valid());
  EXPECT_TRUE(none->worst_point->is_held);
  EXPECT_NEAR(none->worst_point->lift_change_bar, -4.5, 1e-12);
  const auto raised = solve(6e6, {.differential_bar = 6.0, .lift_max_bar = 20.0});
  ASSERT_TRUE(raised.ok()) << raised.status();
  EXPECT_GT(raised->worst_point->lift_change_bar, 0.0);
  EXPECT_NEAR(raised->worst_point->differential_bar, 6.0, 1e-6);
  const auto lower = solve(1e6, {.differential_bar = 5.9, .lift_max_bar = 3.0});
  ASSERT_TRUE(lower.ok()) << lower.status();
  EXPECT_NEAR(lower->worst_point->lift_change_bar, -3.0, 1e-12);
  EXPECT_FALSE(lower->worst_point->is_held);
  const auto impossible = solve(1e6, {.lift_min_bar = 5.0, .lift_max_bar = 3.0});
  EXPECT_EQ(impossible.status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers::heat

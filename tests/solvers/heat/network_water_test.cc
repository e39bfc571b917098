#include "solvers/heat/network_water.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/heat/friction.h"
#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

using models::HeatNetwork;
using models::HeatNodeIndex;
using models::HeatProducerIndex;

/// One house at the end of a street: what is lost there and back at 20 kg/s.
constexpr double kOpenKgS = 20.0;

NetworkFlows SolveHouse(const HeatNetwork& network, double wanted_kg_s,
                        const NetworkFlows* start = nullptr) {
  const NetworkWater water(network, {.settle_share = 1e-7, .max_rounds = 200});
  const auto workspace = water.MakeWorkspace();
  NetworkFlows flows;
  const absl::Status status = water.Solve({.wanted_kg_s = {wanted_kg_s}, .open_kg_s = {kOpenKgS}},
                                          {.runs = std::vector<char>(network.producers.size(), 1)},
                                          start, *workspace, flows);
  EXPECT_TRUE(status.ok()) << status;
  return flows;
}

double DifferentialBar(const NetworkFlows& flows) {
  return flows.hydraulics.pressure_bar[1] - flows.hydraulics.pressure_bar[3];
}

TEST(NetworkWaterTest, WithEnoughPressureEveryoneGetsWhatHeWants) {
  const NetworkFlows flows = SolveHouse(tests::MakeOneStreet({}), 10.0);
  EXPECT_EQ(flows.consumer_flow_kg_s[0], 10.0);
  EXPECT_EQ(flows.producer_flow_kg_s[0], 10.0);
  EXPECT_EQ(flows.rounds, 1);
  EXPECT_EQ(flows.short_consumers, 0);
  EXPECT_EQ(flows.unsettled_share, 0.0);
}

// The one flow at which the open valve and the street share the lift: found by halving.
TEST(NetworkWaterTest, AnOpenValveAndTheStreetShareTheLift) {
  HeatNetwork network = tests::MakeOneStreet({});
  models::HeatProducerParams& plant = network.producers[HeatProducerIndex(0)];
  for (const double lift_bar : {0.3, 1.0, 2.0}) {
    plant.lift_bar = lift_bar;
    const auto& pipe = network.pipes[models::HeatPipeIndex(0)];
    const double area_m2 = 0.25 * std::acos(-1.0) * pipe.inner_diameter_m * pipe.inner_diameter_m;
    const models::PipeShape shape{
        .diameter_m = pipe.inner_diameter_m,
        .area_m2 = area_m2,
        .length_ratio = pipe.length_m / pipe.inner_diameter_m,
        .relative_roughness_ratio = pipe.roughness_m / pipe.inner_diameter_m,
        .fittings_ratio = 0.0};
    double low_kg_s = 0.0, high_kg_s = kOpenKgS;
    for (int halving = 0; halving < 60; ++halving) {
      const double flow_kg_s = 0.5 * (low_kg_s + high_kg_s);
      const double street_bar =
          2e-5 * models::CalcPressureLoss(shape, flow_kg_s, 968.0, 3.3e-4, {}).loss_pa;
      const double valve_bar = 0.6 * std::pow(flow_kg_s / kOpenKgS, 2);
      (street_bar + valve_bar > lift_bar ? high_kg_s : low_kg_s) = flow_kg_s;
    }
    const NetworkFlows flows = SolveHouse(network, kOpenKgS);
    EXPECT_NEAR(flows.consumer_flow_kg_s[0], low_kg_s, 1e-5) << lift_bar;
    EXPECT_EQ(flows.short_consumers, 1);
    EXPECT_LE(flows.rounds, 12) << lift_bar;
    // Begun at the answer, one round tells that it is one.
    EXPECT_EQ(SolveHouse(network, kOpenKgS, &flows).rounds, 1);
    // Asked for less than what passes, it is not short, wherever it begins.
    EXPECT_EQ(SolveHouse(network, 0.5 * low_kg_s, &flows).consumer_flow_kg_s[0], 0.5 * low_kg_s);
  }
}

// A pump that pushes the wrong way round leaves a trace of water, no negative flow.
TEST(NetworkWaterTest, PressureTheWrongWayRoundLeavesATrace) {
  HeatNetwork network = tests::MakeOneStreet({});
  network.producers[HeatProducerIndex(0)].lift_bar = -0.5;
  const NetworkFlows flows = SolveHouse(network, 10.0);
  EXPECT_NEAR(flows.consumer_flow_kg_s[0], 1e-4 * kOpenKgS, 1e-12);
  EXPECT_LT(DifferentialBar(flows), 0.0);
  EXPECT_EQ(flows.short_consumers, 1);
}

TEST(NetworkWaterTest, WithoutPumpsWaterStandsUnderTheRestPressure) {
  const HeatNetwork network = tests::MakeOneStreet({});
  const NetworkWater water(network, {});
  const auto workspace = water.MakeWorkspace();
  NetworkFlows flows;
  ASSERT_TRUE(water
                  .Solve({.wanted_kg_s = {10.0}, .open_kg_s = {kOpenKgS}},
                         {.runs = {0}, .stands = true}, nullptr, *workspace, flows)
                  .ok());
  for (const double pressure_bar : flows.hydraulics.pressure_bar) EXPECT_EQ(pressure_bar, 8.0);
  for (const double flow_kg_s : flows.hydraulics.flow_kg_s) EXPECT_EQ(flow_kg_s, 0.0);
  EXPECT_EQ(flows.producer_flow_kg_s[0], 0.0);
  EXPECT_EQ(flows.short_consumers, 1);
  EXPECT_EQ(water
                .Solve({.wanted_kg_s = {10.0}, .open_kg_s = {kOpenKgS}}, {.runs = {0}}, nullptr,
                       *workspace, flows)
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

// Plants that give a flow never give more than is drawn.
TEST(NetworkWaterTest, GivenFlowsShrinkToWhatIsDrawn) {
  HeatNetwork network = tests::MakeOneStreet({});
  network.producers.Add({.id = "flow",
                         .back = HeatNodeIndex(3),
                         .supply = HeatNodeIndex(1),
                         .lift_bar = std::nullopt,
                         .mass_flow_kg_s = 8.0});
  NetworkFlows flows = SolveHouse(network, 10.0);
  EXPECT_EQ(flows.producer_flow_kg_s[1], 8.0);
  EXPECT_NEAR(flows.producer_flow_kg_s[0], 2.0, 1e-9);
  flows = SolveHouse(network, 3.0);
  EXPECT_EQ(flows.producer_flow_kg_s[1], 3.0);
  EXPECT_EQ(flows.producer_flow_kg_s[0], 0.0);
}

}  // namespace
}  // namespace solvers::heat

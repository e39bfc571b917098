// A cold network of 6/14 °C with the kernels of the warm ones: customers take heat out of rooms,
// pipes gain from the ground, and one machine serves heat and cold at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/plants/cooling.h"
#include "models/plants/heat_pump.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/substation_flow.h"
#include "solvers/heat/transient_heat.h"
#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatProducerIndex;

constexpr double kHeatJPerKgK = 4190.0;
constexpr double kSupplyDegC = 6.0, kReturnDegC = 14.0, kGroundDegC = 9.0;
constexpr double kLossWPerMK = 0.5, kLengthM = 1000.0;
constexpr double kCoolingW = 600e3;

const SteadyHeatOptions kOptions{.consumers = ConsumerMode::kReturnTemperature};

models::HeatNetwork MakeColdStreet() {
  models::HeatNetwork street = tests::MakeOneStreet(
      {.loss_w_per_m_k = kLossWPerMK, .length_m = kLengthM, .inner_diameter_m = 0.2});
  for (auto& pipe : street.pipes) pipe.ground_degc = kGroundDegC;
  street.producers[HeatProducerIndex(0)].supply_degc = kSupplyDegC;
  street.consumers[HeatConsumerIndex(0)].return_degc = kReturnDegC;
  return street;
}

absl::StatusOr<SteadyHeatSolution> SolveCold(const models::HeatNetwork& network,
                                             const std::vector<double>& cooling_w,
                                             const SteadyHeatOptions& options = kOptions) {
  const auto steady = SteadyHeat::Make(network);
  if (!steady.ok()) return steady.status();
  const auto workspace = steady->MakeWorkspace(options);
  SteadyHeatInputs inputs = MakeSteadyHeatInputs(network);
  for (std::size_t row = 0; row < cooling_w.size(); ++row)
    inputs.consumer_heat_w[row] = -cooling_w[row];
  SteadyHeatSolution solution;
  absl::Status status = steady->Solve(inputs, false, *workspace, solution);
  if (!status.ok()) return status;
  return solution;
}

double KeptRatio(double flow_kg_s) {
  return std::exp(-kLossWPerMK * kLengthM / (kHeatJPerKgK * flow_kg_s));
}

// m c (14 − T) = Q with T = 9 − 3 e^(−U L/(c m)), found by bisection; then everything follows.
TEST(CoolingNetworkTest, OneStreetByHand) {
  double low_kg_s = 1.0, high_kg_s = 100.0;
  for (int k = 0; k < 200; ++k) {
    const double flow_kg_s = 0.5 * (low_kg_s + high_kg_s);
    const double arrives_degc = kGroundDegC + (kSupplyDegC - kGroundDegC) * KeptRatio(flow_kg_s);
    (flow_kg_s * kHeatJPerKgK * (kReturnDegC - arrives_degc) < kCoolingW ? low_kg_s : high_kg_s) =
        flow_kg_s;
  }
  const double flow_kg_s = low_kg_s, kept_ratio = KeptRatio(flow_kg_s);
  const double arrives_degc = kGroundDegC + (kSupplyDegC - kGroundDegC) * kept_ratio;
  const double back_degc = kGroundDegC + (kReturnDegC - kGroundDegC) * kept_ratio;

  const auto solution = SolveCold(MakeColdStreet(), {kCoolingW});
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->consumer_flow_kg_s[0], flow_kg_s, 1e-8);
  EXPECT_NEAR(solution->consumer_supply_degc[0], arrives_degc, 1e-9);
  EXPECT_GT(arrives_degc, kSupplyDegC);
  EXPECT_NEAR(solution->producer_return_degc[0], back_degc, 1e-9);
  // Supply gains from the ground, the return of 14 °C loses to it; the plant takes it all.
  EXPECT_NEAR(solution->pipe_loss_w[0], flow_kg_s * kHeatJPerKgK * (kSupplyDegC - arrives_degc),
              1e-2);
  EXPECT_LT(solution->pipe_loss_w[0], 0.0);
  EXPECT_GT(solution->pipe_loss_w[1], 0.0);
  EXPECT_LT(solution->producer_heat_w[0], 0.0);
  const double left_w = solution->producer_heat_w[0] - solution->pipe_loss_w[0] -
                        solution->pipe_loss_w[1] + kCoolingW;
  EXPECT_LT(std::abs(left_w), 1e-9 * kCoolingW);
  EXPECT_LE(solution->iterations, 6);
}

TEST(CoolingNetworkTest, WaterThatIsTooWarmNamesTheConsumer) {
  models::HeatNetwork street = MakeColdStreet();
  street.consumers[HeatConsumerIndex(0)].return_degc = 5.0;
  const auto solution = SolveCold(street, {kCoolingW});
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(solution.status().message()),
              testing::AllOf(testing::HasSubstr("consumer house"), testing::HasSubstr("below 6")));
}

// Three houses on a ring; the water of IAPWS-IF97 and constant water.
TEST(CoolingNetworkTest, ARingOfHousesClosesItsBalance) {
  using models::HeatNodeIndex;
  models::HeatNetwork ring = MakeColdStreet();
  models::HeatPipeParams pipe = ring.pipes[models::HeatPipeIndex(0)];
  for (const auto side : {models::HeatSide::kSupply, models::HeatSide::kReturn}) {
    const bool is_supply = side == models::HeatSide::kSupply;
    const HeatNodeIndex plant(is_supply ? 0 : 2), end(is_supply ? 1 : 3);
    const HeatNodeIndex near = ring.nodes.Add({.id = "near", .side = side});
    const HeatNodeIndex far = ring.nodes.Add({.id = "far", .side = side});
    for (const auto& [from, to, length_m] :
         {std::tuple{plant, near, 400.0}, {far, near, 500.0}, {end, far, 300.0}}) {
      pipe.id = "ring " + std::to_string(ring.pipes.size());
      pipe.from = from;
      pipe.to = to;
      pipe.length_m = length_m;
      ring.pipes.Add(pipe);
    }
  }
  for (const std::size_t node : {4u, 5u})
    ring.consumers.Add({.id = "house " + std::to_string(node),
                        .supply = HeatNodeIndex(node),
                        .back = HeatNodeIndex(node + 2),
                        .return_degc = 13.0});
  ASSERT_TRUE(models::Validate(ring).ok()) << models::Validate(ring);
  for (const bool is_constant : {true, false}) {
    SteadyHeatOptions options = kOptions;
    if (!is_constant) options.water = models::WaterLaw::Fitted();
    const std::vector<double> cooling_w{400e3, 250e3, 350e3};
    const auto solution = SolveCold(ring, cooling_w, options);
    ASSERT_TRUE(solution.ok()) << solution.status();
    double left_w = solution->producer_heat_w[0];
    for (const double loss_w : solution->pipe_loss_w) left_w -= loss_w;
    for (std::size_t row = 0; row < cooling_w.size(); ++row) {
      const double taken_w = solution->consumer_flow_kg_s[row] *
                             (options.water.EnthalpyJPerKg(solution->consumer_return_degc[row]) -
                              options.water.EnthalpyJPerKg(solution->consumer_supply_degc[row]));
      EXPECT_NEAR(taken_w, cooling_w[row], 1e-8 * cooling_w[row]);
      left_w += taken_w;
    }
    EXPECT_LT(std::abs(left_w), 1e-9 * 1e6) << is_constant;
  }
}

// An exchanger made for 6/14 °C against rooms' water of 18/10 °C.
ValveProblem MakeRoomCooling(double arriving_degc) {
  // Mirrored, as the exchanger is that of heating.
  return {.exchanger = models::MakeHeatExchanger({.heat_w = kCoolingW,
                                                  .primary_in_degc = -6.0,
                                                  .primary_out_degc = -14.0,
                                                  .secondary_in_degc = -18.0,
                                                  .secondary_out_degc = -10.0}),
          .flow_max_kg_s = 30.0,
          .request = {.heat_w = kCoolingW, .cold_degc = 10.0, .warm_degc = 18.0},
          .arriving_degc = arriving_degc};
}

// The valve asks for the flow that the network's own temperature makes it ask for; then the same
// over time, where rooms' exchangers answer in every step.
TEST(CoolingNetworkTest, RoomsAndNetworkAgreeAtRestAndOverTime) {
  models::HeatNetwork street = MakeColdStreet();
  auto& house = street.consumers[HeatConsumerIndex(0)];
  house.mass_flow_kg_s = kCoolingW / (kHeatJPerKgK * (kReturnDegC - kSupplyDegC));
  SteadyHeatSolution steady;
  models::ValveResult valve;
  for (int round = 0; round < 60; ++round) {
    const auto solved = SolveCold(street, {kCoolingW}, {.consumers = ConsumerMode::kMassFlow});
    ASSERT_TRUE(solved.ok()) << solved.status();
    steady = *solved;
    valve = SolveCoolingValve(MakeRoomCooling(steady.consumer_supply_degc[0]));
    ASSERT_FALSE(valve.is_saturated);
    house.mass_flow_kg_s = valve.flow_kg_s;
  }
  EXPECT_GT(valve.flow_kg_s, kCoolingW / (kHeatJPerKgK * 8.0));  // water arrives above 6 °C
  EXPECT_NEAR(steady.consumer_return_degc[0], valve.return_degc, 1e-8);
  EXPECT_NEAR(valve.heat_w, kCoolingW, 1e-6);

  const auto transient = TransientHeat::Make(street, {});
  ASSERT_TRUE(transient.ok()) << transient.status();
  const auto workspace = transient->MakeWorkspace();
  auto state = transient->MakeState({12.0, 12.0}, {12.0, 12.0});
  TransientHeatInputs inputs{.step_s = 120.0,
                             .flow_kg_s = steady.hydraulics.flow_kg_s,
                             .ground_degc = {kGroundDegC, kGroundDegC},
                             .producer_supply_degc = {kSupplyDegC},
                             .consumers = {{.flow_kg_s = steady.consumer_flow_kg_s[0]}}};
  const auto rooms = [&](double /*step_s*/, const std::vector<double>& supply_degc,
                         std::vector<double>& return_degc) {
    const ValveProblem problem = MakeRoomCooling(supply_degc[0]);
    // The flow is given; rooms' water gives off what the exchanger takes at it.
    const double secondary_kg_s = kCoolingW / (kHeatJPerKgK * 8.0);
    const models::ExchangedHeat heat =
        models::CalcExchangedHeat(problem.exchanger, {.primary_kg_s = inputs.consumers[0].flow_kg_s,
                                                      .secondary_kg_s = secondary_kg_s,
                                                      .primary_in_degc = supply_degc[0],
                                                      .secondary_in_degc = 18.0});
    return_degc[0] = supply_degc[0] - heat.heat_w / (kHeatJPerKgK * inputs.consumers[0].flow_kg_s);
  };
  TransientHeatResult result;
  double moved_j = 0.0, left_j = 0.0;
  for (int step = 0; step < 200; ++step) {
    const absl::Status status = transient->Advance(inputs, rooms, state, *workspace, result);
    ASSERT_TRUE(status.ok()) << status;
    moved_j += 120.0 * std::abs(result.fed_w);
    left_j += 120.0 * (result.fed_w - result.taken_w - result.lost_w - result.stored_w);
  }
  EXPECT_LT(std::abs(left_j), 1e-9 * moved_j);
  EXPECT_NEAR(result.consumer_supply_degc[0], steady.consumer_supply_degc[0], 1e-6);
  EXPECT_NEAR(-result.consumer_heat_w[0], kCoolingW, 1.0);
  EXPECT_NEAR(result.producer_heat_w[0], steady.producer_heat_w[0], 1.0);
}

// One machine between a cold and a warm network, the sea before it and boiler behind: every watt
// that leaves a room ends in the sea, the ground or a house.
TEST(CoolingNetworkTest, OneMachineServesBothNetworksAndTheSeaHelpsWhenItIsCold) {
  const models::HeatNetwork cold = MakeColdStreet();
  const auto cold_solution = SolveCold(cold, {kCoolingW});
  ASSERT_TRUE(cold_solution.ok()) << cold_solution.status();
  const double cooling_need_w = -cold_solution->producer_heat_w[0];
  const double cold_back_degc = cold_solution->producer_return_degc[0];

  models::HeatNetwork warm = tests::MakeOneStreet({.heat_w = 900e3, .loss_w_per_m_k = 0.3});
  warm.producers[HeatProducerIndex(0)].supply_degc = 70.0;
  warm.consumers[HeatConsumerIndex(0)].return_degc = 45.0;
  // The machine feeds in at the boiler's place, what it is told to.
  warm.producers.Add({.id = "machine",
                      .back = warm.producers[HeatProducerIndex(0)].back,
                      .supply = warm.producers[HeatProducerIndex(0)].supply,
                      .lift_bar = std::nullopt,
                      .mass_flow_kg_s = 0.0,
                      .supply_degc = 70.0});
  const auto warm_solution = SolveSteadyHeat(warm, kOptions);
  ASSERT_TRUE(warm_solution.ok()) << warm_solution.status();
  const double heat_need_w = warm_solution->producer_heat_w[0];
  const double warm_back_degc = warm_solution->producer_return_degc[0];

  for (const auto& [sea_degc, share] :
       {std::pair{3.0, 1.0}, {8.0, (cold_back_degc - 9.0) / (cold_back_degc - 6.0)}, {15.0, 0.0}}) {
    const double free_share = models::CalcFreeCoolingShare({.source_degc = sea_degc,
                                                            .approach_k = 1.0,
                                                            .return_degc = cold_back_degc,
                                                            .supply_degc = kSupplyDegC});
    EXPECT_NEAR(free_share, share, 1e-12) << sea_degc;
    const double free_w = free_share * cooling_need_w;
    // In series: the sea cools the return to 1 K above itself, the machine the rest of the way.
    const double between_degc = cold_back_degc - free_share * (cold_back_degc - kSupplyDegC);
    if (share > 0.0 && share < 1.0) {
      EXPECT_NEAR(between_degc, sea_degc + 1.0, 1e-12);
    }
    models::HeatAndCold run;
    if (free_share < 1.0) {
      const double cop_ratio = 0.5 * models::CalcLorenzCopRatio({.source_in_degc = between_degc,
                                                                 .source_out_degc = kSupplyDegC,
                                                                 .sink_in_degc = warm_back_degc,
                                                                 .sink_out_degc = 70.0});
      run = models::CalcBalancedRun(cop_ratio, 1e-6 * heat_need_w, 1e-6 * (cooling_need_w - free_w),
                                    5.0);
      EXPECT_GT(cop_ratio, 2.0);
      EXPECT_LT(cop_ratio, 5.0);
    }
    // The smaller need is met in full; cold here.
    EXPECT_NEAR(1e6 * run.cooling_mw + free_w, cooling_need_w, 1e-9 * cooling_need_w);
    EXPECT_LE(1e6 * run.heat_mw, heat_need_w);

    // With the machine's water fed in, the boiler gives what is left of the heat.
    warm.producers[HeatProducerIndex(1)].mass_flow_kg_s =
        1e6 * run.heat_mw / (kHeatJPerKgK * (70.0 - warm_back_degc));
    const auto both = SolveSteadyHeat(warm, kOptions);
    ASSERT_TRUE(both.ok()) << both.status();
    EXPECT_NEAR(both->producer_heat_w[1], 1e6 * run.heat_mw, 1e-9 * heat_need_w);
    EXPECT_NEAR(both->producer_heat_w[0] + both->producer_heat_w[1], heat_need_w,
                1e-9 * heat_need_w);

    // In: rooms, electricity, boiler. Out: the sea, the ground of both networks, the warm house.
    double left_w =
        kCoolingW + 1e6 * run.electricity_mw + both->producer_heat_w[0] - free_w - 900e3;
    for (const double loss_w : cold_solution->pipe_loss_w) left_w -= loss_w;
    for (const double loss_w : both->pipe_loss_w) left_w -= loss_w;
    EXPECT_LT(std::abs(left_w), 1e-9 * heat_need_w) << sea_degc;
    if (sea_degc == 3.0) {
      EXPECT_EQ(run.electricity_mw, 0.0);
    }
  }
}

}  // namespace
}  // namespace solvers::heat

#include "solvers/heat/network_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "models/base/errors.h"
#include "solvers/heat/steady_heat.h"
#include "tests/support/heated_town.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNetwork;
using models::HeatPipeIndex;
using models::HeatProducerIndex;
using tests::RunningTown;

constexpr double kHeatCapacity = 4190.0;

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double MeanRoomDegC(const RunningTown& town) {
  return Sum(town.result.room_degc) / static_cast<double>(town.result.room_degc.size());
}

// --- balances ----------------------------------------------------------------------------------

TEST(NetworkRunTest, EnergyClosesInEveryStepOfADayWithACut) {
  RunningTown town(tests::MakeTownNetwork());
  double made_j = 0.0, taken_j = 0.0, lost_j = 0.0, stored_j = 0.0, space_j = 0.0;
  const double stored_before_j = town.state.pipes.stored_j;
  for (int step = 0; step < 1440; ++step) {
    const double time_h = step / 60.0;
    town.inputs.outdoor_degc = -12.0 + 6.0 * std::sin(0.2618 * time_h);
    town.inputs.plants[0].heat_share = step >= 600 && step < 720 ? 0.0 : 1.0;
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_EQ(town.result.failure, "");
    const NetworkRunEnergy& energy = town.result.energy;
    ASSERT_LT(energy.left_ratio, 1e-9) << step;
    ASSERT_LT(energy.rooms_left_w, 1e-3) << step;  // of some 100 kW
    // Both sides of a substation, and what rooms get.
    ASSERT_NEAR(energy.space_w, energy.taken_w, 1e-9 * std::abs(energy.taken_w) + 1e-6);
    made_j += 60.0 * energy.made_w;
    taken_j += 60.0 * energy.taken_w;
    lost_j += 60.0 * energy.lost_w;
    stored_j += 60.0 * energy.stored_w;
    space_j += 60.0 * energy.space_w;
  }
  EXPECT_LT(std::abs(made_j - taken_j - lost_j - stored_j), 1e-9 * made_j);
  EXPECT_NEAR(space_j, taken_j, 1e-9 * taken_j);
  // What is stored is what the pipes hold now more than before, less what plants owe.
  EXPECT_NEAR(stored_j,
              town.state.pipes.stored_j - stored_before_j - town.state.plants[0].borrowed_j,
              1e-9 * made_j);
}

TEST(NetworkRunTest, WaterAndHeatOfPlantsAndConsumersFitTogether) {
  RunningTown town(tests::MakeTownNetwork());
  ASSERT_TRUE(town.Steps(240).ok());
  const double drawn_kg_s = Sum(town.result.consumer_flow_kg_s);
  EXPECT_NEAR(town.result.heat.producer_flow_kg_s[0], drawn_kg_s, 1e-7);
  EXPECT_NEAR(town.result.plant_heat_w[0],
              kHeatCapacity * drawn_kg_s *
                  (town.result.plant_supply_degc[0] - town.result.heat.producer_return_degc[0]),
              1e-6 * town.result.plant_heat_w[0]);
  EXPECT_NEAR(town.result.plant_electricity_w[0], town.result.plant_heat_w[0] / 0.98, 1e-6);
  for (std::size_t row = 0; row < town.network.consumers.size(); ++row)
    EXPECT_NEAR(town.result.space_w[row],
                kHeatCapacity * town.result.consumer_flow_kg_s[row] *
                    (town.result.heat.consumer_supply_degc[row] -
                     town.result.heat.consumer_return_degc[row]),
                1e-6 * town.result.space_w[row]);
}

// --- rest --------------------------------------------------------------------------------------

TEST(NetworkRunTest, AtRestItIsTheSteadySolution) {
  RunningTown town(tests::MakeTownNetwork(), [](NetworkRunParams& params) {
    params.valve_dead_share = 0.0;
    params.heat.merge_tolerance_k = 1e-6;
  });
  ASSERT_TRUE(town.Steps(6000).ok());
  SteadyHeatInputs given = MakeSteadyHeatInputs(town.network);
  given.consumer_heat_w = town.result.heat.consumer_heat_w;
  given.consumer_flow_kg_s = town.result.consumer_flow_kg_s;
  given.producer_supply_degc = town.result.plant_supply_degc;
  const SteadyHeat steady = *SteadyHeat::Make(town.network);
  const auto workspace = steady.MakeWorkspace({});
  SteadyHeatSolution rest;
  ASSERT_TRUE(steady.Solve(given, false, *workspace, rest).ok());
  for (std::size_t node = 0; node < town.network.nodes.size(); ++node) {
    // Temperatures still move by millikelvins where water stands in loops for days.
    EXPECT_NEAR(town.result.heat.node_degc[node], rest.node_degc[node], 0.02) << node;
    EXPECT_NEAR(town.result.pressure_bar[node], rest.hydraulics.pressure_bar[node], 1e-6) << node;
  }
  EXPECT_NEAR(town.result.plant_heat_w[0], rest.producer_heat_w[0], 1e-5 * rest.producer_heat_w[0]);
  // Thermostats rest below the set point by what they give over their slope.
  for (std::size_t row = 0; row < town.network.consumers.size(); ++row) {
    const models::BuildingParams& building = town.run->params().buildings[row].building;
    EXPECT_NEAR(town.result.room_degc[row],
                building.set_point_degc - town.result.space_w[row] / building.controller_w_per_k,
                1e-6);
    EXPECT_NEAR(town.result.missing_w[row], 0.0, 1e-3 * town.result.space_w[row]);
  }
}

TEST(NetworkRunTest, ColderWeatherTakesMoreHeatAndWarmerWater) {
  double heat_w = 0.0, supply_degc = 0.0, room_degc = 30.0;
  for (const double outdoor_degc : {8.0, 2.0, -4.0, -10.0, -16.0, -20.0}) {
    RunningTown town(tests::MakeTownNetwork());
    town.inputs.outdoor_degc = outdoor_degc;
    town.state = town.run->MakeState(outdoor_degc, 40.0);
    ASSERT_TRUE(town.Steps(600).ok());
    EXPECT_GT(town.result.energy.made_w, heat_w) << outdoor_degc;
    EXPECT_GT(town.result.plant_supply_degc[0], supply_degc) << outdoor_degc;
    EXPECT_LT(MeanRoomDegC(town), room_degc) << outdoor_degc;
    heat_w = town.result.energy.made_w;
    supply_degc = town.result.plant_supply_degc[0];
    room_degc = MeanRoomDegC(town);
  }
  EXPECT_NEAR(heat_w, 9e6, 0.15 * 9e6);  // what the network was made for, and its losses
}

// --- given consumers ---------------------------------------------------------------------------

// The same town, whose consumers ask for a share of their heat and send water back at 50 °C.
RunningTown GivenTown() {
  return RunningTown(tests::MakeTownNetwork(), [](NetworkRunParams& params) {
    params.given_consumers.assign(params.buildings.size(),
                                  {.return_degc = 50.0, .flow_max_kg_s = 5.0});
    params.buildings.clear();
  });
}

void Ask(RunningTown& town, double share) {
  town.inputs.consumer_heat_w.clear();
  for (const auto& consumer : town.network.consumers)
    town.inputs.consumer_heat_w.push_back(share * consumer.heat_w);
}

TEST(NetworkRunTest, GivenConsumersTakeWhatTheyAskForAndEnergyCloses) {
  RunningTown town = GivenTown();
  for (int step = 0; step < 720; ++step) {
    Ask(town, step < 240 ? 0.5 : 0.7);
    town.inputs.target_degc = step < 480 ? 88.0 : 84.0;
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_EQ(town.result.failure, "");
    ASSERT_LT(town.result.energy.left_ratio, 1e-9) << step;
    ASSERT_EQ(town.result.target_degc, *town.inputs.target_degc);
    for (std::size_t row = 0; row < town.network.consumers.size(); ++row)
      ASSERT_NEAR(town.result.space_w[row] + town.result.missing_w[row],
                  town.inputs.consumer_heat_w[row], 1e-6);
  }
  EXPECT_NEAR(town.result.energy.taken_w, 0.7 * 9e6, 1e-3 * 9e6);
  EXPECT_TRUE(town.result.room_degc.empty());
}

TEST(NetworkRunTest, GivenConsumersAtRestAreTheSteadySolutionFromWhichTheyAlsoBegin) {
  RunningTown town = GivenTown();
  Ask(town, 0.6);
  town.inputs.target_degc = 88.0;
  SteadyHeatInputs given = MakeSteadyHeatInputs(town.network);
  given.consumer_heat_w = town.inputs.consumer_heat_w;
  given.consumer_return_degc.assign(town.network.consumers.size(), 50.0);
  given.producer_supply_degc.assign(town.network.producers.size(), 88.0);
  const SteadyHeat steady = *SteadyHeat::Make(town.network);
  SteadyHeatOptions options;
  options.consumers = ConsumerMode::kReturnTemperature;
  const auto workspace = steady.MakeWorkspace(options);
  SteadyHeatSolution rest;
  ASSERT_TRUE(steady.Solve(given, false, *workspace, rest).ok());
  const auto expect_rest = [&](double tolerance_k) {
    for (std::size_t node = 0; node < town.network.nodes.size(); ++node)
      EXPECT_NEAR(town.result.heat.node_degc[node], rest.node_degc[node], tolerance_k) << node;
  };
  town.state = town.run->MakeState(rest);
  ASSERT_TRUE(town.Steps(1).ok());
  expect_rest(0.05);
  town.state = town.run->MakeState(-10.0, 40.0);
  ASSERT_TRUE(town.Steps(4320).ok());
  expect_rest(0.05);
}

TEST(NetworkRunTest, WrongGivenConsumersAreNamed) {
  models::HeatNetwork network = tests::MakeTownNetwork();
  NetworkRunParams params = tests::MakeTownParams(network);
  params.given_consumers.assign(3, {});
  EXPECT_EQ(NetworkRun::Make(network, params).status().code(), absl::StatusCode::kInvalidArgument)
      << "beside buildings";
  params.buildings.clear();
  EXPECT_EQ(NetworkRun::Make(network, params).status().code(), absl::StatusCode::kInvalidArgument)
      << "too few";
  RunningTown town = GivenTown();
  EXPECT_EQ(town.Steps(1).code(), absl::StatusCode::kInvalidArgument) << "no heat is given";
}

// --- plants ------------------------------------------------------------------------------------

TEST(NetworkRunTest, APlantGivesNoMoreThanItHasAndTheWaterIsColder) {
  RunningTown town(tests::MakeTownNetwork(),
                   [](NetworkRunParams& params) { params.plants[0].heat_max_w = 5e6; });
  for (int step = 0; step < 600; ++step) {
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_LE(town.result.plant_heat_w[0], 5e6);
  }
  EXPECT_NEAR(town.result.plant_heat_w[0], 5e6, 1e-3);
  EXPECT_LT(town.result.plant_supply_degc[0], town.result.target_degc - 5.0);
  EXPECT_LT(MeanRoomDegC(town), 20.0);
  // What was borrowed is a lag of one step: kilograms of water, kelvins of change.
  EXPECT_LT(std::abs(town.state.plants[0].borrowed_j), 60.0 * 0.02 * 5e6);
}

TEST(NetworkRunTest, AHolderWithoutHeatStillCirculates) {
  RunningTown town(tests::MakeTownNetwork());
  ASSERT_TRUE(town.Steps(120).ok());
  const double before_kg_s = town.result.heat.producer_flow_kg_s[0];
  town.inputs.plants[0].heat_share = 0.0;
  ASSERT_TRUE(town.Steps(30).ok());
  EXPECT_EQ(town.result.plant_heat_w[0], 0.0);
  EXPECT_EQ(town.result.plant_electricity_w[0], 0.0);
  EXPECT_GE(town.result.heat.producer_flow_kg_s[0], before_kg_s);
  EXPECT_NEAR(town.result.plant_supply_degc[0], town.result.heat.producer_return_degc[0], 0.5);
}

TEST(NetworkRunTest, WithoutPumpsWaterStandsAndCools) {
  RunningTown town(tests::MakeTownNetwork());
  ASSERT_TRUE(town.Steps(120).ok());
  const double room_degc = MeanRoomDegC(town), node_degc = Sum(town.result.heat.node_degc);
  town.inputs.plants[0] = {.heat_share = 0.0, .has_pump = false};
  ASSERT_TRUE(town.Steps(180).ok());
  EXPECT_EQ(town.result.failure, "");
  EXPECT_EQ(Sum(town.result.consumer_flow_kg_s), 0.0);
  EXPECT_EQ(town.result.energy.taken_w, 0.0);
  EXPECT_LT(town.result.energy.left_ratio, 1e-9);
  EXPECT_NEAR(-town.result.energy.stored_w, town.result.energy.lost_w, 1e-3);
  EXPECT_LT(Sum(town.result.heat.node_degc), node_degc - 1.0);
  EXPECT_LT(MeanRoomDegC(town), room_degc - 0.5);
  // The pressure holder's rest pressure, that of water at rest elsewhere, above the air there.
  const auto& holder = town.network.producers[HeatProducerIndex(0)];
  const double rest_bar = *holder.pressure_bar - *holder.lift_bar;
  for (std::size_t node = 0; node < town.network.nodes.size(); ++node) {
    const double lower_m = town.network.nodes[holder.back].height_m -
                           town.network.nodes[models::HeatNodeIndex(node)].height_m;
    EXPECT_NEAR(town.result.pressure_bar[node], rest_bar + (968.0 - 1.225) * 9.81 * lower_m / 1e5,
                3e-5);
  }
  town.inputs.plants[0] = {};
  ASSERT_TRUE(town.Steps(900).ok());
  EXPECT_NEAR(MeanRoomDegC(town), room_degc, 0.1);
}

TEST(NetworkRunTest, AnotherPlantTakesOverPressureAndHeat) {
  RunningTown town(tests::MakeTownNetwork(/*producers=*/2));
  town.inputs.outdoor_degc = 10.0;
  ASSERT_TRUE(town.Steps(900).ok());
  const double heat_w = town.result.energy.made_w;
  EXPECT_GT(town.result.plant_heat_w[0], 0.2 * heat_w);
  EXPECT_GT(town.result.plant_heat_w[1], 0.2 * heat_w);
  town.inputs.plants[0].heat_share = 0.0;
  ASSERT_TRUE(town.Steps(900).ok());
  EXPECT_EQ(town.result.failure, "");
  EXPECT_EQ(town.result.plant_heat_w[0], 0.0);
  EXPECT_NEAR(town.result.heat.producer_flow_kg_s[0], 0.0, 1e-7);
  EXPECT_GT(town.result.plant_heat_w[1], 0.9 * heat_w);
  EXPECT_LT(town.result.energy.left_ratio, 1e-9);
}

// --- pressure ----------------------------------------------------------------------------------

/// Ten houses of 300 kW along a street of 3 km, pumps of this lift.
HeatNetwork MakeLongStreet(double lift_bar) {
  HeatNetwork network;
  models::HeatPipeParams pipe{.length_m = 300.0,
                              .inner_diameter_m = 0.1603,
                              .outer_diameter_m = 0.1683,
                              .roughness_m = 0.1e-3,
                              .loss_w_per_m_k = 0.2,
                              .ground_degc = 5.0};
  for (int k = 0; k <= 10; ++k) {
    network.nodes.Add({.id = "s" + std::to_string(k)});
    network.nodes.Add({.id = "r" + std::to_string(k), .side = models::HeatSide::kReturn});
  }
  for (std::size_t k = 0; k < 10; ++k) {
    pipe.id = "supply" + std::to_string(k);
    pipe.from = models::HeatNodeIndex(2 * k);
    pipe.to = models::HeatNodeIndex(2 * k + 2);
    network.pipes.Add(pipe);
    pipe.id = "return" + std::to_string(k);
    pipe.from = models::HeatNodeIndex(2 * k + 3);
    pipe.to = models::HeatNodeIndex(2 * k + 1);
    network.pipes.Add(pipe);
    network.consumers.Add({.id = "house" + std::to_string(k),
                           .supply = models::HeatNodeIndex(2 * k + 2),
                           .back = models::HeatNodeIndex(2 * k + 3),
                           .heat_w = 300e3});
  }
  network.producers.Add({.id = "plant",
                         .back = models::HeatNodeIndex(1),
                         .supply = models::HeatNodeIndex(0),
                         .pressure_bar = 4.0 + lift_bar,
                         .lift_bar = lift_bar});
  return network;
}

RunningTown MakeColdStreet(double lift_bar) {
  RunningTown town(MakeLongStreet(lift_bar), [](NetworkRunParams& params) {
    for (auto& building : params.buildings)
      building = models::MakeHeatedBuilding(
          models::MakeBuildingOfHeat(models::BuildingKind::kApartmentBlock,
                                     models::BuildingStandard::k1970To1986, 300e3),
          {.primary_supply_degc = 92.0});
  });
  town.inputs.outdoor_degc = -20.0;
  town.state = town.run->MakeState(-20.0, 43.0);
  return town;
}

TEST(NetworkRunTest, WhoIsShortOfPressureHasColderRooms) {
  RunningTown strong = MakeColdStreet(6.0), weak = MakeColdStreet(0.6);
  ASSERT_TRUE(strong.Steps(600).ok());
  ASSERT_TRUE(weak.Steps(600).ok());
  EXPECT_EQ(strong.result.short_consumers, 0);
  EXPECT_GT(weak.result.short_consumers, 2);
  EXPECT_LT(weak.result.short_consumers, 10);
  double before_kg_s = 1e9;
  for (std::size_t row = 0; row < 10; ++row) {
    const auto& consumer = weak.network.consumers[HeatConsumerIndex(row)];
    const double differential_bar = weak.result.pressure_bar[consumer.supply.value()] -
                                    weak.result.pressure_bar[consumer.back.value()];
    EXPECT_GT(differential_bar, 0.0);
    EXPECT_NEAR(strong.result.room_degc[row], 20.5, 0.1);
    if (!weak.state.flows.is_short[row]) continue;
    // The law of its open valve, to a share of its largest flow.
    const auto& substation = weak.run->params().buildings[row].substation;
    const double passing_kg_s =
        substation.space_flow_max_kg_s * std::sqrt(std::min(1.0, differential_bar / 0.6));
    EXPECT_NEAR(weak.result.consumer_flow_kg_s[row], passing_kg_s,
                1e-3 * substation.space_flow_max_kg_s);
    EXPECT_LE(weak.result.consumer_flow_kg_s[row], before_kg_s);
    before_kg_s = weak.result.consumer_flow_kg_s[row];
  }
  EXPECT_LT(weak.result.room_degc[9], strong.result.room_degc[9] - 0.5);
  EXPECT_NEAR(weak.result.room_degc[0], strong.result.room_degc[0], 0.02);
  EXPECT_GT(weak.result.missing_w[9], 10e3);
  const auto kind = static_cast<std::size_t>(HeatLimitKind::kDifferentialPressure);
  EXPECT_EQ(weak.result.alarms[kind].worst.row, 9u);
  EXPECT_GE(weak.result.alarms[kind].broken, weak.result.short_consumers);
  EXPECT_EQ(strong.result.alarms[kind].broken, 0);
}

TEST(NetworkRunTest, PumpsFarTooWeakLeaveNobodyWithNegativeWater) {
  RunningTown town = MakeColdStreet(0.05);
  for (int step = 0; step < 300; ++step) {
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_EQ(town.result.failure, "");
    ASSERT_LT(town.result.energy.left_ratio, 1e-9);
    for (const double flow_kg_s : town.result.consumer_flow_kg_s) ASSERT_GE(flow_kg_s, 0.0);
    for (const double heat_w : town.result.space_w) ASSERT_GE(heat_w, 0.0);
  }
  EXPECT_EQ(town.result.short_consumers, 10);
}

// --- reversal, branches, failures --------------------------------------------------------------

TEST(NetworkRunTest, PipesDrawnTheOtherWayGiveTheSame) {
  RunningTown town(tests::MakeTownNetwork());
  HeatNetwork turned_network = town.network;
  for (std::size_t row = 0; row < turned_network.pipes.size(); row += 3) {
    auto& pipe = turned_network.pipes[HeatPipeIndex(row)];
    std::swap(pipe.from, pipe.to);
  }
  RunningTown turned(turned_network);
  for (RunningTown* one : {&town, &turned}) {
    ASSERT_TRUE(one->Steps(200).ok());
    one->inputs.plants[0].heat_share = 0.0;
    ASSERT_TRUE(one->Steps(60).ok());
  }
  for (std::size_t row = 0; row < town.network.consumers.size(); ++row) {
    EXPECT_NEAR(turned.result.room_degc[row], town.result.room_degc[row], 1e-7);
    EXPECT_NEAR(turned.result.heat.consumer_supply_degc[row],
                town.result.heat.consumer_supply_degc[row], 1e-6);
  }
}

// When one of two plants goes out, water turns round in the pipes between them.
TEST(NetworkRunTest, WaterTurnsRoundWhenThePlantOnTheOtherSideTakesOver) {
  RunningTown town(tests::MakeTownNetwork(/*producers=*/2));
  ASSERT_TRUE(town.Steps(200).ok());
  const std::vector<double> before_kg_s = town.state.flows.hydraulics.flow_kg_s;
  town.inputs.plants[1] = {.heat_share = 0.0, .has_pump = false};
  for (int step = 0; step < 400; ++step) {
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_EQ(town.result.failure, "");
    ASSERT_LT(town.result.energy.left_ratio, 1e-9);
  }
  int turned = 0;
  for (std::size_t pipe = 0; pipe < town.network.pipes.size(); ++pipe)
    turned += before_kg_s[pipe] * town.state.flows.hydraulics.flow_kg_s[pipe] < -1e-3;
  EXPECT_GT(turned, 5);
}

// The plant that holds the pressure stands still for an hour: its vessel holds on, the plant that
// has a lift alone serves the street, and heat closes before, in between and after.
TEST(NetworkRunTest, ALiftAloneGoesOnWhenTheHolderIsOut) {
  models::HeatNetwork network = MakeLongStreet(5.0);
  const auto& last = network.consumers[HeatConsumerIndex(network.consumers.size() - 1)];
  network.producers.Add({.id = "far", .back = last.back, .supply = last.supply, .lift_bar = 5.0});
  ASSERT_TRUE(models::Validate(network).ok()) << models::Validate(network);
  RunningTown town(network);
  for (int step = 0; step < 180; ++step) {
    const bool is_out = step >= 60 && step < 120;
    town.inputs.plants[0] = {.heat_share = is_out ? 0.0 : 1.0, .has_pump = !is_out};
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_EQ(town.result.failure, "") << step;
    ASSERT_LT(town.result.energy.left_ratio, 1e-9) << step;
    const auto& flow_kg_s = town.result.heat.producer_flow_kg_s;
    ASSERT_NEAR(Sum(flow_kg_s), Sum(town.result.consumer_flow_kg_s), 1e-7) << step;
    if (is_out) {
      ASSERT_EQ(flow_kg_s[0], 0.0) << step;
      ASSERT_GT(flow_kg_s[1], 0.0) << step;
      ASSERT_NEAR(town.result.pressure_bar[1], 4.0, 1e-9) << step;
    }
  }
}

void ExpectSameBits(const NetworkRunState& a, const NetworkRunState& b) {
  EXPECT_EQ(a.time_s, b.time_s);
  EXPECT_EQ(a.buildings, b.buildings);
  EXPECT_EQ(a.arriving_degc, b.arriving_degc);
  EXPECT_EQ(a.pipes.stored_j, b.pipes.stored_j);
  EXPECT_EQ(a.flows.consumer_flow_kg_s, b.flows.consumer_flow_kg_s);
  EXPECT_EQ(a.flows.hydraulics.flow_kg_s, b.flows.hydraulics.flow_kg_s);
  EXPECT_EQ(a.flows.hydraulics.pressure_bar, b.flows.hydraulics.pressure_bar);
  EXPECT_EQ(a.plants[0].borrowed_j, b.plants[0].borrowed_j);
}

TEST(NetworkRunTest, BranchesByCopyGoTheSameWayBitForBit) {
  RunningTown town(tests::MakeTownNetwork());
  ASSERT_TRUE(town.Steps(130).ok());
  NetworkRunState branch = town.state, other = town.state;
  const auto fresh = town.run->MakeWorkspace();
  NetworkRunResult result;
  NetworkRunInputs cut = town.inputs;
  cut.plants[0].heat_share = 0.0;
  // The other branch is cut in between, in the same workspace.
  for (int step = 0; step < 90; ++step) {
    town.inputs.outdoor_degc = -10.0 - 0.05 * step;
    ASSERT_TRUE(town.Steps(1).ok());
    ASSERT_TRUE(town.run->Advance(cut, other, *town.workspace, result).ok());
    ASSERT_TRUE(town.run->Advance(town.inputs, branch, *fresh, result).ok());
  }
  ExpectSameBits(town.state, branch);
  EXPECT_LT(other.arriving_degc[0], town.state.arriving_degc[0] - 1.0);
}

TEST(NetworkRunTest, WhatCannotBeSolvedKeepsTheLastGoodFlows) {
  RunningTown town(tests::MakeTownNetwork());
  ASSERT_TRUE(town.Steps(60).ok());
  NetworkRunParams hasty = town.run->params();
  hasty.hydraulics.max_iterations = hasty.hydraulics.max_fall_back_iterations = 0;
  const NetworkRun failing = *NetworkRun::Make(town.network, hasty);
  const auto workspace = failing.MakeWorkspace();
  // Without any flows yet all stays as it was, and time goes on.
  NetworkRunState first = failing.MakeState(-10.0, 45.0);
  const NetworkRunState before = first;
  NetworkRunResult result;
  ASSERT_TRUE(failing.Advance(town.inputs, first, *workspace, result).ok());
  EXPECT_TRUE(result.is_stale);
  EXPECT_NE(result.failure.find("converge"), std::string::npos) << result.failure;
  EXPECT_EQ(first.time_s, 60.0);
  EXPECT_EQ(first.buildings, before.buildings);
  EXPECT_EQ(first.pipes.stored_j, before.pipes.stored_j);
  // With flows of before, temperatures and rooms go on.
  NetworkRunState state = town.state;
  town.inputs.outdoor_degc = -20.0;
  ASSERT_TRUE(failing.Advance(town.inputs, state, *workspace, result).ok());
  EXPECT_FALSE(result.is_stale);
  EXPECT_NE(result.failure, "");
  EXPECT_EQ(state.flows.hydraulics.flow_kg_s, town.state.flows.hydraulics.flow_kg_s);
  EXPECT_NE(state.buildings, town.state.buildings);
  EXPECT_LT(result.energy.left_ratio, 1e-9);
  // And it is tried again.
  ASSERT_TRUE(town.run->Advance(town.inputs, state, *town.workspace, result).ok());
  EXPECT_EQ(result.failure, "");
  EXPECT_TRUE(result.is_solved_anew);
}

TEST(NetworkRunTest, ConsumersBehindAClosedPipeGetNothingAndOthersGoOn) {
  HeatNetwork network = MakeLongStreet(6.0);
  network.pipes[HeatPipeIndex(14)].is_open = false;  // supply of the eighth house
  RunningTown town(network);
  ASSERT_TRUE(town.Steps(300).ok());
  EXPECT_EQ(town.result.failure, "");
  EXPECT_EQ(town.result.short_consumers, 3);
  for (std::size_t row = 0; row < 10; ++row) {
    if (row < 7) {
      EXPECT_GT(town.result.space_w[row], 100e3) << row;
    } else {
      EXPECT_EQ(town.result.space_w[row], 0.0) << row;
      EXPECT_LT(town.result.room_degc[row], town.result.room_degc[0] - 1.0) << row;
    }
  }
}

// A pump that lifts the supply half-way: pressure is higher behind it, heat and energy as before.
TEST(NetworkRunTest, ABoosterPumpCarriesWaterAndHeat) {
  HeatNetwork network = MakeLongStreet(1.2);
  RunningTown plain(network);
  // The sixth supply pipe ends at a new node; the pump goes on from there.
  auto& pipe = network.pipes[HeatPipeIndex(10)];
  const models::HeatNodeIndex behind = pipe.to;
  pipe.to = network.nodes.Add({.id = "before the pump"});
  network.pumps.Add({.id = "booster",
                     .from = pipe.to,
                     .to = behind,
                     .curve = models::PumpCurve{.shut_off_pa = 1e5, .coefficient = 10.0}});
  RunningTown boosted(network);
  for (RunningTown* town : {&plain, &boosted}) {
    ASSERT_TRUE(town->Steps(600).ok());
    ASSERT_EQ(town->result.failure, "");
    EXPECT_LT(town->result.energy.left_ratio, 1e-9);
  }
  const auto& end = network.consumers[HeatConsumerIndex(9)];
  EXPECT_GT(boosted.result.pressure_bar[end.supply.value()],
            plain.result.pressure_bar[end.supply.value()] + 0.9);
  EXPECT_NEAR(boosted.result.room_degc[9], plain.result.room_degc[9], 0.01);
  EXPECT_NEAR(boosted.result.energy.made_w, plain.result.energy.made_w,
              1e-3 * plain.result.energy.made_w);
}

TEST(NetworkRunTest, ErrorsNameEveryFieldAndLeaveTheState) {
  const HeatNetwork network = MakeLongStreet(6.0);
  NetworkRunParams wrong = tests::MakeTownParams(network);
  wrong.step_s = 0.0;
  wrong.supply_curve.points.clear();
  wrong.buildings[3].building.mass_w_per_k = 0.0;
  wrong.plants.clear();
  const auto violations =
      models::errors::FieldViolationsOf(NetworkRun::Make(network, wrong).status());
  ASSERT_EQ(violations.size(), 4u);
  EXPECT_EQ(violations[0].field, "step_s");
  EXPECT_EQ(violations[1].field, "supply_curve.points");
  EXPECT_EQ(violations[2].field, "buildings[3].building.mass_w_per_k");
  EXPECT_EQ(violations[3].field, "plants");

  RunningTown town(network);
  const NetworkRunState before = town.state;
  town.inputs.outdoor_degc = std::nan("");
  town.inputs.plants[0].heat_share = 1.5;
  const absl::Status status = town.Steps(1);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(models::errors::FieldViolationsOf(status).size(), 2u);
  EXPECT_EQ(town.state.time_s, before.time_s);
  EXPECT_EQ(town.state.buildings, before.buildings);
}

// --- hot water ---------------------------------------------------------------------------------

TEST(NetworkRunTest, HotWaterIsDrawnBesideTheRooms) {
  RunningTown town(MakeLongStreet(6.0), [](NetworkRunParams& params) {
    for (auto& building : params.buildings)
      building = models::MakeHeatedBuilding(
          building.building, {.primary_supply_degc = 92.0,
                              .hot_water_peak_w = 4.0 * building.building.hot_water_mean_w});
  });
  ASSERT_TRUE(town.Steps(200).ok());
  const double dry_w = town.result.energy.taken_w;
  town.inputs.hot_water_ratio = 1.0;
  ASSERT_TRUE(town.Steps(300).ok());
  double hot_water_w = 0.0;
  for (const auto& building : town.run->params().buildings)
    hot_water_w += building.building.hot_water_mean_w;
  EXPECT_NEAR(town.result.energy.taken_w - town.result.energy.space_w, hot_water_w,
              1e-3 * hot_water_w);
  EXPECT_NEAR(town.result.energy.taken_w, dry_w + hot_water_w, 0.01 * dry_w);
  EXPECT_LT(town.result.energy.left_ratio, 1e-9);
}

}  // namespace
}  // namespace solvers::heat

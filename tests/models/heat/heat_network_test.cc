#include "models/heat/heat_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/errors.h"

namespace models {
namespace {

HeatNetwork MakeNetwork() {
  HeatNetwork network;
  network.nodes = {{.id = "a"},
                   {.id = "b"},
                   {.id = "c", .side = HeatSide::kReturn},
                   {.id = "d", .side = HeatSide::kReturn}};
  HeatPipeParams pipe{.id = "ab",
                      .from = HeatNodeIndex(0),
                      .to = HeatNodeIndex(1),
                      .length_m = 100.0,
                      .inner_diameter_m = 0.1};
  network.pipes.Add(pipe);
  pipe.from = HeatNodeIndex(3);
  pipe.to = HeatNodeIndex(2);
  network.pipes.Add(pipe);
  network.consumers.Add({.id = "k", .supply = HeatNodeIndex(1), .back = HeatNodeIndex(3)});
  network.producers.Add({.id = "p",
                         .back = HeatNodeIndex(2),
                         .supply = HeatNodeIndex(0),
                         .pressure_bar = 14.0,
                         .lift_bar = 6.0,
                         .mass_flow_kg_s = std::nullopt});
  return network;
}

TEST(HeatNetworkTest, ASoundNetworkIsValid) { EXPECT_TRUE(Validate(MakeNetwork()).ok()); }

TEST(HeatNetworkTest, EveryFaultIsNamedAtOnce) {
  HeatNetwork network = MakeNetwork();
  network.pipes[HeatPipeIndex(0)].length_m = 0.0;
  network.pipes[HeatPipeIndex(1)].to = HeatNodeIndex(0);
  network.consumers[HeatConsumerIndex(0)].supply = HeatNodeIndex(2);
  network.consumers[HeatConsumerIndex(0)].heat_w = std::nan("");
  network.producers[HeatProducerIndex(0)].back = HeatNodeIndex(9);
  network.producers[HeatProducerIndex(0)].lift_bar.reset();
  network.producers[HeatProducerIndex(0)].mass_flow_kg_s = 1.0;
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(network)))
    fields.push_back(violation.field);
  EXPECT_EQ(fields,
            (std::vector<std::string>{"pipes[0].length_m", "pipes[1].to", "consumers[0].heat_w",
                                      "consumers[0].supply", "producers[0].back",
                                      "producers[0].pressure_bar", "producers"}));
}

TEST(HeatNetworkTest, PumpsAndValvesStayOnTheirSideAndHaveALaw) {
  HeatNetwork network = MakeNetwork();
  const HydraulicPumpParams pump{.id = "booster",
                                 .from = HeatNodeIndex(0),
                                 .to = HeatNodeIndex(1),
                                 .curve = PumpCurve{.shut_off_pa = 1e5, .coefficient = 10.0}};
  const HydraulicValveParams valve{
      .id = "valve", .from = HeatNodeIndex(3), .to = HeatNodeIndex(2), .diameter_m = 0.1};
  network.pumps = {pump, pump, pump};
  network.valves = {valve, valve, valve};
  EXPECT_TRUE(Validate(network).ok()) << Validate(network);
  network.pumps[HydraulicPumpIndex(1)].to = HeatNodeIndex(2);
  network.pumps[HydraulicPumpIndex(2)].curve.reset();
  network.pumps[HydraulicPumpIndex(2)].to = HeatNodeIndex(17);
  network.valves[HydraulicValveIndex(0)].diameter_m = 0.0;
  network.valves[HydraulicValveIndex(1)].kind = ValveKind::kDifferentialPressure;
  network.valves[HydraulicValveIndex(2)].from = HeatNodeIndex(1);
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(network)))
    fields.push_back(violation.field);
  EXPECT_EQ(fields,
            (std::vector<std::string>{"pumps[2].to", "pumps[2].curve", "valves[0].diameter_m",
                                      "valves[1].sensed_high", "valves[1].sensed_low",
                                      "pumps[1].to", "valves[2].to"}));
}

TEST(HeatNetworkTest, AProducerHoldsPressureOrGivesAFlow) {
  HeatNetwork network = MakeNetwork();
  network.producers[HeatProducerIndex(0)].mass_flow_kg_s = 1.0;
  EXPECT_FALSE(Validate(network).ok());
}

TEST(HeatNetworkTest, ALiftAloneNeedsAnotherThatHoldsThePressure) {
  HeatNetwork network = MakeNetwork();
  HeatProducerParams second = network.producers[HeatProducerIndex(0)];
  second.pressure_bar.reset();
  network.producers.Add(second);
  EXPECT_TRUE(Validate(network).ok()) << Validate(network);
  const HydraulicNetwork water = MakeHydraulicNetwork(network);
  ASSERT_EQ(water.lifts.size(), 1u);
  EXPECT_EQ(water.lifts[HydraulicLiftIndex(0)].from, second.back);
  EXPECT_EQ(water.lifts[HydraulicLiftIndex(0)].to, second.supply);
  network.producers[HeatProducerIndex(0)].pressure_bar.reset();
  EXPECT_FALSE(Validate(network).ok());
}

}  // namespace
}  // namespace models

#include "models/heat/hydraulic_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/errors.h"

namespace models {
namespace {

HydraulicNetwork MakeNetwork() {
  HydraulicNetwork network;
  network.nodes = {{.id = "a", .is_held = true}, {.id = "b"}, {.id = "c"}, {.id = "d"}};
  network.pipes.Add({.id = "bc",
                     .from = HydraulicNodeIndex(1),
                     .to = HydraulicNodeIndex(2),
                     .length_m = 100.0,
                     .inner_diameter_m = 0.1,
                     .hazen_williams_ratio = std::nullopt});
  HydraulicPumpParams pump;
  pump.from = HydraulicNodeIndex(0);
  pump.to = HydraulicNodeIndex(1);
  pump.curve = PumpCurve{4e5, 100.0, 2.0};
  network.pumps.Add(pump);
  HydraulicValveParams valve;
  valve.from = HydraulicNodeIndex(2);
  valve.to = HydraulicNodeIndex(3);
  valve.diameter_m = 0.1;
  network.valves.Add(valve);
  return network;
}

std::vector<std::string> WrongFields(const HydraulicNetwork& network) {
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(Validate(network)))
    fields.push_back(violation.field);
  return fields;
}

TEST(HydraulicNetworkTest, ASoundNetworkIsValid) { EXPECT_TRUE(Validate(MakeNetwork()).ok()); }

TEST(HydraulicNetworkTest, EveryFaultIsNamedAtOnce) {
  HydraulicNetwork network = MakeNetwork();
  network.nodes[HydraulicNodeIndex(0)].is_held = false;
  network.nodes[HydraulicNodeIndex(2)].height_m = std::nan("");
  auto& pipe = network.pipes[HydraulicPipeIndex(0)];
  pipe.to = pipe.from;
  pipe.length_m = 0.0;
  pipe.hazen_williams_ratio = -100.0;
  network.pumps[HydraulicPumpIndex(0)].to = HydraulicNodeIndex(4);
  network.valves[HydraulicValveIndex(0)].diameter_m = 0.0;
  EXPECT_EQ(WrongFields(network),
            (std::vector<std::string>{"nodes[2].height_m", "nodes", "pipes[0].to",
                                      "pipes[0].length_m", "pipes[0].hazen_williams_ratio",
                                      "pumps[0].to", "valves[0].diameter_m"}));
}

TEST(HydraulicNetworkTest, APumpHasOneLawWhoseCurveFalls) {
  HydraulicNetwork network = MakeNetwork();
  HydraulicPumpParams& pump = network.pumps[HydraulicPumpIndex(0)];
  pump.power_w = 1e3;
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"pumps[0].curve"});
  pump.power_w.reset();
  pump.curve.reset();
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"pumps[0].curve"});
  pump.point_kg_s = {0.0, 1.0, 2.0};
  pump.point_pa = {3e5, 2e5, 2e5};
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"pumps[0].point_pa"});
  pump.point_pa = {3e5, 2e5, 1e5};
  EXPECT_TRUE(Validate(network).ok());
  pump.point_kg_s = {0.0, 1.0, 1.0};
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"pumps[0].point_kg_s"});
  pump.point_kg_s.pop_back();
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"pumps[0].point_pa"});
}

TEST(HydraulicNetworkTest, AValveHasWhatItsKindNeeds) {
  HydraulicNetwork network = MakeNetwork();
  HydraulicValveParams& valve = network.valves[HydraulicValveIndex(0)];
  valve.setting_pa = std::nan("");
  EXPECT_TRUE(Validate(network).ok());  // a throttle has no setting
  for (const ValveKind kind : {ValveKind::kPressureReducing, ValveKind::kPressureSustaining,
                               ValveKind::kPressureBreaker}) {
    valve.kind = kind;
    EXPECT_EQ(WrongFields(network), std::vector<std::string>{"valves[0].setting_pa"});
  }
  valve.kind = ValveKind::kFlowLimit;
  valve.setting_kg_s = -1.0;
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"valves[0].setting_kg_s"});
  valve.kind = ValveKind::kDifferentialPressure;
  valve.setting_pa = 6e4;
  valve.sensed_high = HydraulicNodeIndex(1);
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"valves[0].sensed_low"});
  valve.sensed_low = HydraulicNodeIndex(1);
  EXPECT_EQ(WrongFields(network), std::vector<std::string>{"valves[0].sensed_low"});
  valve.sensed_low = HydraulicNodeIndex(3);
  EXPECT_TRUE(Validate(network).ok());
}

}  // namespace
}  // namespace models

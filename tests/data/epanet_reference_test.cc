// The reference networks of EPANET: what is read must explain the answers that EPANET gave.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/csv_reader.h"
#include "data/epanet_reader.h"
#include "models/base/units.h"
#include "models/heat/hazen_williams.h"
#include "models/heat/pump.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

struct Reference {
  const char* name;
  std::size_t nodes;
  std::size_t held;
  std::size_t pipes;
  std::size_t pumps;
  std::size_t valves;
};

constexpr Reference kReferences[] = {{"Net1", 11, 2, 12, 1, 0},
                                     {"Net2", 36, 1, 40, 0, 0},
                                     {"Net3", 97, 5, 117, 2, 0},
                                     {"Net6", 3356, 33, 3829, 61, 2},
                                     {"Todini_Fig2_optCost_CMH", 7, 1, 8, 0, 0}};

class EpanetReferenceTest : public testing::TestWithParam<Reference> {
 protected:
  void SetUp() override {
    const std::string stem = tests::ReferenceDirectory() + "/heat/epanet/" + GetParam().name;
    if (!std::filesystem::exists(stem + ".inp")) GTEST_SKIP() << "no reference case " << stem;
    Diagnostics diagnostics;
    case_ = LoadEpanetCase(stem + ".inp", diagnostics);
    nodes_ = CsvTable::Load(stem + "_nodes.csv", "nodes", {"node", "head", "demand"}, diagnostics);
    links_ = CsvTable::Load(stem + "_links.csv", "links", {"link", "flow", "headloss", "status"},
                            diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
    for (std::size_t row = 0; row < nodes_.size(); ++row) node_row_[nodes_.Text(row, "node")] = row;
    for (std::size_t row = 0; row < links_.size(); ++row) link_row_[links_.Text(row, "link")] = row;
  }

  double Node(const std::string& id, const char* column) {
    return Field(nodes_, node_row_.at(id), column);
  }
  double Link(const std::string& id, const char* column) {
    return Field(links_, link_row_.at(id), column);
  }
  static double Field(const CsvTable& table, std::size_t row, const char* column) {
    Diagnostics diagnostics;
    const double value = table.Number(row, column, -1e9, 1e9, diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    return value;
  }
  /// A pressure difference as head in the file's unit of length.
  double Head(double pressure_pa) const {
    return pressure_pa / (case_.density_kg_m3 * models::kGravityMPerS2 * case_.length_unit_m);
  }

  EpanetCase case_;
  CsvTable nodes_, links_;
  std::map<std::string, std::size_t> node_row_, link_row_;
};

TEST_P(EpanetReferenceTest, EverythingIsThere) {
  const models::HydraulicNetwork& network = case_.network;
  EXPECT_EQ(network.nodes.size(), GetParam().nodes);
  EXPECT_EQ(network.pipes.size(), GetParam().pipes);
  EXPECT_EQ(network.pumps.size(), GetParam().pumps);
  EXPECT_EQ(network.valves.size(), GetParam().valves);
  EXPECT_EQ(nodes_.size(), network.nodes.size());
  EXPECT_EQ(links_.size(), network.pipes.size() + network.pumps.size() + network.valves.size());
  std::size_t held = 0;
  for (const auto& node : network.nodes) held += node.is_held;
  EXPECT_EQ(held, GetParam().held);
  EXPECT_FALSE(network.is_gauge_local);
}

TEST_P(EpanetReferenceTest, DemandsAndHeldHeadsAreThose) {
  double total = 0.0, expected_total = 0.0;
  for (std::size_t i = 0; i < case_.network.nodes.size(); ++i) {
    const auto& node = case_.network.nodes[models::HydraulicNodeIndex(i)];
    if (node.is_held) {
      const double head = Head(case_.held_pressure_pa[i]) + node.height_m / case_.length_unit_m;
      EXPECT_NEAR(head, Node(node.id, "head"), 1e-5) << node.id;
      continue;
    }
    const double demand = case_.outflow_kg_s[i] / case_.flow_unit_kg_s;
    EXPECT_NEAR(demand, Node(node.id, "demand"), 1e-6 * std::abs(demand) + 1e-6) << node.id;
    total += demand;
    expected_total += Node(node.id, "demand");
  }
  EXPECT_NEAR(total, expected_total, 1e-6 * std::abs(expected_total));
}

TEST_P(EpanetReferenceTest, OpenAndClosedAreThose) {
  for (const auto& pipe : case_.network.pipes)
    // Whether a check valve lets water through is part of the answer, not of the file.
    if (!pipe.has_check_valve) {
      EXPECT_EQ(pipe.is_open, Link(pipe.id, "status") == 1.0) << pipe.id;
    }
  for (const auto& pump : case_.network.pumps)
    EXPECT_EQ(pump.is_on, Link(pump.id, "status") == 1.0) << pump.id;
}

TEST_P(EpanetReferenceTest, PipesLoseWhatTheyShould) {
  std::size_t compared = 0;
  for (const auto& pipe : case_.network.pipes) {
    if (Link(pipe.id, "status") == 0.0) continue;
    ASSERT_TRUE(pipe.hazen_williams_ratio.has_value());
    const double flow_kg_s = Link(pipe.id, "flow") * case_.flow_unit_kg_s;
    const double loss =
        Head(CalcHazenWilliamsLoss(MakeHazenWilliamsShape(pipe, case_.density_kg_m3), flow_kg_s)
                 .loss_pa);
    // The table tells the loss without its sign; what is below 1e-8 is the line through zero.
    const double expected = Link(pipe.id, "headloss");
    EXPECT_NEAR(std::abs(loss), std::abs(expected), 1e-5 * std::abs(expected) + 1e-8) << pipe.id;
    // And it is the difference of the heads at its ends.
    const double drop = Node(case_.network.nodes[pipe.from].id, "head") -
                        Node(case_.network.nodes[pipe.to].id, "head");
    EXPECT_NEAR(loss, drop, 1e-5 * std::abs(drop) + 2e-4) << pipe.id;
    ++compared;
  }
  EXPECT_GT(compared, case_.network.pipes.size() * 9 / 10);
}

TEST_P(EpanetReferenceTest, PumpsLiftWhatTheyShould) {
  for (const auto& pump : case_.network.pumps) {
    if (!pump.is_on) continue;
    const double flow_kg_s = Link(pump.id, "flow") * case_.flow_unit_kg_s;
    const double lift = -Head(CalcPumpLoss(pump, flow_kg_s, case_.density_kg_m3).loss_pa);
    const double expected = -Link(pump.id, "headloss");
    EXPECT_NEAR(lift, expected, 1e-5 * expected) << pump.id << " at " << flow_kg_s;
  }
}

TEST_P(EpanetReferenceTest, WaterThatFlowsInFlowsOut) {
  const models::HydraulicNetwork& network = case_.network;
  std::vector<double> left_kg_s(network.nodes.size());
  for (std::size_t i = 0; i < left_kg_s.size(); ++i) left_kg_s[i] = -case_.outflow_kg_s[i];
  const auto add = [&](const auto& links) {
    for (const auto& link : links) {
      const double flow_kg_s = Link(link.id, "flow") * case_.flow_unit_kg_s;
      left_kg_s[link.from.value()] -= flow_kg_s;
      left_kg_s[link.to.value()] += flow_kg_s;
    }
  };
  add(network.pipes);
  add(network.pumps);
  add(network.valves);
  for (std::size_t i = 0; i < left_kg_s.size(); ++i) {
    const auto& node = network.nodes[models::HydraulicNodeIndex(i)];
    // What is shut lets some 1e-4 kg/s through there.
    if (!node.is_held) {
      EXPECT_NEAR(left_kg_s[i], 0.0, 5e-4) << node.id;
    }
  }
}

TEST_P(EpanetReferenceTest, PressureReducingValvesHoldTheirSetting) {
  for (const auto& valve : case_.network.valves) {
    ASSERT_EQ(valve.kind, models::ValveKind::kPressureReducing);
    const auto& to = case_.network.nodes[valve.to];
    const double head = Head(valve.setting_pa) + to.height_m / case_.length_unit_m;
    // It throttles, or it is shut because the pressure behind it is higher already.
    if (Link(valve.id, "flow") > 1e-3) {
      EXPECT_NEAR(Node(to.id, "head"), head, 1e-4) << valve.id;
    } else {
      EXPECT_GE(Node(to.id, "head"), head - 1e-4) << valve.id;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, EpanetReferenceTest, testing::ValuesIn(kReferences),
                         [](const auto& given) { return std::string(given.param.name); });

}  // namespace
}  // namespace data

#include "data/heat_network_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/region_paths.h"

namespace data {
namespace {

using testing::AllOf;
using testing::HasSubstr;

void Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

class HeatNetworkLoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("heat_") + test->name());
    std::filesystem::create_directories(folder_);
    Write(folder_ / "nodes.csv",
          "node,side,height_m\na,supply,0\nb,supply,5\nc,return,0\nd,return,5\n");
    Write(folder_ / "pipes.csv",
          kPipeHeader + "ab,a,b,100,107.1,0.05,2,0.2,6\n" + "dc,d,c,100,107.1,0.05,2,0.2,6\n");
    Write(folder_ / "consumers.csv",
          "consumer,supply_node,return_node,q_w,mdot_kg_per_s,t_return_c\nk,b,d,250000,1.25,50\n");
    Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,6,95,\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string kPipeHeader =
      "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,u_w_per_mk,"
      "t_ground_c\n";
  const std::string kSizedHeader =
      "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,u_w_per_mk,"
      "t_ground_c,dn,outer_diameter_mm,pn_bar\n";
  const std::string kProducerHeader =
      "producer,return_node,flow_node,p_flow_bar_gauge,p_lift_bar,t_flow_c,mdot_kg_per_s\n";
  std::filesystem::path folder_;
};

TEST_F(HeatNetworkLoaderTest, ReadsEveryTable) {
  Diagnostics diagnostics;
  const models::HeatNetwork network = LoadHeatNetwork(folder_.string(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(network.pipes.size(), 2u);
  const auto& pipe = network.pipes[models::HeatPipeIndex(1)];
  EXPECT_EQ(pipe.from, models::HeatNodeIndex(3));
  EXPECT_DOUBLE_EQ(pipe.inner_diameter_m, 0.1071);
  EXPECT_DOUBLE_EQ(pipe.roughness_m, 5e-5);
  EXPECT_TRUE(pipe.is_open);
  const auto& producer = network.producers[models::HeatProducerIndex(0)];
  EXPECT_EQ(producer.lift_bar, 6.0);
  EXPECT_FALSE(producer.mass_flow_kg_s.has_value());
  EXPECT_EQ(network.nodes[producer.back].side, models::HeatSide::kReturn);
}

TEST_F(HeatNetworkLoaderTest, TellsEveryErrorAtOnceWithFileAndLine) {
  Write(folder_ / "pipes.csv", kPipeHeader + "ab,a,x,100,107.1,0.05,2,0.2,6\n" +
                                   "dc,d,c,-1,abc,0.05,2,0.2,6\n" + "ac,a,c,10,50,0.05,2,0.2,6\n");
  Write(folder_ / "producers.csv", kProducerHeader + "p,a,c,14,6,95,3\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  EXPECT_THAT(lines,
              testing::ElementsAre(AllOf(HasSubstr("pipes.csv:2"), HasSubstr("to_node")),
                                   AllOf(HasSubstr("pipes.csv:3"), HasSubstr("length_m")),
                                   AllOf(HasSubstr("pipes.csv:3"), HasSubstr("inner_diameter_mm")),
                                   AllOf(HasSubstr("pipes.csv:4"), HasSubstr("other side")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("no return node")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("no supply node")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("one of them"))));
}

TEST_F(HeatNetworkLoaderTest, ANetworkWithoutHeldPressureIsToldOf) {
  Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,,95,3\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_THAT(diagnostics[0].problem, HasSubstr("no producer holds the pressure"));
}

TEST_F(HeatNetworkLoaderTest, ALiftWithoutAPressureIsALiftAlone) {
  Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,6,95,\n" + "q,d,b,,5,90,\n");
  Diagnostics diagnostics, notes;
  const models::HeatNetwork network = LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  EXPECT_TRUE(notes.empty()) << ToStatus(notes);
  ASSERT_EQ(network.producers.size(), 2u);
  EXPECT_TRUE(network.producers[models::HeatProducerIndex(0)].HoldsPressure());
  EXPECT_TRUE(network.producers[models::HeatProducerIndex(1)].HoldsLiftOnly());
  EXPECT_EQ(network.producers[models::HeatProducerIndex(1)].lift_bar, 5.0);
}

TEST_F(HeatNetworkLoaderTest, SeveralThatHoldThePressureAreNoted) {
  Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,6,95,\n" + "q,d,b,13,5,90,\n");
  Diagnostics diagnostics, notes;
  LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(notes.size(), 1u) << ToStatus(notes);
  EXPECT_THAT(notes[0].problem, HasSubstr("producers p, q all hold the pressure"));
}

TEST_F(HeatNetworkLoaderTest, ASizeOfEn253GivesItsDiametersAndItsClass) {
  Write(folder_ / "pipes.csv", kSizedHeader + "ab,a,b,100,,0.05,2,0.2,6,100,,16\n" +
                                   "dc,d,c,100,107.5,0.05,2,0.2,6,100,114.3,\n");
  Diagnostics diagnostics, notes;
  const models::HeatNetwork network = LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  EXPECT_TRUE(notes.empty()) << ToStatus(notes);
  const auto& named = network.pipes[models::HeatPipeIndex(0)];
  EXPECT_DOUBLE_EQ(named.inner_diameter_m, 0.1143 - 2.0 * 0.0036);
  EXPECT_DOUBLE_EQ(named.outer_diameter_m, 0.1143);
  EXPECT_EQ(named.pressure_class, models::PressureClass::kPn16);
  const auto& given = network.pipes[models::HeatPipeIndex(1)];
  EXPECT_DOUBLE_EQ(given.inner_diameter_m, 0.1075);  // within tolerance: as it is given
  EXPECT_FALSE(given.pressure_class.has_value());
}

TEST_F(HeatNetworkLoaderTest, DiametersAgainstTheirSizeAndUnknownClassesAreErrors) {
  Write(folder_ / "pipes.csv", kSizedHeader + "ab,a,b,100,82.5,0.05,2,0.2,6,100,88.9,12\n" +
                                   "ab2,a,b,100,107.1,0.05,2,0.2,6,110,,16\n" +
                                   "dc,d,c,100,,0.05,2,0.2,6,,,16\n" +
                                   "dc2,d,c,100,107.1,0.05,2,0.2,6,x,,-3\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  EXPECT_THAT(
      lines,
      testing::ElementsAre(
          AllOf(HasSubstr("pipes.csv:2"), HasSubstr("inner_diameter_mm"),
                HasSubstr("is 82.5, but dn says DN 100, which has 107.1")),
          AllOf(HasSubstr("pipes.csv:2"), HasSubstr("outer_diameter_mm"), HasSubstr("114.3")),
          AllOf(HasSubstr("pipes.csv:2"), HasSubstr("pn_bar"), HasSubstr("6, 10, 16, 25")),
          AllOf(HasSubstr("pipes.csv:3"), HasSubstr("is 110, which EN 253 does not have"),
                HasSubstr("100, 125")),
          AllOf(HasSubstr("pipes.csv:4"), HasSubstr("inner_diameter_mm")),
          AllOf(HasSubstr("pipes.csv:5"), HasSubstr("dn"), HasSubstr("no number")),
          AllOf(HasSubstr("pipes.csv:5"), HasSubstr("pn_bar"), HasSubstr("must lie in"))));
}

TEST_F(HeatNetworkLoaderTest, ADiameterThatNoSizeHasIsNotedOnce) {
  Write(folder_ / "pipes.csv", kPipeHeader + "ab,a,b,100,110,0.05,2,0.2,6\n" +
                                   "dc,d,c,100,110,0.05,2,0.2,6\n" +
                                   "dc2,d,c,100,107,0.05,2,0.2,6\n");
  Diagnostics diagnostics, notes;
  LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(notes.size(), 1u) << ToStatus(notes);
  EXPECT_THAT(ToText(notes[0]), AllOf(HasSubstr("pipes.csv:2"), HasSubstr("is 110, no size"),
                                      HasSubstr("DN 100 with 107.1 inside and 114.3 outside")));
}

TEST_F(HeatNetworkLoaderTest, HeightsThatNoTownHasAreErrors) {
  Write(folder_ / "nodes.csv",
        "node,side,height_m\na,supply,-401\nb,supply,2501\nc,return,nan\nd,return,5\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  EXPECT_THAT(lines, testing::ElementsAre(HasSubstr("nodes.csv:2"), HasSubstr("nodes.csv:3"),
                                          HasSubstr("nodes.csv:4")));
}

// The return is held at 14 − 6 = 8 bar at height 0: water stands up to 81.5 m above air pressure,
// and up to some 90 m above vacuum.
TEST_F(HeatNetworkLoaderTest, WaterThatCannotStandNamesTheNodeAndHowMuchIsMissing) {
  const auto read = [this](const std::string& house_m) {
    Write(folder_ / "nodes.csv", "node,side,height_m\na,supply,0\nb,supply," + house_m +
                                     "\nc,return,0\nd,return," + house_m + "\n");
    std::pair<Diagnostics, Diagnostics> found;
    LoadHeatNetwork(folder_.string(), found.first, &found.second);
    return found;
  };
  const auto [none, no_notes] = read("80");
  EXPECT_TRUE(none.empty() && no_notes.empty());
  const auto [airless, air_notes] = read("85");
  EXPECT_TRUE(airless.empty());
  ASSERT_EQ(air_notes.size(), 1u);
  EXPECT_THAT(ToText(air_notes[0]),
              AllOf(HasSubstr("nodes.csv:3"), HasSubstr("draws air"), HasSubstr("1 more node")));
  const auto [errors, notes] = read("120");
  ASSERT_EQ(errors.size(), 1u);
  // 8 − (1000 · 9.81 · 120 − 1433)/1e5 = −3.758; the air at 120 m has 0.9989 bar
  EXPECT_THAT(ToText(errors[0]),
              AllOf(HasSubstr("nodes.csv:3"), HasSubstr("node 'b'"), HasSubstr("-3.76 bar gauge"),
                    HasSubstr("must be 2.76 bar higher")));
  EXPECT_TRUE(notes.empty());
}

TEST_F(HeatNetworkLoaderTest, PressureAbovePipesClassIsAnErrorWhenTheClassIsGiven) {
  Write(folder_ / "pipes.csv",
        kSizedHeader + "ab,a,b,100,,0.05,2,0.2,6,100,,10\n" + "dc,d,c,100,,0.05,2,0.2,6,100,,10\n");
  Diagnostics diagnostics, notes;
  LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_THAT(ToText(diagnostics[0]), AllOf(HasSubstr("nodes.csv:2"), HasSubstr("14 bar"),
                                            HasSubstr("pipe ab is of PN 10")));
  EXPECT_TRUE(notes.empty());

  Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,18,6,95,\n");
  Write(folder_ / "pipes.csv",
        kPipeHeader + "ab,a,b,100,107.1,0.05,2,0.2,6\n" + "dc,d,c,100,107.1,0.05,2,0.2,6\n");
  diagnostics.clear();
  LoadHeatNetwork(folder_.string(), diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(ToText(notes[0]), AllOf(HasSubstr("18 bar"), HasSubstr("PN 16"),
                                      HasSubstr("no pn_bar says otherwise")));
}

constexpr const char* kPumpHeader = "pump,from_node,to_node,curve,power_kw,speed_share,is_on\n";
constexpr const char* kValveHeader =
    "valve,from_node,to_node,type,diameter_mm,loss_coefficient,setting_bar,setting_kg_per_s,"
    "sensed_high_node,sensed_low_node,is_open\n";

TEST_F(HeatNetworkLoaderTest, ReadsPumpsAndValves) {
  Write(folder_ / "pumps.csv", std::string(kPumpHeader) + "one,a,b,10:1.5,,,\n" +
                                   "straight,b,a,0:3;10:2;20:0.5;25:0,,0.9,0\n" +
                                   "given,a,b,,1.5,,1\n");
  Write(folder_ / "valves.csv",
        std::string(kValveHeader) + "dp,d,c,differential_pressure,80,4,0.8,,b,d,1\n" +
            "prv,a,b,pressure_reducing,80,0,-0.5,,,,\n" + "fl,a,b,flow_limit,80,0,,12,,,0\n");
  Diagnostics diagnostics;
  const models::HeatNetwork network = LoadHeatNetwork(folder_.string(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(network.pumps.size(), 3u);
  const auto& one = network.pumps[models::HydraulicPumpIndex(0)];
  ASSERT_TRUE(one.curve.has_value());
  EXPECT_DOUBLE_EQ(one.curve->shut_off_pa, 2e5);  // 4/3 of 1.5 bar
  EXPECT_DOUBLE_EQ(one.curve->exponent, 2.0);
  const auto& straight = network.pumps[models::HydraulicPumpIndex(1)];
  EXPECT_EQ(straight.point_kg_s, (std::vector<double>{0.0, 10.0, 20.0, 25.0}));
  EXPECT_EQ(straight.point_pa.front(), 3e5);
  EXPECT_EQ(straight.speed_ratio, 0.9);
  EXPECT_FALSE(straight.is_on);
  EXPECT_EQ(network.pumps[models::HydraulicPumpIndex(2)].power_w, 1500.0);
  ASSERT_EQ(network.valves.size(), 3u);
  const auto& valve = network.valves[models::HydraulicValveIndex(0)];
  EXPECT_EQ(valve.kind, models::ValveKind::kDifferentialPressure);
  EXPECT_DOUBLE_EQ(valve.setting_pa, 8e4);
  EXPECT_EQ(valve.sensed_high, models::HeatNodeIndex(1));
  EXPECT_EQ(valve.sensed_low, models::HeatNodeIndex(3));
  EXPECT_DOUBLE_EQ(valve.diameter_m, 0.08);
  EXPECT_DOUBLE_EQ(network.valves[models::HydraulicValveIndex(1)].setting_pa, -5e4);
  EXPECT_EQ(network.valves[models::HydraulicValveIndex(2)].setting_kg_s, 12.0);
  EXPECT_FALSE(network.valves[models::HydraulicValveIndex(2)].is_open);
}

TEST_F(HeatNetworkLoaderTest, PumpsAndValvesTellTheirErrorsWithFileAndLine) {
  Write(folder_ / "pumps.csv", std::string(kPumpHeader) + "p,a,c,10:1.5,,,\n" + "p,a,b,10,,,\n" +
                                   "r,a,b,0:1 5:2,,,\n" + "s,a,x,0:1,2,3,2\n");
  Write(folder_ / "valves.csv", std::string(kValveHeader) +
                                    "v,d,c,differential_pressure,80,4,-1,,b,b,1\n" +
                                    "w,a,a,throttled,0,-1,,,,,\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  EXPECT_THAT(lines, testing::ElementsAre(
                         AllOf(HasSubstr("pumps.csv:2"), HasSubstr("other side")),
                         AllOf(HasSubstr("pumps.csv:3"), HasSubstr("id of two rows")),
                         AllOf(HasSubstr("pumps.csv:3"), HasSubstr("'10' is no curve")),
                         AllOf(HasSubstr("pumps.csv:4"), HasSubstr("lift fall")),
                         AllOf(HasSubstr("pumps.csv:5"), HasSubstr("no node 'x'")),
                         AllOf(HasSubstr("pumps.csv:5"), HasSubstr("one of them")),
                         AllOf(HasSubstr("pumps.csv:5"), HasSubstr("speed_share")),
                         AllOf(HasSubstr("pumps.csv:5"), HasSubstr("is_on")),
                         AllOf(HasSubstr("valves.csv:2"), HasSubstr("setting_bar")),
                         AllOf(HasSubstr("valves.csv:2"), HasSubstr("is sensed_high_node")),
                         AllOf(HasSubstr("valves.csv:3"), HasSubstr("is from_node")),
                         AllOf(HasSubstr("valves.csv:3"), HasSubstr("'throttled' is none of")),
                         AllOf(HasSubstr("valves.csv:3"), HasSubstr("diameter_mm")),
                         AllOf(HasSubstr("valves.csv:3"), HasSubstr("loss_coefficient"))));
}

TEST(HeatNetworkReferenceTest, ReadsTheReferenceNetworks) {
  const std::string directory = tests::ReferenceDirectory() + "/heat/pandapipes_nets/";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << "no reference case " << directory;
  for (const auto& [name, pipes] :
       {std::pair<const char*, std::size_t>{"grid1k", 1098}, {"loop8", 18}, {"tree6", 10}}) {
    Diagnostics diagnostics, notes;
    const models::HeatNetwork network = LoadHeatNetwork(directory + name, diagnostics, &notes);
    EXPECT_TRUE(diagnostics.empty()) << name << ToStatus(diagnostics);
    EXPECT_TRUE(notes.empty()) << name << ToStatus(notes);
    EXPECT_EQ(network.pipes.size(), pipes) << name;
  }
}

}  // namespace
}  // namespace data

#include "data/heat_geojson_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "tests/support/case_mutants.h"

namespace data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Pipes come before their nodes; ids stand in the properties or with the feature, as numbers too.
const char kSound[] = R"({
"type": "FeatureCollection",
"features": [
{"type": "Feature", "id": "ab", "geometry": {"type": "LineString", "coordinates":
   [[10.70, 59.90], [10.701, 59.90], [10.702, 59.90]]},
 "properties": {"kind": "pipe", "from_node": "a", "to_node": "b", "inner_diameter_mm": 107.1,
   "outer_diameter_mm": 114.3, "roughness_mm": 0.05, "loss_coefficient": 2, "u_w_per_mk": 0.2,
   "t_ground_c": 6, "is_open": false}},
{"type": "Feature", "geometry": {"type": "LineString", "coordinates":
   [[10.702, 59.90], [10.70, 59.90]]},
 "properties": {"kind": "pipe", "pipe": "dc", "from_node": "4", "to_node": "c", "length_m": 120.5,
   "inner_diameter_mm": 107.1, "roughness_mm": 0.05, "loss_coefficient": 2, "u_w_per_mk": 0.2,
   "t_ground_c": 6}},
{"type": "Feature", "geometry": {"type": "Point", "coordinates": [10.70, 59.90, 12.5]},
 "properties": {"kind": "node", "node": "a", "side": "supply"}},
{"type": "Feature", "geometry": {"type": "Point", "coordinates": [10.702, 59.90]},
 "properties": {"kind": "node", "node": "b", "side": "supply", "height_m": 5}},
{"type": "Feature", "geometry": {"type": "Point", "coordinates": [10.70, 59.90, 12.5]},
 "properties": {"kind": "node", "node": "c", "side": "return"}},
{"type": "Feature", "id": 4, "geometry": {"type": "Point", "coordinates": [10.702, 59.90]},
 "properties": {"kind": "node", "side": "return", "height_m": 5}},
{"type": "Feature", "id": "k", "geometry": null,
 "properties": {"kind": "consumer", "supply_node": "b", "return_node": "4", "q_w": 250000,
   "mdot_kg_per_s": 1.25, "t_return_c": 50}},
{"type": "Feature", "id": "p", "geometry": null,
 "properties": {"kind": "producer", "return_node": "c", "flow_node": "a", "p_flow_bar_gauge": 14,
   "p_lift_bar": 6, "mdot_kg_per_s": null, "t_flow_c": 95}}
]})";

std::string MakePumped() {
  return absl::StrReplaceAll(kSound, {{R"("t_flow_c": 95}})", R"("t_flow_c": 95}},
{"type": "Feature", "id": "booster", "geometry": null, "properties": {"kind": "pump",
   "from_node": "a", "to_node": "b", "curve": "20:1.5", "is_on": true}},
{"type": "Feature", "id": "dp", "geometry": null, "properties": {"kind": "valve",
   "from_node": "4", "to_node": "c", "type": "differential_pressure", "setting_bar": 0.8,
   "sensed_high_node": "b", "sensed_low_node": "4", "diameter_mm": 80, "loss_coefficient": 3}})"}});
}

std::vector<std::string> ReadProblems(const std::string& text) {
  Diagnostics diagnostics;
  ParseHeatGeojson(text, "net.geojson", diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  return lines;
}

TEST(HeatGeojsonReaderTest, ReadsEveryFeature) {
  Diagnostics diagnostics;
  const models::HeatNetwork network = ParseHeatGeojson(kSound, "net.geojson", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(network.nodes.size(), 4u);
  ASSERT_EQ(network.pipes.size(), 2u);
  EXPECT_EQ(network.nodes[models::HeatNodeIndex(0)].height_m, 12.5);
  EXPECT_EQ(network.nodes[models::HeatNodeIndex(3)].id, "4");
  const auto& drawn = network.pipes[models::HeatPipeIndex(0)];
  EXPECT_EQ(drawn.id, "ab");
  EXPECT_NEAR(drawn.length_m, 0.002 * 55800.0 * 1.0029, 0.1);  // a degree is longer at 59.9°
  EXPECT_DOUBLE_EQ(drawn.inner_diameter_m, 0.1071);
  EXPECT_FALSE(drawn.is_open);
  EXPECT_EQ(network.pipes[models::HeatPipeIndex(1)].length_m, 120.5);
  EXPECT_EQ(network.consumers[models::HeatConsumerIndex(0)].heat_w, 250000.0);
  const auto& producer = network.producers[models::HeatProducerIndex(0)];
  EXPECT_EQ(producer.lift_bar, 6.0);
  EXPECT_FALSE(producer.mass_flow_kg_s.has_value());
}

TEST(HeatGeojsonReaderTest, ALiftWithoutAPressureNeedsAnotherThatHoldsIt) {
  const std::string text =
      absl::StrReplaceAll(kSound, {{R"("p_flow_bar_gauge": 14)", R"("p_flow_bar_gauge": null)"}});
  ASSERT_NE(text, kSound);
  EXPECT_THAT(ReadProblems(text), ElementsAre(HasSubstr("no producer holds the pressure")));
}

TEST(HeatGeojsonReaderTest, TellsEveryErrorAtOnceWithItsFeature) {
  const std::string text =
      absl::StrReplaceAll(kSound, {{R"("to_node": "b")", R"("to_node": "x")"},
                                   {R"("length_m": 120.5)", R"("length_m": "long")"},
                                   {R"("side": "supply", "height_m": 5)", R"("side": "left")"},
                                   {R"("kind": "consumer")", R"("kind": "customer")"},
                                   {R"("is_open": false)", R"("is_open": 0)"},
                                   {R"("t_flow_c": 95)", R"("t_flow_c": 950)"}});
  EXPECT_THAT(ReadProblems(text),
              ElementsAre(AllOf(HasSubstr("features[3] 'b' side"), HasSubstr("'left'")),
                          AllOf(HasSubstr("features[3] 'b' height_m"), HasSubstr("missing")),
                          AllOf(HasSubstr("features[0] 'ab' to_node"), HasSubstr("no node 'x'")),
                          AllOf(HasSubstr("features[0] 'ab' is_open"), HasSubstr("true or false")),
                          AllOf(HasSubstr("features[1] 'dc' length_m"), HasSubstr("no number")),
                          AllOf(HasSubstr("features[6]"), HasSubstr("'customer'")),
                          AllOf(HasSubstr("features[7] 'p' t_flow_c"), HasSubstr("950"))));
}

TEST(HeatGeojsonReaderTest, SizesClassesAndStandingWaterAreCheckedAsInTables) {
  EXPECT_THAT(ReadProblems(absl::StrReplaceAll(
                  kSound, {{R"("outer_diameter_mm": 114.3)", R"("dn": 80, "pn_bar": 7)"}})),
              ElementsAre(AllOf(HasSubstr("features[0] 'ab' inner_diameter_mm"),
                                HasSubstr("DN 80, which has 82.5")),
                          AllOf(HasSubstr("features[0] 'ab' pn_bar"), HasSubstr("is 7"))));
  EXPECT_THAT(
      ReadProblems(absl::StrReplaceAll(kSound, {{R"("height_m": 5)", R"("height_m": 200)"}})),
      ElementsAre(AllOf(HasSubstr("height_m"), HasSubstr("below vacuum"))));
  Diagnostics diagnostics, notes;
  const models::HeatNetwork network = ParseHeatGeojson(
      absl::StrReplaceAll(
          kSound, {{R"("inner_diameter_mm": 107.1, "roughness)", R"("dn": 100, "roughness)"},
                   {R"("inner_diameter_mm": 107.1)", R"("inner_diameter_mm": 104.0)"}}),
      "net.geojson", diagnostics, &notes);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  EXPECT_DOUBLE_EQ(network.pipes[models::HeatPipeIndex(1)].inner_diameter_m, 0.1071);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(ToText(notes[0]),
              AllOf(HasSubstr("features[0] 'ab'"), HasSubstr("is 104"), HasSubstr("DN 100")));
}

TEST(HeatGeojsonReaderTest, ReadsPumpsAndValves) {
  const std::string text = MakePumped();
  Diagnostics diagnostics;
  const models::HeatNetwork network = ParseHeatGeojson(text, "net.geojson", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(network.pumps.size(), 1u);
  EXPECT_EQ(network.pumps[models::HydraulicPumpIndex(0)].id, "booster");
  EXPECT_TRUE(network.pumps[models::HydraulicPumpIndex(0)].curve.has_value());
  ASSERT_EQ(network.valves.size(), 1u);
  EXPECT_DOUBLE_EQ(network.valves[models::HydraulicValveIndex(0)].setting_pa, 8e4);
}

TEST(HeatGeojsonReaderTest, GeometryMustFit) {
  EXPECT_THAT(ReadProblems(absl::StrReplaceAll(kSound, {{"[10.70, 59.90, 12.5]", "[59.90, 100.70]"},
                                                        {"\"LineString\"", "\"Point\""}})),
              testing::Contains(HasSubstr("a pipe is a LineString")));
  EXPECT_THAT(
      ReadProblems(absl::StrReplaceAll(kSound, {{"[10.70, 59.90, 12.5]", "[59.90, 100.70]"}})),
      testing::Contains(HasSubstr("a node is a Point of longitudes")));
}

TEST(HeatGeojsonReaderTest, OtherThingsAreRefused) {
  EXPECT_THAT(ReadProblems("{\n \"type\": ]"),
              ElementsAre(AllOf(HasSubstr("net.geojson:2 column"), HasSubstr("no JSON"))));
  EXPECT_THAT(ReadProblems(""), ElementsAre(HasSubstr("no JSON")));
  EXPECT_THAT(ReadProblems("[]"), ElementsAre(HasSubstr("no FeatureCollection")));
  EXPECT_THAT(ReadProblems(R"({"type": "FeatureCollection", "features": []})"),
              ElementsAre(HasSubstr("no producer holds the pressure")));
  EXPECT_THAT(ReadProblems(R"({"type": "FeatureCollection", "features": [1, null, "x", []]})"),
              testing::SizeIs(4));
  EXPECT_THAT(
      ReadProblems(absl::StrReplaceAll(
          kSound,
          {{"\"features\":",
            R"("crs": {"type": "name", "properties": {"name": "EPSG:25832"}}, "features":)"}})),
      ElementsAre(HasSubstr("WGS 84")));
}

TEST(HeatGeojsonReaderTest, DeepNestingIsNoTrouble) {
  EXPECT_FALSE(ReadProblems(std::string(1'000'000, '[')).empty());
  EXPECT_FALSE(ReadProblems(std::string(100'000, '[') + std::string(100'000, ']')).empty());
}

TEST(HeatGeojsonReaderTest, EveryDamagedFileIsReadOrRefused) {
  std::mt19937_64 random(20261125);
  const std::string sound = kSound, pumped = MakePumped();
  int read = 0;
  for (int i = 0; i < 4'000; ++i) {
    const std::string& whole = i % 2 == 0 ? sound : pumped;
    const std::string text = tests::MutateCase(whole, pumped, random);
    Diagnostics diagnostics;
    const models::HeatNetwork network = ParseHeatGeojson(text, "net.geojson", diagnostics);
    if (!diagnostics.empty()) continue;
    ++read;
    ASSERT_TRUE(models::Validate(network).ok()) << text;
  }
  EXPECT_GT(read, 20);
}

}  // namespace
}  // namespace data

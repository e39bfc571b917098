#include "twin/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "models/base/errors.h"
#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::SmallSchema;

TEST(SchemaTest, WidthsAndOffsetsFollowTheGroups) {
  const Schema schema = SmallSchema();
  EXPECT_EQ(FrameWidth(schema.frame), 5u);
  EXPECT_EQ(StateWidth(schema.state), 3u);
  EXPECT_THAT(GroupOffsets(schema.frame), ElementsAre(0, 3));
}

TEST(SchemaTest, AGroupIsFoundByItsNameElseTheGroupsAreListed) {
  const Schema schema = SmallSchema();
  EXPECT_EQ(*FindGroup(schema.frame, "line_flow_mw"), 1u);
  const absl::Status status = FindGroup(schema.frame, "line_flow").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(models::errors::SuggestionsOf(status), ElementsAre("bus_voltage_kv", "line_flow_mw"));
}

TEST(SchemaTest, ElementsComeInTheOrderAskedFor) {
  const SeriesGroup group = SmallSchema().frame.groups[0];
  EXPECT_THAT(*FindElements(group, {}), ElementsAre(0, 1, 2));
  EXPECT_THAT(*FindElements(group, {"Flesaker 420", "Ås 66"}), ElementsAre(2, 0));
  const absl::Status status = FindElements(group, {"Ås 66", "Hamang"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("Hamang 300"));
}

TEST(SchemaTest, RoundingMovesAValueByHalfAQuantumAtMostAndTwiceChangesNothing) {
  for (const double quantum_mw : {1.0 / 1024.0, 1.0 / 64.0, 0.5, 4.0}) {
    for (double value_mw = -700.0; value_mw < 700.0; value_mw += 0.7123) {
      const double rounded_mw = RoundToQuantum(value_mw, quantum_mw);
      EXPECT_LE(std::abs(rounded_mw - value_mw), quantum_mw / 2.0);  // exact: no tolerance
      EXPECT_EQ(std::remainder(rounded_mw, quantum_mw), 0.0);
      EXPECT_EQ(RoundToQuantum(rounded_mw, quantum_mw), rounded_mw);
    }
  }
  EXPECT_EQ(RoundToQuantum(0.1, 0.0), 0.1);
  EXPECT_TRUE(std::isnan(RoundToQuantum(std::numeric_limits<double>::quiet_NaN(), 0.5)));
}

TEST(SchemaTest, EveryThingThatCannotBeStoredIsNamedBeforeADayDependsOnIt) {
  using Break = std::function<void(Schema&)>;
  const std::vector<std::pair<std::string, Break>> breaks = {
      {"lower-case", [](Schema& s) { s.frame.groups[0].name = "Bus"; }},
      {"lower-case", [](Schema& s) { s.frame.groups[0].axis = ""; }},
      {"reserved", [](Schema& s) { s.frame.groups[0].name = "quality"; }},
      {"reserved", [](Schema& s) { s.frame.groups[0].axis = "commands"; }},
      {"reserved", [](Schema& s) { s.frame.groups[0].name = "line_flow_mw_provenance"; }},
      {"reserved", [](Schema& s) { s.frame.groups[0].axis = "line_flow_mw_provenance"; }},
      {"no elements", [](Schema& s) { s.frame.groups[0].element_ids.clear(); }},
      {"twice", [](Schema& s) { s.frame.groups[0].element_ids[1] = "Ås 66"; }},
      {"twice", [](Schema& s) { s.frame.groups[1] = s.frame.groups[0]; }},
      {"power of two", [](Schema& s) { s.frame.groups[0].quantum = 0.01; }},
      {"power of two", [](Schema& s) { s.frame.groups[0].quantum = -0.5; }},
      {"K0 to K4", [](Schema& s) { s.frame.groups[0].secrecy = "K5"; }},
      {"provenance", [](Schema& s) { s.frame.groups[0].provenance.clear(); }},
      {"other elements", [](Schema& s) { s.frame.groups[1].axis = "bus"; }},
      {"also an axis", [](Schema& s) { s.frame.groups[0].axis = "line_flow_mw"; }},
      {"twin_epoch", [](Schema& s) { s.attributes["twin_epoch"] = "1"; }},
      {"Conventions", [](Schema& s) { s.attributes["Conventions"] = "ours"; }},
      {"title", [](Schema& s) { s.attributes["title"] = "ours"; }},
      {"attribute ''", [](Schema& s) { s.attributes[""] = "ours"; }},
  };
  EXPECT_TRUE(ValidateSchema(SmallSchema()).ok());
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    Schema schema = SmallSchema();
    breaks[i].second(schema);
    const absl::Status status = ValidateSchema(schema);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_THAT(std::string(status.message()), HasSubstr(breaks[i].first)) << i;
  }
}

TEST(SchemaTest, TheLayoutHashFollowsTheLayoutAndNothingElse) {
  const Hash256 hash = CalcLayoutHash(SmallSchema());
  const auto hash_with = [](const std::function<void(Schema&)>& change) {
    Schema schema = SmallSchema();
    change(schema);
    return CalcLayoutHash(schema);
  };
  EXPECT_EQ(hash_with([](Schema& s) { s.frame.groups[0].long_name = "x"; }), hash);
  EXPECT_EQ(hash_with([](Schema& s) { s.frame.groups[0].secrecy = "K0"; }), hash);
  EXPECT_EQ(hash_with([](Schema& s) { s.attributes["notice"] = "x"; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.frame.groups[0].name = "x"; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.frame.groups[0].unit = "V"; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.frame.groups[0].axis = "x"; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.frame.groups[0].quantum = 0.5; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.frame.groups[0].element_ids[2] = "x"; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.state.blocks[0].size = 3; }), hash);
  EXPECT_NE(hash_with([](Schema& s) { s.state.blocks[0].name = "x"; }), hash);
}

TEST(SchemaTest, HexIsLowerCase) {
  Hash256 hash{};
  hash[0] = 0xAB;
  hash[31] = 0x0F;
  EXPECT_EQ(ToHex(hash), "ab" + std::string(60, '0') + "0f");
}

TEST(SchemaTest, ASchemaComesBackAsItWas) {
  EXPECT_EQ(*DecodeSchema(EncodeSchema(SmallSchema())), SmallSchema());
  EXPECT_EQ(*DecodeSchema(EncodeSchema({})), Schema{});
}

TEST(SchemaTest, EveryFlippedByteAndEveryCutIsDataLoss) {
  const std::string bytes = EncodeSchema(SmallSchema());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
    ASSERT_EQ(DecodeSchema(flipped).status().code(), absl::StatusCode::kDataLoss) << at;
    ASSERT_EQ(DecodeSchema(bytes.substr(0, at)).status().code(), absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace twin::store

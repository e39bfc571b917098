#include "data/mv_rules_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/region_loader.h"
#include "models/distribution/mv_generator.h"
#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class MvRulesLoaderTest : public testing::Test {
 protected:
  std::vector<std::string> Load() {
    Diagnostics diagnostics;
    rules_ = LoadMvRules(copy_.directory(), diagnostics);
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
    return texts;
  }

  tests::RegionCopy copy_;
  std::optional<models::MvRules> rules_;
};

TEST_F(MvRulesLoaderTest, TheShippedRulesAreSound) {
  EXPECT_THAT(Load(), ElementsAre());
  ASSERT_TRUE(rules_.has_value());
  EXPECT_EQ(rules_->town.node_customer_count, 130.0);
  EXPECT_EQ(rules_->country.cable_share, 0.35);
  EXPECT_EQ(rules_->line_types.size(), 10u);
  EXPECT_EQ(rules_->substation_kva.size(), 8u);
  EXPECT_EQ(rules_->transformer_mva.back(), 50.0);
}

TEST_F(MvRulesLoaderTest, ARegionWithoutTheFileHasNone) {
  copy_.Remove(kMvRulesFile);
  EXPECT_THAT(Load(), ElementsAre());
  EXPECT_FALSE(rules_.has_value());
}

TEST_F(MvRulesLoaderTest, WhatIsWrongIsToldWithItsPlace) {
  const std::string rule = copy_.SetField(kMvRulesFile, "drop_limit_share,", "value", "6");
  const std::string type = copy_.SetField(kMvLineTypesFile, "feal50,", "id", "feal25");
  const std::string size = copy_.SetField(kMvTransformersFile, "busbar,15,", "place", "cellar");
  const auto texts = Load();
  EXPECT_FALSE(rules_.has_value());
  EXPECT_THAT(texts, Contains(StartsWith(rule)));
  EXPECT_THAT(texts, Contains(StartsWith(type)));
  EXPECT_THAT(texts, Contains(HasSubstr(size + "'cellar' is neither substation nor busbar")));
}

TEST_F(MvRulesLoaderTest, SizesMustRise) {
  copy_.SetField(kMvTransformersFile, "busbar,15,", "rated_mva", "60");
  EXPECT_THAT(Load(), Contains(HasSubstr("(rated_mva): is not above the 60 before it")));
}

// The shipped region: so many nodes that a question of 1 to 10 MW has an answer of its own, all
// demand of the municipalities inside the region below some busbar, all feeders within their
// limits.
TEST(MvRegionTest, TheRegionHasFeedersEverywhere) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  ASSERT_TRUE(region->mv_rules.has_value());
  const auto points = models::ListMvSupplyPoints(*region, *region->mv_rules);
  const auto made = models::GenerateMvGrid(*region->mv_rules, points);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_GE(made->grid.nodes.size(), 20000u);
  EXPECT_LE(made->grid.nodes.size(), 40000u);
  double below_mw = 0.0, general_mw = 0.0;
  for (const models::MvNode& node : made->grid.nodes) below_mw += node.cold_mw;
  for (const models::LoadParams& load : region->grid.loads) {
    const auto& bus = region->grid.buses[load.bus];
    if (load.kind == models::LoadKind::kGeneral &&
        region->grid.stations[bus.station].is_in_region) {
      general_mw += load.cold_mw;
    }
  }
  EXPECT_NEAR(below_mw, general_mw, 1e-6);
  EXPECT_TRUE(made->beyond_limits.empty()) << made->beyond_limits.size();
}

}  // namespace
}  // namespace data

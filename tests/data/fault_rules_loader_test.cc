#include "data/fault_rules_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/region_loader.h"
#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class FaultRulesLoaderTest : public testing::Test {
 protected:
  std::vector<std::string> Load() {
    Diagnostics diagnostics;
    rules_ = LoadFaultRules(copy_.directory(), diagnostics);
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
    return texts;
  }

  tests::RegionCopy copy_;
  std::optional<models::FaultRules> rules_;
};

TEST_F(FaultRulesLoaderTest, TheShippedRulesAreSound) {
  EXPECT_THAT(Load(), ElementsAre());
  ASSERT_TRUE(rules_.has_value());
  EXPECT_EQ(rules_->hydro.subtransient_x_pu, 0.2);
  EXPECT_EQ(rules_->small_hydro.unit_impedance_share, 0.18);
  ASSERT_EQ(rules_->neighbours.size(), 3u);
  EXPECT_EQ(rules_->neighbours[0].maximum_mva, 8000.0);
  EXPECT_EQ(rules_->line_end_degc, 80.0);
}

TEST_F(FaultRulesLoaderTest, ARegionWithoutTheFileHasNone) {
  copy_.Remove(kShortCircuitFile);
  EXPECT_THAT(Load(), ElementsAre());
  EXPECT_FALSE(rules_.has_value());
}

TEST_F(FaultRulesLoaderTest, WhatIsWrongIsToldWithItsPlace) {
  const std::string range = copy_.SetField(kShortCircuitFile, "hydro_cos_phi,", "value", "9");
  copy_.SetField(kShortCircuitFile, "hydro_rx,", "parameter", "hydro_rr");
  const auto texts = Load();
  EXPECT_FALSE(rules_.has_value());
  EXPECT_THAT(texts, Contains(StartsWith(range)));
  EXPECT_THAT(texts, Contains(HasSubstr("hydro_rx")));
  EXPECT_THAT(texts, Contains(HasSubstr("hydro_rr")));
}

TEST_F(FaultRulesLoaderTest, ANeighboursLeastPowerIsNotAboveItsMost) {
  copy_.SetField(kShortCircuitFile, "neighbour_300_minimum_mva,", "value", "9000");
  EXPECT_THAT(Load(), Contains(HasSubstr("neighbours 300 kV.minimum_mva")));
  EXPECT_FALSE(rules_.has_value());
}

// A wrong table is told with all others; the revision, on which planning years hang, stays.
TEST_F(FaultRulesLoaderTest, ItIsPartOfTheRegionsCheckButNotOfItsRevision) {
  const auto before = LoadRegion(copy_.directory());
  ASSERT_TRUE(before.ok()) << before.status();
  copy_.SetField(kShortCircuitFile, "hydro_rx,", "value", "0.02");
  const auto after = LoadRegion(copy_.directory());
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->data_revision, before->data_revision);
  copy_.SetField(kShortCircuitFile, "hydro_rx,", "value", "abc");
  EXPECT_FALSE(LoadRegion(copy_.directory()).ok());
}

}  // namespace
}  // namespace data

#include "data/line_conductor_loader.h"

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

class LineConductorLoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto region = LoadRegion(copy_.directory());
    ASSERT_TRUE(region.ok()) << region.status();
    grid_ = std::move(region->grid);
  }

  std::vector<std::string> Load() {
    Diagnostics diagnostics;
    conductors_ = LoadLineConductors(copy_.directory(), grid_, diagnostics);
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
    return texts;
  }

  tests::RegionCopy copy_;
  models::ElectricityGrid grid_;
  std::optional<models::LineConductors> conductors_;
};

TEST_F(LineConductorLoaderTest, NearlyEveryLineHasItsConductor) {
  EXPECT_THAT(Load(), ElementsAre());
  ASSERT_TRUE(conductors_.has_value());
  EXPECT_EQ(conductors_->types.size(), 6u);
  std::size_t lines = 0;
  for (const models::BranchParams& branch : grid_.branches) {
    lines += branch.kind == models::BranchKind::kLine ? 1 : 0;
  }
  EXPECT_EQ(conductors_->of_branch.size() + 3, lines);  // three have a cable in them
}

// A line has the resistance of its conductors: the two tables speak of one line.
TEST_F(LineConductorLoaderTest, ConductorsHaveTheResistanceOfTheirLines) {
  EXPECT_THAT(Load(), ElementsAre());
  for (const models::BranchParams& branch : grid_.branches) {
    const auto hung = conductors_->of_branch.find(branch.id);
    if (hung == conductors_->of_branch.end()) continue;
    const double r_ohm = branch.length_km *
                         conductors_->types[hung->second.conductor].r20_ohm_per_km /
                         hung->second.bundle_count;
    EXPECT_NEAR(branch.r_ohm, r_ohm, 0.01 * r_ohm + 2e-4) << branch.name;
  }
}

TEST_F(LineConductorLoaderTest, ARegionWithoutTheFileHasNone) {
  copy_.Remove(kLineConductorsFile);
  EXPECT_THAT(Load(), ElementsAre());
  EXPECT_FALSE(conductors_.has_value());
}

TEST_F(LineConductorLoaderTest, WhatIsWrongIsToldWithItsPlace) {
  const std::string size = copy_.SetField(kLineConductorsFile, "curlew,", "diameter_mm", "wide");
  const std::string strand = copy_.SetField(kLineConductorsFile, "feal95,", "outer_strand_mm", "9");
  copy_.SetField(kLineConductorsFile, "feal95,", "diameter_mm", "8");
  copy_.SetField("osm/branch_conductors.csv", "oet:branch/547954de7cc9,", "conductor_id",
                 "grackel");
  const std::string count = copy_.SetField("osm/branch_conductors.csv", "oet:branch/88ab5945ed99,",
                                           "bundle_count", "1.5");
  const auto texts = Load();
  EXPECT_FALSE(conductors_.has_value());
  EXPECT_THAT(texts, Contains(StartsWith(size)));
  EXPECT_THAT(texts, Contains(HasSubstr("outer_strand_m is not below")));
  EXPECT_THAT(texts, Contains(HasSubstr("grackle")));
  EXPECT_THAT(texts, Contains(StartsWith(count)));
}

TEST_F(LineConductorLoaderTest, AnUnknownBranchIsNamed) {
  copy_.SetField("osm/branch_conductors.csv", "oet:branch/547954de7cc9,", "branch_id",
                 "oet:nowhere");
  EXPECT_THAT(Load(), Contains(HasSubstr("there is no branch 'oet:nowhere'")));
  EXPECT_FALSE(LoadRegion(copy_.directory()).ok());
}

}  // namespace
}  // namespace data

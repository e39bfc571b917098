#include "data/heat_site_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/region_loader.h"
#include "models/heat/network_generator.h"
#include "tests/support/region_copy.h"

namespace data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kFile[] = "heat_networks.csv";
constexpr char kOslo[] = "oet:heatnet/oslo";
constexpr char kDrammen[] = "oet:heatnet/drammen";

class HeatSiteLoaderTest : public testing::Test {
 protected:
  HeatSiteLoaderTest() {
    for (const char* name : {"oslo", "lillestrom", "drammen", "fornebu_lysaker", "fredrikstad",
                             "sarpsborg", "hamar", "tonsberg", "porsgrunn", "skien"}) {
      systems_.Add({.id = std::string("oet:heat/") + name});
    }
  }

  std::vector<std::string> Load() {
    Diagnostics diagnostics;
    sites_ = LoadHeatSites(copy_.directory(), systems_, diagnostics);
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
    return texts;
  }

  tests::RegionCopy copy_;
  models::Table<models::HeatSystemIndex, models::HeatSystemParams> systems_;
  models::Table<models::HeatNetworkIndex, models::HeatNetworkSite> sites_;
};

TEST_F(HeatSiteLoaderTest, TheShippedNetworksAreSoundAndSayThatPipesAreInvented) {
  EXPECT_THAT(Load(), ElementsAre());
  ASSERT_EQ(sites_.size(), 10u);
  const models::HeatNetworkSite& oslo = sites_[models::HeatNetworkIndex(0)];
  EXPECT_EQ(oslo.id, kOslo);
  EXPECT_EQ(oslo.system, models::HeatSystemIndex(0));
  EXPECT_EQ(oslo.spec.design_heat_w, 733e6);
  EXPECT_EQ(oslo.spec.supply_degc, 120.0);
  EXPECT_EQ(oslo.supply_warm_degc, 95.0);
  EXPECT_EQ(oslo.spec.trench_count, 1750);
  for (const models::HeatNetworkSite& site : sites_)
    EXPECT_THAT(site.source, HasSubstr("invented")) << site.id;
}

TEST_F(HeatSiteLoaderTest, ARegionWithoutTheFileHasNone) {
  copy_.Remove(kFile);
  EXPECT_THAT(Load(), ElementsAre());
  EXPECT_TRUE(sites_.empty());
}

TEST_F(HeatSiteLoaderTest, ErrorsComeTogetherWithLineAndColumn) {
  const std::string system = copy_.SetField(kFile, kOslo, "heat_system_id", "oet:heat/olso");
  const std::string count = copy_.SetField(kFile, kDrammen, "trench_count", "170.5");
  const std::string height = copy_.SetField(kFile, kDrammen, "height_range_m", "-1");
  EXPECT_THAT(Load(), ElementsAre(StartsWith(system + "there is no heat system 'oet:heat/olso'"),
                                  StartsWith(count + "is 170.5, must be a whole number"),
                                  StartsWith(height)));
}

TEST_F(HeatSiteLoaderTest, WhatCannotBeGeneratedNamesItsColumn) {
  const std::string warm = copy_.SetField(kFile, kOslo, "supply_warm_degc", "125");
  const std::string plants = copy_.SetField(kFile, kDrammen, "producer_count", "18");
  EXPECT_THAT(Load(), ElementsAre(StartsWith(warm + "must lie above"),
                                  StartsWith(plants + "must lie in [1, 16]")));
}

TEST_F(HeatSiteLoaderTest, NothingElectricIsKeyedOnIt) {
  const auto before = LoadRegion(copy_.directory());
  copy_.SetField(kFile, kOslo, "seed", "77");
  const auto after = LoadRegion(copy_.directory());
  ASSERT_TRUE(before.ok() && after.ok()) << after.status();
  EXPECT_EQ(after->heat_networks[models::HeatNetworkIndex(0)].spec.seed, 77u);
  EXPECT_EQ(before->data_revision, after->data_revision);
}

}  // namespace
}  // namespace data

#include "twin/capacity/mv_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/region_loader.h"
#include "models/time/oslo_calendar.h"
#include "tests/support/region_paths.h"

namespace twin::capacity {
namespace {

using models::MvNodeIndex;
using models::MvSupplyIndex;
using testing::HasSubstr;

TEST(MvNameTest, OnlyAFeederAndANodeAreSplitOff) {
  EXPECT_EQ(SplitMvName("Hamar 66/F3/N12").bus, "Hamar 66");
  EXPECT_EQ(SplitMvName("Hamar 66/F3/N12").node, "F3/N12");
  EXPECT_EQ(SplitMvName("osm:node/12@47/F1/N1").bus, "osm:node/12@47");
  for (const char* at : {"Hamar 66", "oet:bus/abc", "Kjørbekk/Hauen/Moflata", "A/F3", "A/F3/N",
                         "A/Fx/N2", "A/F-1/N2", "/F1/N1/", ""}) {
    EXPECT_EQ(SplitMvName(at).bus, at);
    EXPECT_EQ(SplitMvName(at).node, "");
  }
}

class MvNetworksTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = new models::Region(*std::move(region));
    auto networks = MvNetworks::Make(*region_);
    ASSERT_TRUE(networks.ok()) << networks.status();
    networks_ = new MvNetworks(*std::move(networks));
  }
  static void TearDownTestSuite() {
    delete networks_;
    delete region_;
  }
  static inline models::Region* region_ = nullptr;
  static inline MvNetworks* networks_ = nullptr;
};

TEST_F(MvNetworksTest, EveryNodeIsFoundByItsNameAndByItsPlace) {
  const models::MvGrid& grid = networks_->grid();
  for (std::size_t i = 0; i < grid.nodes.size(); i += 997) {
    const MvNodeIndex node(i);
    const models::MvSupply& supply = grid.supplies[networks_->SupplyOf(node)];
    const auto found = networks_->Find(supply.bus, models::MvNodeLabel(grid, node));
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, node);
    const auto nearest = networks_->FindNearest(grid.nodes[node].lat_deg, grid.nodes[node].lon_deg,
                                                supply.nominal_kv);
    ASSERT_TRUE(nearest.ok()) << nearest.status();
    EXPECT_EQ(nearest->node, node);
    EXPECT_EQ(nearest->bus, supply.bus);
  }
}

TEST_F(MvNetworksTest, WhatIsNotThereIsToldWithWhatIs) {
  const models::MvSupply& supply = networks_->grid().supplies[MvSupplyIndex(0)];
  const auto feeder = networks_->Find(supply.bus, "F999/N1");
  EXPECT_EQ(feeder.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(feeder.status().message()),
              HasSubstr(std::to_string(supply.feeder_count)));
  EXPECT_EQ(networks_->Find(supply.bus, "F1/N99999").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(networks_->FindNearest(48.85, 2.35, 22.0).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(networks_->FindNearest(59.9, 10.7, 6.0).status().code(), absl::StatusCode::kNotFound);
}

// Three days around the coldest time of year: extremes are those of the quarters one by one, and
// two threads find what one finds.
TEST_F(MvNetworksTest, RatiosAreTheExtremesOfTheQuarters) {
  const auto params = solvers::MakePlanningParams(*region_, {.seed = 1, .year = 2011}, 1.0);
  const auto calendar = models::OsloCalendar::Load();
  ASSERT_TRUE(params.ok() && calendar.ok());
  const models::Quarter first = calendar->LocalDayStart(2027, 1, 20);
  constexpr std::size_t kCount = 3 * 96;
  const auto one = solvers::CalcDemandExtremes(*params, *calendar, first, kCount, 1);
  const auto two = solvers::CalcDemandExtremes(*params, *calendar, first, kCount, 2);
  EXPECT_EQ(one.highest_mw, two.highest_mw);
  EXPECT_EQ(one.lowest_mw, two.lowest_mw);
  const auto ratios = networks_->CalcRatios(region_->grid, one);
  const models::MvSupply& supply = networks_->grid().supplies[MvSupplyIndex(5)];
  double highest_mw = 0.0, lowest_mw = 1e9;
  solvers::PlanningWeather weather;
  for (std::size_t i = 0; i < kCount; ++i) {
    solvers::CalcPlanningWeather(*params, *calendar, first + static_cast<std::int64_t>(i), weather);
    double sum_mw = 0.0;
    for (std::size_t k = 0; k < region_->grid.loads.size(); ++k) {
      const models::LoadParams& load = region_->grid.loads[models::LoadIndex(k)];
      if (load.bus == supply.bus && load.kind == models::LoadKind::kGeneral) {
        sum_mw += weather.demand.demand_mw[models::LoadIndex(k)];
      }
    }
    highest_mw = std::max(highest_mw, sum_mw);
    lowest_mw = std::min(lowest_mw, sum_mw);
  }
  // Loads of one busbar need not peak together: their extremes' sum lies beyond, never inside.
  EXPECT_GE(ratios.highest_ratio[MvSupplyIndex(5)] * supply.cold_mw, highest_mw - 1e-9);
  EXPECT_LE(ratios.lowest_ratio[MvSupplyIndex(5)] * supply.cold_mw, lowest_mw + 1e-9);
  EXPECT_NEAR(ratios.highest_ratio[MvSupplyIndex(5)] * supply.cold_mw, highest_mw,
              0.1 * highest_mw);
}

}  // namespace
}  // namespace twin::capacity

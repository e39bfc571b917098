#include "twin/capacity/heat_measures.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "data/region_loader.h"
#include "models/planning_region.h"
#include "models/time/oslo_calendar.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_region.h"

namespace twin::capacity {
namespace {

using models::HeatPlantKind;

const planning::PlanningKey kKey{.planning_year = 2027, .seed = 1, .weather_year = 2023};
// A workday morning in January, a summer night.
const std::vector<std::uint32_t> kQuarters{20 * 96 + 32, 190 * 96 + 8};

class HeatMeasuresTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    first_ = models::OsloCalendar::Load()->LocalDayStart(kKey.planning_year, 1, 1);
  }
  static void TearDownTestSuite() { delete region_; }

  static const models::HeatSystemParams& Oslo() { return Find("oet:heat/oslo"); }
  static const models::HeatSystemParams& Find(const std::string& id) {
    for (const models::HeatSystemParams& system : region_->heat_systems) {
      if (system.id == id) return system;
    }
    ADD_FAILURE() << "no heat system " << id;
    return *region_->heat_systems.begin();
  }
  static double BoilerMw(const models::HeatSystemParams& system) {
    double sum_mw = 0.0;
    for (const auto& plant : system.plants) {
      if (plant.kind == HeatPlantKind::kElectricBoiler) sum_mw += plant.heat_max_mw;
    }
    return sum_mw;
  }
  static double SumMw(const HeatMeasure& measure, std::size_t place) {
    double sum_mw = 0.0;
    for (const auto& relief : measure.reliefs) sum_mw += relief.relief_mw[place];
    return sum_mw;
  }

  inline static const models::Region* region_ = nullptr;
  inline static models::Quarter first_;
};

TEST_F(HeatMeasuresTest, WhatIsCutWasDrawnByBoilers) {
  // With electricity so cheap that boilers run before all else.
  models::HeatSystemParams system = Oslo();
  for (auto& plant : system.plants) {
    if (plant.kind == HeatPlantKind::kElectricBoiler) {
      plant.tariff_nok_per_mwh = -5000.0;
      plant.held = {};
    }
  }
  const auto cut = CalcBoilerCut({*region_, kKey, first_}, system, kQuarters);
  ASSERT_TRUE(cut.ok()) << cut.status();
  ASSERT_TRUE(cut->bus.valid());
  EXPECT_GT(SumMw(*cut, 0), 50.0) << "in January all of them run";
  EXPECT_LE(SumMw(*cut, 0), BoilerMw(system) / 0.98) << "no more than they can draw";
  for (const auto& relief : cut->reliefs) EXPECT_LE(relief.relief_mw[0], cut->largest_mw);
}

TEST_F(HeatMeasuresTest, BoilersThatDoNotRunRelieveNothing) {
  models::HeatSystemParams system = Oslo();
  for (auto& plant : system.plants) {
    if (plant.kind == HeatPlantKind::kElectricBoiler) plant.tariff_nok_per_mwh = 1e6;
  }
  const std::vector<std::uint32_t> summer{kQuarters[1]};
  const auto cut = CalcBoilerCut({*region_, kKey, first_}, system, summer);
  ASSERT_TRUE(cut.ok()) << cut.status();
  EXPECT_FALSE(cut->bus.valid());
  EXPECT_TRUE(cut->reliefs.empty());
}

// A system of nothing but one electric boiler: cut it and rooms get cold, so it is not cut.
TEST_F(HeatMeasuresTest, HeatThatNobodyElseServesIsNotCut) {
  models::HeatSystemParams system = Find("oet:heat/drammen");
  std::erase_if(system.plants,
                [](const auto& plant) { return plant.kind != HeatPlantKind::kElectricBoiler; });
  ASSERT_EQ(system.plants.size(), 1u);
  system.plants.front().heat_max_mw = 500.0;
  system.plants.front().held = {};
  system.accumulator = {};
  const std::vector<std::uint32_t> winter{kQuarters[0]};
  const auto cut = CalcBoilerCut({*region_, kKey, first_}, system, winter);
  ASSERT_TRUE(cut.ok()) << cut.status();
  // By halving to a sixteenth of what it can give, beyond what it does give.
  EXPECT_LT(cut->largest_mw, 500.0 / 16.0);
}

// A source that is hot enough needs no heat pump; it takes the place of boilers MW for MW.
TEST_F(HeatMeasuresTest, HotSurplusHeatTakesTheBoilersPlace) {
  models::HeatSystemParams system = Find("oet:heat/drammen");
  std::erase_if(system.plants,
                [](const auto& plant) { return plant.kind != HeatPlantKind::kElectricBoiler; });
  system.plants.front().heat_max_mw = 500.0;
  system.plants.front().held = {};
  system.accumulator = {};
  models::SurplusSourceParams source{.id = "s",
                                     .name = "S",
                                     .winter_degc = 130.0,
                                     .summer_degc = 130.0,
                                     .cooled_to_degc = 60.0,
                                     .heat_mw = 10.0,
                                     .is_operating = true,
                                     .bus = system.plants.front().bus};
  const std::vector<std::uint32_t> winter{kQuarters[0]};
  const auto surplus = CalcSurplusHeat({*region_, kKey, first_}, system, source, winter);
  ASSERT_TRUE(surplus.ok()) << surplus.status();
  EXPECT_EQ(surplus->bus, system.plants.front().bus);
  EXPECT_NEAR(surplus->largest_mw, 10.0 / system.plants.front().efficiency_ratio, 0.3);
}

TEST_F(HeatMeasuresTest, ARegionWithAProfileHasNone) {
  const models::Region small = tests::MakeSmallRegion(96);
  EXPECT_EQ(CalcBoilerCut({small, kKey, first_}, Oslo(), kQuarters).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace twin::capacity

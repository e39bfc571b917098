#include "models/planning_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/region_loader.h"
#include "models/region_year.h"
#include "tests/support/region_paths.h"

namespace models {
namespace {

class PlanningRegionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    today_ = std::make_shared<const Region>(*std::move(region));
  }
  static void TearDownTestSuite() { today_.reset(); }

  static double SumColdMw(const Region& region) {
    double sum_mw = 0.0;
    for (const LoadParams& load : region.grid.loads) sum_mw += load.cold_mw;
    return sum_mw;
  }
  static std::shared_ptr<const Region> today_;
};

std::shared_ptr<const Region> PlanningRegionTest::today_;

TEST_F(PlanningRegionTest, WithoutFurtherWordsProjectsStandAndDemandHasGrown) {
  const auto planned = MakePlanningRegion(today_, {.year = 2035});
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->growth_scenario, "base");
  const auto by_name = MakeRegionOfYear(*today_, 2035, Pace::kBase, GrowthPace::kBase);
  ASSERT_TRUE(by_name.ok()) << by_name.status();
  EXPECT_EQ(planned->region->data_revision, by_name->data_revision);
  EXPECT_EQ(SumColdMw(*planned->region), SumColdMw(*by_name));
  EXPECT_GT(SumColdMw(*planned->region), 1.05 * SumColdMw(*today_));
  EXPECT_GT(planned->region->grid.branches.size(), today_->grid.branches.size());
}

TEST_F(PlanningRegionTest, GrowthAndPaceAreChosenApart) {
  const auto steady = MakePlanningRegion(today_, {.year = 2035, .growth = "none"});
  ASSERT_TRUE(steady.ok()) << steady.status();
  EXPECT_EQ(steady->growth_scenario, kNoGrowth);
  // Loads of today stay; what is reserved until then stands after them.
  double reserved_mw = 0.0;
  for (std::size_t i = 0; i < steady->region->grid.loads.size(); ++i) {
    const LoadIndex load(i);
    if (i < today_->grid.loads.size()) {
      EXPECT_EQ(steady->region->grid.loads[load].cold_mw, today_->grid.loads[load].cold_mw);
    } else {
      reserved_mw += steady->region->grid.loads[load].cold_mw;
    }
  }
  EXPECT_GT(reserved_mw, 100.0);
  EXPECT_NEAR(SumColdMw(*steady->region), SumColdMw(*today_) + reserved_mw, 1e-6);
  const auto late = MakePlanningRegion(today_, {.year = 2030, .pace = "late", .growth = "low"});
  const auto high = MakePlanningRegion(today_, {.year = 2030, .pace = "late", .growth = "high"});
  ASSERT_TRUE(late.ok() && high.ok());
  EXPECT_LT(SumColdMw(*late->region), SumColdMw(*high->region));
  EXPECT_NE(late->region->data_revision, high->region->data_revision);
}

// The medium voltage is that of today: its busbars must be where they were.
TEST_F(PlanningRegionTest, BusesOfTodayKeepTheirRows) {
  const auto planned = MakePlanningRegion(today_, {.year = 2040, .growth = "high"});
  ASSERT_TRUE(planned.ok()) << planned.status();
  ASSERT_GE(planned->region->grid.buses.size(), today_->grid.buses.size());
  for (std::size_t i = 0; i < today_->grid.buses.size(); ++i) {
    const BusIndex bus(i);
    EXPECT_EQ(planned->region->grid.buses[bus].id, today_->grid.buses[bus].id);
  }
}

TEST_F(PlanningRegionTest, ARegionWithoutProjectsAndGrowthStaysTheSameObject) {
  Region bare = *today_;
  bare.grid_projects.clear();
  bare.growth = {};
  bare.large_loads = {};
  const auto shared = std::make_shared<const Region>(std::move(bare));
  const auto planned = MakePlanningRegion(shared, {.year = 2030});
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->region, shared);
  EXPECT_EQ(planned->growth_scenario, kNoGrowth);
  EXPECT_EQ(MakePlanningRegion(shared, {.year = 2030, .growth = "high"}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(PlanningRegionTest, UnknownWordsAreNamed) {
  EXPECT_THAT(MakePlanningRegion(today_, {.year = 2030, .pace = "soon"}).status().message(),
              testing::HasSubstr("\"soon\" is not early, base or late"));
  EXPECT_THAT(MakePlanningRegion(today_, {.year = 2030, .growth = "much"}).status().message(),
              testing::HasSubstr("\"much\" is not none, low, base or high"));
}

}  // namespace
}  // namespace models

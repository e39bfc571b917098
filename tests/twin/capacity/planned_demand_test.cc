#include "twin/capacity/planned_demand.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "data/region_loader.h"
#include "models/planning_region.h"
#include "models/time/oslo_calendar.h"
#include "tests/support/region_paths.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

constexpr int kPlanned = 2027;
const planning::PlanningKey kKey{.planning_year = kPlanned, .seed = 1, .weather_year = 2023};
const std::vector<std::uint32_t> kQuarters{1000, 20000};

class PlannedDemandTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    today_ = std::make_shared<const models::Region>(*data::LoadRegion(tests::RegionDirectory()));
    planned_ = models::MakePlanningRegion(today_, {.year = kPlanned})->region;
    first_ = models::OsloCalendar::Load()->LocalDayStart(kPlanned, 1, 1);
  }
  static void TearDownTestSuite() {
    today_.reset();
    planned_.reset();
  }

  // What the planning year's own step makes of a region, at one quarter.
  static solvers::PowerFlowInputs Step(const models::Region& region, std::uint32_t quarter) {
    const auto calendar = *models::OsloCalendar::Load();
    const auto params =
        *solvers::MakePlanningParams(region, {.seed = kKey.seed, .year = kKey.weather_year}, 1.0);
    solvers::PlanningWeather weather;
    solvers::CalcPlanningWeather(params, calendar, first_ + quarter, weather);
    auto state = solvers::MakePlanningState(params, weather);
    solvers::HeatStepWorkspace workspace;
    return *solvers::AdvancePlanning(params, first_ + quarter, weather, workspace, state);
  }

  // Busbars that nothing feeds in at: there the step's injection is demand alone.
  static std::set<BusIndex> BusesThatFeed(const models::ElectricityGrid& grid) {
    std::set<BusIndex> feeding;
    for (const auto& generator : grid.generators) feeding.insert(generator.bus);
    for (const auto& boundary : grid.boundaries) feeding.insert(boundary.bus);
    return feeding;
  }

  inline static std::shared_ptr<const models::Region> today_, planned_;
  inline static models::Quarter first_;
};

TEST_F(PlannedDemandTest, GrowthIsTheDifferenceOfTheTwoYearsOwnSteps) {
  const auto later = models::MakePlanningRegion(today_, {.year = 2032});
  ASSERT_TRUE(later.ok()) << later.status();
  const auto demand = PlannedDemand::Make({*planned_, kKey, first_}, kQuarters);
  ASSERT_TRUE(demand.ok()) << demand.status();
  const auto added = demand->CalcAdded(later->region->grid.loads);
  ASSERT_GT(added.size(), 50u);
  const std::set<BusIndex> feeding = BusesThatFeed(today_->grid);
  std::size_t compared = 0;
  for (std::size_t place = 0; place < kQuarters.size(); ++place) {
    const auto before = Step(*planned_, kQuarters[place]);
    const auto after = Step(*later->region, kQuarters[place]);
    for (const solvers::AddedDemand& one : added) {
      ASSERT_LT(one.bus.value(), today_->grid.buses.size());
      if (feeding.count(one.bus) != 0) continue;
      ++compared;
      EXPECT_NEAR(before.injection_mw[one.bus] - after.injection_mw[one.bus], one.demand_mw[place],
                  1e-9);
      EXPECT_NEAR(before.injection_mvar[one.bus] - after.injection_mvar[one.bus],
                  one.demand_mvar[place], 1e-9);
    }
  }
  EXPECT_GT(compared, 100u);
}

TEST_F(PlannedDemandTest, ThePlannedLoadsThemselvesAddNothing) {
  const auto demand = PlannedDemand::Make({*planned_, kKey, first_}, kQuarters);
  ASSERT_TRUE(demand.ok()) << demand.status();
  EXPECT_TRUE(demand->CalcAdded(planned_->grid.loads).empty());
}

TEST_F(PlannedDemandTest, StationsDrawWhatAllLoadsDraw) {
  const auto demand = PlannedDemand::Make({*planned_, kKey, first_}, kQuarters);
  ASSERT_TRUE(demand.ok()) << demand.status();
  double stations_mw = 0.0, loads_mw = 0.0;
  for (std::size_t i = 0; i < planned_->grid.stations.size(); ++i) {
    stations_mw += demand->CalcStationMw(models::StationIndex(i)).front();
  }
  for (const double mw : demand->weather().front().demand.demand_mw) loads_mw += mw;
  EXPECT_GT(loads_mw, 1000.0);
  EXPECT_NEAR(stations_mw, loads_mw, 1e-6);
}

}  // namespace
}  // namespace twin::capacity

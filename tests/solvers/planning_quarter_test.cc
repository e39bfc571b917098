#include "solvers/planning_quarter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "data/region_loader.h"
#include "models/base/units.h"
#include "models/region_year.h"
#include "solvers/heat_inputs.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::LoadIndex;

constexpr double kLossesShare = 0.024;  // as the balance is told
const models::WeatherYear kYear{.seed = 3, .year = 5};

class PlanningQuarterTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    calendar_ = new models::OsloCalendar(*models::OsloCalendar::Load());
  }
  static void TearDownTestSuite() {
    delete region_;
    delete calendar_;
  }
  static models::Quarter First() { return calendar_->LocalDayStart(2030, 1, 1); }
  static PlanningParams Params(const models::Region& region, double demand_ratio = 1.0) {
    const auto params = MakePlanningParams(region, kYear, demand_ratio);
    EXPECT_TRUE(params.ok()) << params.status();
    return *params;
  }
  static double Sum(const auto& table) {
    double sum = 0.0;
    for (const double one : table) sum += one;
    return sum;
  }

  static const models::Region* region_;
  static const models::OsloCalendar* calendar_;
};
const models::Region* PlanningQuarterTest::region_ = nullptr;
const models::OsloCalendar* PlanningQuarterTest::calendar_ = nullptr;

// Generation + imports = demand + a fixed share of it, quarter after quarter in every season.
TEST_F(PlanningQuarterTest, TheBalanceClosesWithTheLossesShare) {
  models::Region without_heat = *region_;
  without_heat.heat_systems = {};
  for (const models::Region* region : {region_, const_cast<const models::Region*>(&without_heat)}) {
    const PlanningParams params = Params(*region);
    HeatStepWorkspace workspace;
    for (const int day : {0, 100, 190}) {
      PlanningWeather weather;
      CalcPlanningWeather(params, *calendar_, First() + 96 * day, weather);
      PlanningState state = MakePlanningState(params, weather);
      for (int i = 0; i < 12; ++i) {
        const models::Quarter quarter = First() + 96 * day + i;
        CalcPlanningWeather(params, *calendar_, quarter, weather);
        const auto inputs = AdvancePlanning(params, quarter, weather, workspace, state);
        ASSERT_TRUE(inputs.ok()) << inputs.status();
        const double demand_mw = Sum(weather.demand.demand_mw);
        ASSERT_GT(demand_mw, 1000.0);
        const double left_mw = Sum(inputs->injection_mw);
        const double all_demand_mw = state.balance.losses_mw / kLossesShare;
        EXPECT_NEAR(left_mw, state.balance.losses_mw, 1e-9 * demand_mw);
        if (region->heat_systems.empty()) {
          EXPECT_NEAR(all_demand_mw, demand_mw, 1e-9 * demand_mw);
        } else {
          EXPECT_GT(all_demand_mw, demand_mw - 100.0);  // others draw less than is held of them
          EXPECT_LT(all_demand_mw, demand_mw + 500.0);  // Oslo's electric plants
        }
      }
    }
  }
}

// The same plants move the same buses as in the live step, which integrates them by CVODE.
TEST_F(PlanningQuarterTest, HeatPlantsMoveTheGridAsInTheLiveStep) {
  const PlanningParams params = Params(*region_);
  HeatStepWorkspace planning, live;
  PlanningWeather weather;
  CalcPlanningWeather(params, *calendar_, First(), weather);
  PlanningState state = MakePlanningState(params, weather);
  auto heat = state.heat;
  double most_mw = 0.0;
  for (int i = 0; i < 24; ++i) {
    const models::Quarter quarter = First() + i;
    CalcPlanningWeather(params, *calendar_, quarter, weather);
    ASSERT_TRUE(AdvancePlanning(params, quarter, weather, planning, state).ok());
    models::Table<models::BusIndex, double> beside_mw(region_->grid.buses.size());
    for (std::size_t row = 0; row < heat.size(); ++row) {
      const models::HeatSystemIndex index(row);
      const models::HeatSystemParams& system = region_->heat_systems[index];
      const auto inputs = MakeHeatInputs(system, region_->price, {kYear, quarter, weather.local},
                                         weather.weather[system.place]);
      const auto step =
          AdvanceHeatSystem(system, inputs, heat[index], models::kHoursPerQuarter, live);
      ASSERT_TRUE(step.ok()) << step.status();
      heat[index] = step->next_state;
      AddElectricityBesideLoads(system, inputs, step->result, beside_mw);
    }
    EXPECT_NEAR(state.balance.losses_mw / kLossesShare - Sum(weather.demand.demand_mw),
                Sum(beside_mw), 1e-5);
    most_mw = std::max(most_mw, std::abs(Sum(beside_mw)));
  }
  EXPECT_GT(most_mw, 1.0);
}

TEST_F(PlanningQuarterTest, TheDemandRatioScalesGeneralLoadsOnly) {
  const PlanningParams today = Params(*region_), grown = Params(*region_, 1.25);
  PlanningWeather now, then;
  int general = 0, named = 0;
  for (const int at : {0, 9000, 20'000}) {
    CalcPlanningWeather(today, *calendar_, First() + at, now);
    CalcPlanningWeather(grown, *calendar_, First() + at, then);
    for (std::size_t i = 0; i < today.loads.size(); ++i) {
      const LoadIndex load(i);
      const bool is_general = today.loads[load].kind == models::LoadKind::kGeneral;
      const double expected_mw = (is_general ? 1.25 : 1.0) * now.demand.demand_mw[load];
      EXPECT_NEAR(then.demand.demand_mw[load], expected_mw, 1e-12 * (1.0 + expected_mw));
      ++(is_general ? general : named);
    }
  }
  EXPECT_GT(general, 0);
  EXPECT_GT(named, 0);
}

// Every sector of a load grows by its own factor; the base year's table is today's answer.
TEST_F(PlanningQuarterTest, GrowthMultipliesEachSectorByItsFactor) {
  const models::GrowthQuestion question{.year = 2033, .pace = models::GrowthPace::kHigh};
  const auto factor_ratio = *models::CalcSectorFactorsRatio(region_->growth, question);
  const PlanningParams today = Params(*region_);
  const PlanningParams base = *MakePlanningParams(*region_, kYear, 1.0, {.year = 2026});
  const PlanningParams grown = *MakePlanningParams(*region_, kYear, 1.0, question);
  PlanningWeather now, same, then;
  double now_mw = 0.0, then_mw = 0.0;
  for (const int at : {70, 9000, 20'000}) {
    CalcPlanningWeather(today, *calendar_, First() + at, now);
    CalcPlanningWeather(base, *calendar_, First() + at, same);
    CalcPlanningWeather(grown, *calendar_, First() + at, then);
    for (std::size_t i = 0; i < today.loads.size(); ++i) {
      const LoadIndex load(i);
      const auto& power_ratio = now.demand.sector_power_ratio[today.loads[load].place];
      double before = 0.0, after = 0.0;
      for (std::size_t s = 0; s < models::kSectorCount; ++s) {
        before += (*today.loads[load].sector_ratio)[s] * power_ratio[s];
        after += (*today.loads[load].sector_ratio)[s] * power_ratio[s] * factor_ratio[s];
      }
      const double mw = now.demand.demand_mw[load];
      EXPECT_NEAR(same.demand.demand_mw[load], mw, 1e-12 * (1.0 + mw));
      EXPECT_NEAR(then.demand.demand_mw[load], mw * after / before, 1e-11 * (1.0 + mw));
      now_mw += mw;
      then_mw += then.demand.demand_mw[load];
    }
  }
  EXPECT_GT(then_mw, 1.05 * now_mw);
}

// The region of a year carries the growth itself: the same loads, the reserved large ones behind
// them, and no growth left to be asked.
TEST_F(PlanningQuarterTest, TheRegionOfAYearHasGrownAlready) {
  const auto of_year =
      models::MakeRegionOfYear(*region_, 2033, models::Pace::kBase, models::GrowthPace::kHigh);
  ASSERT_TRUE(of_year.ok()) << of_year.status();
  EXPECT_EQ(of_year->data_revision, region_->data_revision + "-2033base-high");
  const PlanningParams asked =
      *MakePlanningParams(*region_, kYear, 1.0, {.year = 2033, .pace = models::GrowthPace::kHigh});
  const PlanningParams grown = *MakePlanningParams(*of_year, kYear, 1.0);
  std::size_t entered = 0;
  for (const models::LargeLoadParams& large : region_->large_loads) {
    entered += models::EntersInYear(large, {.year = 2033}) ? 1 : 0;
  }
  EXPECT_GT(entered, 0u);
  ASSERT_EQ(grown.loads.size(), asked.loads.size() + entered);
  for (std::size_t i = 0; i < asked.loads.size(); ++i) {
    EXPECT_EQ(grown.loads[LoadIndex(i)].cold_mw, asked.loads[LoadIndex(i)].cold_mw);
    EXPECT_EQ(grown.loads[LoadIndex(i)].sector_ratio, asked.loads[LoadIndex(i)].sector_ratio);
  }
  EXPECT_FALSE(MakePlanningParams(*of_year, kYear, 1.0, {.year = 2035}).ok());
}

TEST_F(PlanningQuarterTest, ARatioOutsideItsRangeIsRefused) {
  for (const double ratio : {0.09, 10.1, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(MakePlanningParams(*region_, kYear, ratio).status().code(),
              absl::StatusCode::kInvalidArgument)
        << ratio;
  }
  EXPECT_TRUE(MakePlanningParams(*region_, kYear, 0.1).ok());
  EXPECT_TRUE(MakePlanningParams(*region_, kYear, 10.0).ok());
}

TEST_F(PlanningQuarterTest, TheWeatherPartIsTheSameToTheBitAloneAndInAnyOrder) {
  const PlanningParams params = Params(*region_);
  constexpr int kCount = 40;
  std::vector<PlanningWeather> forwards(kCount);
  for (int i = 0; i < kCount; ++i) {
    CalcPlanningWeather(params, *calendar_, First() + 317 * i,
                        forwards[static_cast<std::size_t>(i)]);
  }
  PlanningWeather reused;
  for (int i = kCount - 1; i >= 0; --i) {
    CalcPlanningWeather(params, *calendar_, First() + 317 * i, reused);
    const PlanningWeather& first = forwards[static_cast<std::size_t>(i)];
    EXPECT_EQ(reused.demand.demand_mw, first.demand.demand_mw);
    EXPECT_EQ(reused.demand.demand_mvar, first.demand.demand_mvar);
    for (std::size_t place = 0; place < reused.weather.size(); ++place) {
      const models::PlaceIndex index(place);
      EXPECT_EQ(reused.weather[index].air_degc, first.weather[index].air_degc);
      EXPECT_EQ(reused.weather[index].effective_degc, first.weather[index].effective_degc);
    }
  }
}

TEST_F(PlanningQuarterTest, EqualStatesGoOnEquallyAndOtherWeatherDoesNot) {
  const PlanningParams params = Params(*region_);
  const auto other_params = *MakePlanningParams(*region_, {.seed = 3, .year = 6}, 1.0);
  HeatStepWorkspace used, fresh;
  PlanningWeather weather, other;
  CalcPlanningWeather(params, *calendar_, First(), weather);
  PlanningState a = MakePlanningState(params, weather), b = a;
  for (int i = 0; i < 4; ++i) {
    CalcPlanningWeather(params, *calendar_, First() + i, weather);
    CalcPlanningWeather(other_params, *calendar_, First() + i, other);
    HeatStepWorkspace new_workspace;
    const auto left = AdvancePlanning(params, First() + i, weather, used, a);
    const auto right = AdvancePlanning(params, First() + i, weather, new_workspace, b);
    ASSERT_TRUE(left.ok() && right.ok());
    EXPECT_EQ(left->injection_mw, right->injection_mw);
    EXPECT_EQ(a.balance, b.balance);
    EXPECT_EQ(a.shunt_step, b.shunt_step);
    EXPECT_NE(weather.demand.demand_mw, other.demand.demand_mw);
  }
}

}  // namespace
}  // namespace solvers

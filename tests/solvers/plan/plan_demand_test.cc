#include "solvers/plan/plan_demand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "models/climate/sector.h"
#include "tests/support/plan_cases.h"

namespace solvers {
namespace {

constexpr std::size_t kP10 = 0, kP50 = 1, kP90 = 2;
constexpr std::size_t kDirect = static_cast<std::size_t>(HeatChoice::kDirect);

models::ConnectionProfiles Profiles() {
  models::ConnectionProfileParams steady{.id = "steady"};
  for (auto& month : steady.hour_share) {
    for (auto& day : month) day.fill(1.0f);
  }
  models::ConnectionProfileParams wind{.id = "wind", .driver = models::ProfileDriver::kWind};
  return {steady, wind};
}

models::PlanAreaParams Area(const char* name, int code, double bra_m2) {
  models::PlanAreaParams area{.id = name, .field_name = name, .purpose_code = code};
  area.surface = tests::BoxSurface(0, 0, 100, 100);
  area.utilisation.bra_m2 = bra_m2;
  return area;
}

models::Plan PlanOf(std::vector<models::PlanAreaParams> areas) {
  models::Plan plan{.municipality_id = "3205", .id = "1"};
  plan.areas = std::move(areas);
  return plan;
}

const PlanClimate& Climate() {
  static const PlanClimate climate = tests::CosineClimate();
  return climate;
}

PlanQuestion Question() {
  return {.first_year = 2028, .last_year = 2034, .build_out = {.first_year = 2030}};
}

PlanDemand Solve(const models::Plan& plan, const PlanQuestion& question = Question()) {
  const models::PlanTables tables = tests::SmallPlanTables();
  const auto areas = CalcPlanAreas(plan, tables);
  EXPECT_TRUE(areas.ok()) << areas.status();
  const auto demand = SolvePlanDemand(plan, *areas, tables, Profiles(), {}, Climate(), question);
  EXPECT_TRUE(demand.ok()) << demand.status();
  return demand.ok() ? *demand : PlanDemand{};
}

TEST(PlanDemandTest, AHandCalculation) {
  const PlanDemand demand = Solve(PlanOf({Area("a", 1113, 1000.0)}));
  ASSERT_EQ(demand.years.size(), 7u);
  EXPECT_EQ(demand.years[1].electricity_mwh[kDirect][kP50], 0.0);  // 2029: nothing stands
  const PlanYearDemand& year = demand.years[2];
  EXPECT_EQ(year.year, 2030);
  // By hand, 1000 m² of flats: 35 + 10 MWh electric and cars, (17.52 + 25)/0.98 heat, 10/3.5 cold.
  EXPECT_NEAR(year.electric_mwh[kP50], 35.0, 1e-6);
  EXPECT_NEAR(year.ev_mwh[kP50], 10.0, 1e-6);
  EXPECT_NEAR(year.heat_mwh[kP50], 42.52, 1e-6);
  EXPECT_NEAR(year.cooling_mwh[kP50], 10.0, 1e-6);
  EXPECT_NEAR(year.electricity_mwh[kDirect][kP50], 45.0 + 42.52 / 0.98 + 10.0 / 3.5, 1e-6);
  EXPECT_NEAR(year.electric_mwh[kP10], 28.0, 1e-6);
  EXPECT_NEAR(year.electric_mwh[kP90], 49.0, 1e-6);
  // Peak at −20 °C by day: 1000 m² · (7 κ + c κ + (2 κ + 15)/0.98), c = 10/8.76 the cars' steady
  // draw (an even shape has no peak), κ = k/k∞ of 1000/70 flats.
  const double kappa = models::CalcCoincidenceShare(0.5, 1000.0 / 70.0) / 0.5;
  const double peak_w_per_m2 = 7.0 * kappa + 10.0 / 8.76 * kappa + (2.0 * kappa + 15.0) / 0.98;
  EXPECT_NEAR(year.winter_peak_mw[kDirect][kP50], 1e-3 * peak_w_per_m2, 1e-7);
  EXPECT_NEAR(year.heat_peak_mw[kP50], 1e-3 * (2.0 * kappa + 15.0), 1e-7);
}

TEST(PlanDemandTest, ASumOverAreasIsTheDemandOfAll) {
  const PlanDemand a = Solve(PlanOf({Area("a", 1113, 4000.0)}));
  const PlanDemand b = Solve(PlanOf({Area("b", 1310, 9000.0)}));
  const PlanDemand both = Solve(PlanOf({Area("a", 1113, 4000.0), Area("b", 1310, 9000.0)}));
  for (std::size_t y = 0; y < both.years.size(); ++y) {
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
        EXPECT_NEAR(both.years[y].electricity_mwh[c][q],
                    a.years[y].electricity_mwh[c][q] + b.years[y].electricity_mwh[c][q], 1e-9);
        // Peaks come together or not: never above the sum.
        EXPECT_LE(both.years[y].winter_peak_mw[c][q],
                  a.years[y].winter_peak_mw[c][q] + b.years[y].winter_peak_mw[c][q] + 1e-12);
      }
    }
  }
}

TEST(PlanDemandTest, MoreFloorIsNeverLess) {
  PlanYearDemand before;
  for (const double floor_m2 : {100.0, 1000.0, 10'000.0, 100'000.0}) {
    const PlanYearDemand now = Solve(PlanOf({Area("a", 1310, floor_m2)})).years.back();
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
        EXPECT_GT(now.electricity_mwh[c][q], before.electricity_mwh[c][q]);
        EXPECT_GT(now.winter_peak_mw[c][q], before.winter_peak_mw[c][q]);
        EXPECT_GT(now.summer_peak_mw[c][q], before.summer_peak_mw[c][q]);
      }
    }
    before = now;
  }
}

TEST(PlanDemandTest, QuantilesRise) {
  const PlanYearDemand year = Solve(PlanOf({Area("a", 1113, 1e4), Area("b", 1310, 1e4)})).years[4];
  for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
    EXPECT_LT(year.electricity_mwh[c][kP10], year.electricity_mwh[c][kP50]);
    EXPECT_LT(year.electricity_mwh[c][kP50], year.electricity_mwh[c][kP90]);
    EXPECT_LT(year.winter_peak_mw[c][kP10], year.winter_peak_mw[c][kP90]);
  }
}

TEST(PlanDemandTest, PhasingClosesAndIsOfEachArea) {
  models::Plan plan = PlanOf({Area("a", 1113, 1000.0), Area("b", 1310, 2000.0)});
  plan.build_out = models::BuildOut{.first_year = 2029, .build_years = 2.0};
  plan.areas[1].build_out = models::BuildOut{.first_year = 2031, .build_years = 4.0};
  const PlanDemand demand = Solve(plan);
  const double expected_m2[] = {0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0};
  for (std::size_t y = 0; y < 7; ++y) {
    EXPECT_NEAR(demand.years[y].built_floor_m2, expected_m2[y], 1e-9) << demand.years[y].year;
  }
}

TEST(PlanDemandTest, HeatChoicesStandInTheirOrder) {
  const PlanYearDemand year = Solve(PlanOf({Area("a", 1113, 1e4)})).years[4];
  const auto mwh = [&](HeatChoice choice) {
    return year.electricity_mwh[static_cast<std::size_t>(choice)][kP50];
  };
  const auto peak_mw = [&](HeatChoice choice) {
    return year.winter_peak_mw[static_cast<std::size_t>(choice)][kP50];
  };
  EXPECT_LT(mwh(HeatChoice::kDistrictHeat), mwh(HeatChoice::kGroundPump));
  EXPECT_LT(mwh(HeatChoice::kGroundPump), mwh(HeatChoice::kAirPump));
  EXPECT_LT(mwh(HeatChoice::kAirPump), mwh(HeatChoice::kDirect));
  EXPECT_LT(mwh(HeatChoice::kSurplusLift), mwh(HeatChoice::kDirect));
  EXPECT_LT(peak_mw(HeatChoice::kDistrictHeat), peak_mw(HeatChoice::kSurplusLift));
  EXPECT_LT(peak_mw(HeatChoice::kSurplusLift), peak_mw(HeatChoice::kDirect));
  // At the design temperature a pump on air helps little: never more than direct, near it.
  EXPECT_LE(peak_mw(HeatChoice::kAirPump), peak_mw(HeatChoice::kDirect));
  EXPECT_GT(peak_mw(HeatChoice::kAirPump), 0.6 * peak_mw(HeatChoice::kDirect));
}

TEST(PlanDemandTest, GivenPowerRunsByItsProfile) {
  models::Plan plan = PlanOf({Area("dc", 1510, 0.0)});
  plan.areas[0].given = models::PlanGivenPower{"steady", 10.0};
  const PlanYearDemand year = Solve(plan).years[4];
  EXPECT_NEAR(year.given_mwh[kP50], 10.0 * 0.8 * 8760.0, 1e-6);
  for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
    EXPECT_NEAR(year.winter_peak_mw[c][kP50], 8.0, 1e-12);
    EXPECT_NEAR(year.summer_peak_mw[c][kP90], 10.0, 1e-12);
  }
}

TEST(PlanDemandTest, TheSeriesAddsUpToTheYear) {
  models::Plan plan =
      PlanOf({Area("a", 1113, 3000.0), Area("b", 1310, 5000.0), Area("c", 1510, 0.0)});
  plan.areas[2].given = models::PlanGivenPower{"steady", 1.0};
  PlanQuestion question = Question();
  question.series_year = 2032;
  const PlanDemand demand = Solve(plan, question);
  ASSERT_EQ(demand.series.electricity_mw[0][0].size(), 35040u);
  for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
    for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
      const auto& series_mw = demand.series.electricity_mw[c][q];
      const double mwh = 0.25 * std::accumulate(series_mw.begin(), series_mw.end(), 0.0);
      EXPECT_NEAR(mwh, demand.years[4].electricity_mwh[c][q], 1e-6 * mwh);
      // The mildest winter of the two is the series': its coldest quarter is not the design day.
      EXPECT_LE(*std::max_element(series_mw.begin(), series_mw.end()),
                demand.years[4].winter_peak_mw[c][q] + demand.years[4].summer_peak_mw[c][q]);
    }
  }
}

TEST(PlanDemandTest, QuestionsWithoutSenseAreRefused) {
  const models::PlanTables tables = tests::SmallPlanTables();
  models::Plan plan = PlanOf({Area("a", 1510, 0.0)});
  plan.areas[0].given = models::PlanGivenPower{"wind", 1.0};
  const auto solve = [&](const PlanAreas& areas, PlanQuestion question) {
    return SolvePlanDemand(plan, areas, tables, Profiles(), {}, Climate(), question)
        .status()
        .code();
  };
  PlanQuestion question = Question();
  question.last_year = 2020;
  EXPECT_EQ(solve({}, question), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(solve({.powers = {{0, "nothing", 1.0}}}, Question()),
            absl::StatusCode::kInvalidArgument);
  models::PlanTables with_wind = tables;
  with_wind.given.push_back({.profile = "wind", .taken_share = {1, 1, 1}});
  EXPECT_EQ(SolvePlanDemand(plan, {.powers = {{0, "wind", 1.0}}}, with_wind, Profiles(), {},
                            Climate(), Question())
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers

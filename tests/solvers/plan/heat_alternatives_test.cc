#include "solvers/plan/heat_alternatives.h"

#include <gtest/gtest.h>

#include "models/climate/sector.h"
#include "tests/support/heat_costs.h"
#include "tests/support/plan_cases.h"

namespace solvers {
namespace {

constexpr std::size_t kP10 = 0, kP50 = 1, kP90 = 2;

models::HeatPlanTables Tables() {
  using models::HeatCostItem;
  models::HeatPlanTables tables;
  const tests::CostAdder add(tables);
  for (const char* choice : {"direct", "air-pump", "ground-pump", "district-heat", "surplus-lift",
                             "chiller", "ground-cooling", "district-cooling"}) {
    add(choice, HeatCostItem::kPlant, 1000.0, 2000.0, 20.0);
    add(choice, HeatCostItem::kFloor, 100.0, 200.0, 20.0);
    add(choice, HeatCostItem::kBackup, 500.0, 500.0, 20.0);
    add(choice, HeatCostItem::kTrenchDn100, 10'000.0, 20'000.0, 20.0);
    add(choice, HeatCostItem::kTrenchDn300, 24'000.0, 48'000.0, 20.0);
    add(choice, HeatCostItem::kHeatEnergy, 800.0, 1000.0, 0.0);
  }
  add("electricity", HeatCostItem::kEnergy, 600.0, 1000.0, 0.0);
  add("electricity", HeatCostItem::kPower, 500.0, 800.0, 0.0);
  tables.methods = {{.id = "low", .electricity_kg_per_mwh = 15.0},
                    {.id = "high", .electricity_kg_per_mwh = 400.0}};
  return tables;
}

// 20,000 m² of flats, all standing.
struct Case {
  models::PlanTables tables = tests::SmallPlanTables();
  models::HeatPlanTables heat = Tables();
  HeatChoiceParams params;
  PlanAreas areas;
  PlanYearDemand year;
  std::optional<NetworkOffer> network;
  std::optional<SurplusOffer> surplus;

  explicit Case(double floor_m2 = 20'000.0, const char* use = "flat",
                const HeatChoiceParams& with = {}, double design_degc = -20.0)
      : params(with) {
    models::PlanAreaParams area{.id = "a", .purpose_code = 1113};
    if (std::string(use) == "office") area.purpose_code = 1310;
    area.surface = tests::BoxSurface(0, 0, 100, 100);
    area.utilisation.bra_m2 = floor_m2;
    models::Plan plan{.municipality_id = "3205", .id = "1"};
    plan.areas = {area};
    areas = *CalcPlanAreas(plan, tables);
    PlanClimate climate = tests::CosineClimate();
    climate.design_degc = design_degc;
    year = SolvePlanDemand(plan, areas, tables, {}, params, climate,
                           {.first_year = 2030,
                            .last_year = 2030,
                            .build_out = {.first_year = 2030, .build_years = 0.0}})
               ->years.front();
  }

  HeatAlternatives Calc() const {
    auto all = CalcHeatAlternatives({.demand = year,
                                     .areas = areas,
                                     .params = params,
                                     .tables = heat,
                                     .network = network,
                                     .surplus = surplus});
    EXPECT_TRUE(all.ok()) << all.status();
    return all.ok() ? *all : HeatAlternatives{};
  }
};

const HeatAlternative& Of(const HeatAlternatives& all, HeatChoice choice) {
  return all.choices[static_cast<std::size_t>(choice)];
}

TEST(HeatAlternativesTest, AHandCalculation) {
  Case flats;
  flats.network = NetworkOffer{.extension_m = 200.0,
                               .reach = HeatReach::kConfirmed,
                               .available_mw = 3.0,
                               .draw_ratio = 0.1,
                               .emission_kg_per_mwh = {10.0, 50.0}};
  const HeatAlternatives all = flats.Calc();
  // 20,000 m² of (2 κ + 15) W: κ = k(n)/k∞ of n = 20000/70 flats, k∞ = 0.5.
  const double kappa = models::CalcCoincidenceShare(0.5, 20'000.0 / 70.0) / 0.5;
  const double heat_mw = 0.02 * (2.0 * kappa + 15.0);
  EXPECT_NEAR(all.heat_mw[kP50], heat_mw, 1e-9);
  EXPECT_NEAR(all.heat_mwh[kP50], 20.0 * (17.52 + 25.0), 1e-6);
  const HeatAlternative& direct = Of(all, HeatChoice::kDirect);
  EXPECT_NEAR(direct.bus_heat_mw[kP50], heat_mw / 0.98, 1e-9);
  EXPECT_NEAR(direct.electricity_mwh[kP50], 850.4 / 0.98, 1e-6);
  // 1000–2000 NOK/kW; annuity 4 %, 20 years; energy and power.
  EXPECT_NEAR(direct.investment_mnok.low_mnok, heat_mw, 1e-9);
  EXPECT_NEAR(direct.yearly_mnok.high_mnok,
              2.0 * heat_mw * 0.0735817503 + 850.4 / 0.98 * 1e-3 + heat_mw / 0.98 * 0.8, 1e-6);
  EXPECT_NEAR(direct.emissions[0].year_kg, 850.4 / 0.98 * 15.0, 1e-3);
  EXPECT_FALSE(direct.meets_flexible_rule);
  const HeatAlternative& district = Of(all, HeatChoice::kDistrictHeat);
  EXPECT_NEAR(district.bus_heat_mw[kP50], 0.01 * heat_mw, 1e-9);
  EXPECT_NEAR(district.plants_mw[kP50], 0.1 * heat_mw, 1e-9);
  EXPECT_NEAR(*district.dense_mwh_per_m, 850.4 / 200.0, 1e-6);
  EXPECT_NEAR(district.emissions[1].year_kg, 850.4 * (0.01 * 400.0 + 50.0), 1e-3);
  // Substation, water in the floors, 200 m of trench below DN100's heat.
  EXPECT_NEAR(district.investment_mnok.high_mnok, 2.0 * heat_mw + 4.0 + 4.0, 1e-9);
  EXPECT_TRUE(district.meets_flexible_rule);
  EXPECT_EQ(all.flexible.floor_m2, 20'000.0);
}

TEST(HeatAlternativesTest, OnlyTheHeatTellsTheChoicesApartAtTheBus) {
  const Case flats;
  const HeatAlternatives all = flats.Calc();
  for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
    const double other_mw = all.choices[0].bus_mw[q] - all.choices[0].bus_heat_mw[q];
    for (const HeatAlternative& choice : all.choices) {
      const double cold_mw = flats.year.winter.cooling_mw[q];
      EXPECT_EQ(cold_mw, 0.0);  // no cold on the coldest day
      EXPECT_NEAR(choice.bus_mw[q] - choice.bus_heat_mw[q], other_mw, 1e-9);
    }
  }
}

TEST(HeatAlternativesTest, EveryFigureGrowsWithThePlan) {
  HeatAlternatives before = Case(5000.0).Calc();
  for (const double floor_m2 : {10'000.0, 50'000.0, 200'000.0}) {
    const HeatAlternatives now = Case(floor_m2).Calc();
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      EXPECT_GT(now.choices[c].bus_mw[kP50], before.choices[c].bus_mw[kP50]);
      EXPECT_GT(now.choices[c].electricity_mwh[kP50], before.choices[c].electricity_mwh[kP50]);
      EXPECT_GT(now.choices[c].investment_mnok.low_mnok,
                before.choices[c].investment_mnok.low_mnok);
      EXPECT_LT(now.choices[c].bus_mw[kP10], now.choices[c].bus_mw[kP90]);
      EXPECT_LE(now.choices[c].yearly_mnok.low_mnok, now.choices[c].yearly_mnok.high_mnok);
    }
    before = now;
  }
}

TEST(HeatAlternativesTest, ThePumpOnAirFreesLessTheColderThePlace) {
  double before_ratio = 1e9;
  for (const double degc : {-5.0, -12.0, -19.0, -30.0}) {
    const HeatAlternatives all = Case(20'000.0, "flat", {}, degc).Calc();
    const HeatAlternative& pump = Of(all, HeatChoice::kAirPump);
    const double heat_per_mw = all.heat_mw[kP50] / pump.bus_heat_mw[kP50];
    EXPECT_LT(heat_per_mw, before_ratio);
    before_ratio = heat_per_mw;
  }
  EXPECT_NEAR(before_ratio, 0.98, 1e-9);  // too cold for it: direct
}

TEST(HeatAlternativesTest, APumpThatGivesMostOfTheHeatMeetsTheFlexibleRule) {
  HeatChoiceParams small;
  small.ground_cover_share = 0.1;
  EXPECT_FALSE(
      Of(Case(20'000.0, "flat", small).Calc(), HeatChoice::kGroundPump).meets_flexible_rule);
  const HeatAlternatives usual = Case().Calc();
  EXPECT_TRUE(Of(usual, HeatChoice::kGroundPump).meets_flexible_rule);
  EXPECT_GT(Of(usual, HeatChoice::kGroundPump).flexible_share, 0.9);
  EXPECT_EQ(Of(usual, HeatChoice::kDirect).flexible_share, 0.0);
}

TEST(HeatAlternativesTest, WhatIsNotKnownIsSaidAndNotTakenForNothing) {
  const HeatAlternatives all = Case().Calc();
  const HeatAlternative& district = Of(all, HeatChoice::kDistrictHeat);
  EXPECT_EQ(district.reach, HeatReach::kNotKnown);
  EXPECT_FALSE(district.available_mw);
  EXPECT_FALSE(district.why.empty());
  EXPECT_TRUE(district.emissions.empty());
  EXPECT_EQ(Of(all, HeatChoice::kGroundPump).reach, HeatReach::kNotNeeded);
}

TEST(HeatAlternativesTest, ASourceMustGiveWhatThePumpTakes) {
  Case flats;
  flats.surplus = SurplusOffer{.name = "source", .trench_m = 100.0, .source_mw = 1.0};
  const double cop = models::CalcCopRatio(flats.params.pump_lorenz_share, flats.params.surplus);
  const HeatAlternatives enough = flats.Calc();
  EXPECT_NEAR(*Of(enough, HeatChoice::kSurplusLift).available_mw, cop / (cop - 1.0), 1e-12);
  EXPECT_EQ(Of(enough, HeatChoice::kSurplusLift).reach, HeatReach::kConfirmed);
  flats.surplus->source_mw = 0.01;
  EXPECT_EQ(Of(flats.Calc(), HeatChoice::kSurplusLift).reach, HeatReach::kTooLittle);
  flats.surplus->is_operating = false;
  EXPECT_EQ(Of(flats.Calc(), HeatChoice::kSurplusLift).reach, HeatReach::kNotKnown);
}

TEST(HeatAlternativesTest, ColdOnTheHottestDayByHand) {
  const Case flats;
  const HeatAlternatives all = flats.Calc();
  ASSERT_EQ(all.cooling.size(), 3u);
  EXPECT_GT(all.cooling_mw[kP50], 0.0);
  EXPECT_NEAR(all.cooling[0].bus_mw[kP50], all.cooling_mw[kP50] / 3.5, 1e-12);
  EXPECT_NEAR(all.cooling[1].bus_mw[kP50], all.cooling_mw[kP50] / 15.0, 1e-12);
  EXPECT_EQ(all.cooling[2].reach, HeatReach::kNotKnown);
}

TEST(HeatAlternativesTest, SmallHousesAndSmallBuildingsAreOutsideTheFlexibleRule) {
  PlanAreas areas;
  areas.floors = {{.area = 0, .use = "detached_house", .floor_m2 = 5000.0},
                  {.area = 1, .use = "office", .floor_m2 = 900.0},
                  {.area = 2, .use = "office", .floor_m2 = 700.0},
                  {.area = 2, .use = "shop", .floor_m2 = 700.0}};
  const FlexibleRule rule = CalcFlexibleRule(areas, {});
  EXPECT_EQ(rule.floor_m2, 1400.0);
  EXPECT_EQ(rule.other_floor_m2, 5900.0);
}

TEST(HeatAlternativesTest, AMissingCostIsNamed) {
  Case flats;
  flats.heat.costs.erase(flats.heat.costs.begin());
  const auto all = CalcHeatAlternatives(
      {.demand = flats.year, .areas = flats.areas, .params = flats.params, .tables = flats.heat});
  EXPECT_EQ(all.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(all.status().message().find("direct"), std::string::npos);
}

}  // namespace
}  // namespace solvers

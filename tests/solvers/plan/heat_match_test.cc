#include "solvers/plan/heat_match.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/plants/heat_pump.h"
#include "tests/support/heat_costs.h"

namespace solvers {
namespace {

models::HeatPlanTables Tables() {
  using models::HeatCostItem;
  models::HeatPlanTables tables;
  const tests::CostAdder add(tables);
  add("surplus-lift", HeatCostItem::kPlant, 6000.0, 14'000.0, 20.0);
  add("surplus-lift", HeatCostItem::kTrenchDn100, 10'000.0, 20'000.0, 50.0);
  add("surplus-lift", HeatCostItem::kTrenchDn300, 20'000.0, 40'000.0, 50.0);
  add("surplus-lift", HeatCostItem::kHeatEnergy, 0.0, 200.0, 0.0);
  add("electricity", HeatCostItem::kEnergy, 600.0, 1000.0, 0.0);
  add("electricity", HeatCostItem::kPower, 500.0, 800.0, 0.0);
  tables.rules.detour_ratio = 1.5;
  return tables;
}

MatchSource Source(double left_mw, double degc = 30.0) {
  return {.id = "source",
          .name = "source",
          .place = {1000.0, 0.0},
          .source_in_degc = degc,
          .source_out_degc = degc - 10.0,
          .left_mw = std::vector<double>(100, left_mw),
          .design_left_mw = left_mw,
          .whole_mw = left_mw};
}

MatchDemand Demand(double need_mw) {
  MatchDemand demand{.id = "town",
                     .name = "town",
                     .points = {{5000.0, 0.0}, {0.0, 0.0}},
                     .supply_degc = 80.0,
                     .return_degc = 50.0,
                     .need_mw = std::vector<double>(100, need_mw),
                     .design_need_mw = 2.0 * need_mw,
                     .reserve_mw = 3.0};
  for (std::size_t hour = 50; hour < 100; ++hour) demand.need_mw[hour] = 0.0;  // summer
  return demand;
}

std::vector<HeatMatch> Find(const std::vector<MatchSource>& sources,
                            const std::vector<MatchDemand>& demands,
                            const models::HeatPlanTables& tables = Tables()) {
  auto matches = FindHeatMatches(sources, demands, tables);
  EXPECT_TRUE(matches.ok()) << matches.status();
  return matches.ok() ? *matches : std::vector<HeatMatch>{};
}

TEST(HeatMatchTest, AHandCalculation) {
  const auto matches = Find({Source(1.0)}, {Demand(4.0)});
  ASSERT_EQ(matches.size(), 1u);
  const HeatMatch& match = matches[0];
  const double cop = models::CalcCopRatio(0.5, {.source_in_degc = 30.0,
                                                .source_out_degc = 20.0,
                                                .sink_in_degc = 50.0,
                                                .sink_out_degc = 80.0});
  EXPECT_NEAR(match.route_m, 1500.0, 1e-9);  // 1 km to the nearer point
  EXPECT_NEAR(*match.cop_ratio, cop, 1e-12);
  const double lifted_mw = cop / (cop - 1.0);
  EXPECT_NEAR(match.heat_mw, lifted_mw, 1e-12);
  EXPECT_NEAR(match.useful_mwh, 50.0 * lifted_mw, 1e-9);
  EXPECT_NEAR(match.season_share, 0.5, 1e-12);
  EXPECT_NEAR(match.useful_h, 50.0, 1e-12);
  EXPECT_NEAR(match.full_load_h, 50.0, 1e-9);
  EXPECT_NEAR(match.freed_p50_mw, lifted_mw * 0.95 - lifted_mw / cop, 1e-12);
  EXPECT_NEAR(match.freed_p90_mw, lifted_mw * 0.7 - lifted_mw / cop, 1e-12);
  EXPECT_TRUE(match.has_backup);
  EXPECT_NEAR(
      match.investment_mnok.low_mnok,
      1500.0 * 1e-6 * std::lerp(10'000.0, 20'000.0, (lifted_mw - 1.0) / 14.0) + 6.0 * lifted_mw,
      1e-9);
}

TEST(HeatMatchTest, WhatComesOutIsWhatWentIn) {
  // Heat of the source plus the pump's electricity is the heat delivered.
  const HeatMatch match = Find({Source(1.0)}, {Demand(400.0)})[0];
  EXPECT_NEAR(match.heat_mw, 1.0 + match.pump_mw, 1e-12);
}

TEST(HeatMatchTest, AHotSourceNeedsNoPump) {
  const HeatMatch match = Find({Source(1.0, 95.0)}, {Demand(4.0)})[0];
  EXPECT_FALSE(match.cop_ratio);
  EXPECT_EQ(match.pump_mw, 0.0);
  EXPECT_NEAR(match.heat_mw, 1.0, 1e-12);
  EXPECT_NEAR(match.freed_p50_mw, 0.95, 1e-12);
}

TEST(HeatMatchTest, NeverMoreThanIsNeeded) {
  const HeatMatch match = Find({Source(100.0)}, {Demand(1.0)})[0];
  EXPECT_NEAR(match.heat_mw, 2.0, 1e-12);
  EXPECT_NEAR(match.useful_mwh, 50.0, 1e-9);
}

TEST(HeatMatchTest, AColderSourceFreesLess) {
  double before_mw = 1e9;
  for (const double degc : {60.0, 40.0, 20.0, 7.0}) {
    const HeatMatch match = Find({Source(1.0, degc)}, {Demand(0.4)})[0];  // need binds: 0.8 MW
    EXPECT_LT(match.freed_p50_mw, before_mw);
    before_mw = match.freed_p50_mw;
  }
}

TEST(HeatMatchTest, WhatIsTooFarOrOfNoUseIsLeftOut) {
  models::HeatPlanTables tables = Tables();
  tables.rules.match_farthest_km = 1.0;
  EXPECT_TRUE(Find({Source(1.0)}, {Demand(4.0)}, tables).empty());
  MatchDemand none = Demand(0.0);
  EXPECT_TRUE(Find({Source(1.0)}, {none}).empty());
}

TEST(HeatMatchTest, TheOrderDoesNotDependOnTheOrderOfTheTables) {
  MatchSource far = Source(1.0), hot = Source(1.0, 95.0);
  far.name = "far";
  far.place = {3000.0, 0.0};
  hot.name = "hot";
  const auto one = Find({far, hot, Source(1.0)}, {Demand(4.0)});
  const auto other = Find({Source(1.0), hot, far}, {Demand(4.0)});
  ASSERT_EQ(one.size(), 3u);
  EXPECT_EQ(one[0].route_m, other[0].route_m);
  EXPECT_FALSE(one[0].cop_ratio);  // the hot one costs least and frees most
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(one[i].heat_mw, other[i].heat_mw);
}

TEST(HeatMatchTest, TheDutyFollowsKindAndSize) {
  const models::HeatRuleParams rules;
  MatchSource centre{.is_data_centre = true, .whole_mw = 1.3};
  EXPECT_EQ(CalcCostBenefitDuty(centre, rules), CostBenefitDuty::kYes);  // 1.3/0.6 MW
  centre.whole_mw = 1.1;
  EXPECT_EQ(CalcCostBenefitDuty(centre, rules), CostBenefitDuty::kNo);
  EXPECT_EQ(CalcCostBenefitDuty({.whole_mw = 21.0}, rules), CostBenefitDuty::kYes);
  EXPECT_EQ(CalcCostBenefitDuty({.whole_mw = 5.0}, rules), CostBenefitDuty::kNotKnown);
}

}  // namespace
}  // namespace solvers

#include "solvers/plan/plan_areas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/base/errors.h"
#include "tests/support/plan_cases.h"

namespace solvers {
namespace {

using models::VerticalLevel;
using testing::HasSubstr;

models::PlanAreaParams Area(const char* name, int code, double west_m, double east_m) {
  return {.id = name,
          .field_name = name,
          .purpose_code = code,
          .surface = tests::BoxSurface(west_m, 0, east_m, 100)};
}

PlanAreas Calc(const models::Plan& plan) {
  auto areas = CalcPlanAreas(plan, tests::SmallPlanTables());
  EXPECT_TRUE(areas.ok()) << areas.status();
  return areas.ok() ? *std::move(areas) : PlanAreas{};
}

std::string Problem(const models::Plan& plan) {
  return CalcPlanAreas(plan, tests::SmallPlanTables()).status().ToString();
}

TEST(PlanAreasTest, FloorComesFromWhateverIsGiven) {
  models::Plan plan;
  plan.areas = {Area("a", 1310, 0, 100), Area("b", 1310, 100, 200), Area("c", 1310, 200, 300),
                Area("d", 1310, 300, 400), Area("e", 1113, 400, 500)};
  plan.areas[0].utilisation.bra_m2 = 5000.0;
  plan.areas[1].utilisation.bra_ratio = 1.4;
  plan.areas[2].utilisation.bya_m2 = 2000.0;
  plan.areas[2].storeys_count = 4.0;
  plan.areas[3].utilisation.bya_ratio = 0.3;
  plan.areas[3].storeys_count = 2.0;
  plan.areas[4].dwellings_count = 60.0;
  const PlanAreas areas = Calc(plan);
  ASSERT_EQ(areas.floors.size(), 5u);
  const double expected_m2[] = {5000.0, 14000.0, 8000.0, 6000.0, 4200.0};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(areas.floors[i].floor_m2, expected_m2[i], 1e-6);
  EXPECT_EQ(areas.floors[4].customers_count, 60.0);
  EXPECT_NEAR(areas.floors[0].customers_count, 5000.0 / 1500.0, 1e-9);
  EXPECT_NEAR(areas.ground_m2, 50000.0, 1e-6);
  EXPECT_TRUE(areas.gaps.empty());
}

TEST(PlanAreasTest, WhatIsNotGivenIsAGapAndNoLoad) {
  models::Plan plan;
  plan.areas = {Area("a", 1310, 0, 100), Area("b", 1510, 100, 200), Area("c", 1310, 200, 300),
                Area("d", 3050, 300, 400)};
  plan.areas[2].utilisation.bya_m2 = 1000.0;
  const PlanAreas areas = Calc(plan);
  ASSERT_EQ(areas.gaps.size(), 3u);
  EXPECT_THAT(areas.gaps[0].reason.english, HasSubstr("no floor area"));
  EXPECT_EQ(areas.gaps[1].reason.english, "1510 Energianlegg: its power and profile are not given");
  EXPECT_THAT(areas.gaps[2].reason.english, HasSubstr("without storeys"));
  EXPECT_TRUE(areas.floors.empty());
}

TEST(PlanAreasTest, GroundBelowGroundIsCountedOnce) {
  models::Plan plan;
  plan.areas = {Area("cellar", 1310, 0, 150), Area("house", 1310, 0, 100)};
  plan.areas[0].level = VerticalLevel::kBelowGround;
  for (auto& area : plan.areas) area.utilisation.bra_ratio = 2.0;
  const PlanAreas areas = Calc(plan);
  ASSERT_EQ(areas.floors.size(), 2u);
  EXPECT_EQ(areas.floors[0].area, 1u);  // the ground's own area takes its ground first
  EXPECT_NEAR(areas.floors[0].floor_m2, 20000.0, 1e-6);
  EXPECT_NEAR(areas.floors[1].floor_m2, 10000.0, 1e-6);  // 50 m × 100 m are left of the cellar
  EXPECT_NEAR(areas.ground_m2, 15000.0, 1e-6);
  EXPECT_NEAR(areas.drawn_m2, 25000.0, 1e-6);
  ASSERT_EQ(areas.notes.size(), 1u);
  EXPECT_THAT(areas.notes[0], HasSubstr("10000 m² of its ground"));
  EXPECT_TRUE(areas.overlaps.empty());
}

TEST(PlanAreasTest, AnAreaDrawnAlikeOnTwoLevelsIsOneThing) {
  models::Plan plan;
  plan.areas = {Area("B1", 1310, 0, 100), Area("B1", 1310, 0, 100)};
  plan.areas[1].level = VerticalLevel::kBelowGround;
  for (auto& area : plan.areas) area.utilisation.bra_m2 = 9000.0;
  EXPECT_EQ(Calc(plan).floors.size(), 1u);
  plan.areas[1].utilisation.bra_m2 = 3000.0;  // its own number: its own floor
  EXPECT_EQ(Calc(plan).floors.size(), 2u);
}

TEST(PlanAreasTest, OverlapsOnOneLevelAreFoundAndNotCountedTwice) {
  models::Plan plan;
  plan.areas = {Area("a", 1310, 0, 100), Area("b", 1310, 90, 200)};
  for (auto& area : plan.areas) area.utilisation.bra_ratio = 1.0;
  const PlanAreas areas = Calc(plan);
  ASSERT_EQ(areas.overlaps.size(), 1u);
  EXPECT_NEAR(areas.overlaps[0].area_m2, 1000.0, 1e-6);
  EXPECT_NEAR(areas.floors[0].floor_m2 + areas.floors[1].floor_m2, 20000.0, 1e-6);
}

TEST(PlanAreasTest, ACombinedPurposeDividesItsFloor) {
  models::Plan plan;
  plan.areas = {Area("k", 1800, 0, 100)};
  plan.areas[0].utilisation.bra_m2 = 10000.0;
  EXPECT_THAT(Problem(plan), HasSubstr("combined purpose 1800 Kombinert needs the share"));
  plan.areas[0].uses = {{"flat", 0.7}, {"office", 0.3}};
  plan.areas[0].dwellings_count = 100.0;
  const PlanAreas areas = Calc(plan);
  ASSERT_EQ(areas.floors.size(), 2u);
  EXPECT_NEAR(areas.floors[0].floor_m2, 7000.0, 1e-9);
  EXPECT_EQ(areas.floors[0].customers_count, 100.0);
  EXPECT_NEAR(areas.floors[1].floor_m2, 3000.0, 1e-9);
}

TEST(PlanAreasTest, WhatNobodyKnowsIsRefusedAllAtOnce) {
  models::Plan plan;
  plan.areas = {Area("a", 1399, 0, 100), Area("b", 1888, 100, 200)};
  const auto faults =
      models::errors::FieldViolationsOf(CalcPlanAreas(plan, tests::SmallPlanTables()).status());
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_THAT(faults[0].description, HasSubstr("purpose 1399 is not in RpArealformål"));
  plan.areas = {Area("a", 1310, 0, 100)};
  plan.areas[0].utilisation.bra_m2 = 1.0;
  plan.areas[0].uses = {{"palace", 1.0}};
  EXPECT_THAT(Problem(plan), HasSubstr("no building use is called 'palace'"));
  plan.areas[0].uses.clear();
  plan.areas[0].standard = "tek30";
  EXPECT_THAT(Problem(plan), HasSubstr("by standard 'tek30'"));
  plan.areas[0].given = models::PlanGivenPower{"magic", 3.0};
  EXPECT_THAT(Problem(plan), HasSubstr("no power profile is called 'magic'"));
}

TEST(PlanAreasTest, ExistingUseAndForbiddenBuildingAddNothing) {
  models::Plan plan;
  plan.areas = {Area("a", 1310, 0, 100), Area("b", 1310, 100, 200)};
  for (auto& area : plan.areas) area.utilisation.bra_m2 = 100.0;
  plan.areas[0].is_existing = true;
  plan.areas[1].utilisation.no_building = true;
  const PlanAreas areas = Calc(plan);
  EXPECT_TRUE(areas.floors.empty());
  EXPECT_TRUE(areas.gaps.empty());
  EXPECT_EQ(areas.notes.size(), 1u);
}

}  // namespace
}  // namespace solvers

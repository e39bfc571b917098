#include "models/plan/plan.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"

namespace models {
namespace {

Plan OneArea() {
  Plan plan{.municipality_id = "3205", .id = "1"};
  plan.areas.push_back({.id = "a", .field_name = "BKB1", .purpose_code = 1800});
  plan.areas[0].surface = {{.shell = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}};
  return plan;
}

std::vector<errors::FieldViolation> Faults(const Plan& plan) {
  return errors::FieldViolationsOf(Validate(plan));
}

TEST(PlanTest, SharesOfACombinedPurposeAddUpToOne) {
  Plan plan = OneArea();
  plan.areas[0].uses = {{"office", 0.6}, {"shop", 0.4}};
  EXPECT_TRUE(Validate(plan).ok());
  plan.areas[0].uses[1].floor_share = 0.3;
  ASSERT_EQ(Faults(plan).size(), 1u);
  EXPECT_EQ(Faults(plan)[0].field, "BKB1 (a).uses");
  EXPECT_EQ(Faults(plan)[0].description, "shares add up to 0.9, must be 1");
}

TEST(PlanTest, EverythingWrongIsToldAtOnce) {
  Plan plan = OneArea();
  plan.areas[0].utilisation.bya_ratio = 1.2;
  plan.areas[0].given = PlanGivenPower{"flat", -1.0};
  plan.areas[0].surface[0].shell.pop_back();
  EXPECT_EQ(Faults(plan).size(), 3u);
}

TEST(PlanTest, ABrokenOutlineIsToldWithItsPlace) {
  Plan plan = OneArea();
  plan.areas[0].place = "line 7";
  std::swap(plan.areas[0].surface[0].shell[1], plan.areas[0].surface[0].shell[2]);
  ASSERT_EQ(Faults(plan).size(), 1u);
  EXPECT_EQ(Faults(plan)[0].field, "line 7.surface");
  EXPECT_EQ(Faults(plan)[0].description, "self-intersection at N 5.00, E 5.00");
}

TEST(BuildOutTest, BuildingIsEvenAndCloses) {
  const BuildOut four{.first_year = 2028, .build_years = 4.0};
  EXPECT_EQ(CalcBuiltShare(four, 2027), 0.0);
  EXPECT_EQ(CalcBuiltShare(four, 2028), 0.25);
  EXPECT_EQ(CalcBuiltShare(four, 2030), 0.75);
  EXPECT_EQ(CalcBuiltShare(four, 2031), 1.0);
  EXPECT_EQ(CalcBuiltShare(four, 2100), 1.0);
  EXPECT_EQ(LastYear(four), 2031);
}

TEST(BuildOutTest, AllAtOnceAndBrokenYearsAreAllowed) {
  EXPECT_EQ(CalcBuiltShare({.first_year = 2030, .build_years = 0.0}, 2030), 1.0);
  EXPECT_EQ(CalcBuiltShare({.first_year = 2030, .build_years = 0.0}, 2029), 0.0);
  EXPECT_DOUBLE_EQ(CalcBuiltShare({.first_year = 2030, .build_years = 2.5}, 2031), 0.8);
  EXPECT_EQ(LastYear({.first_year = 2030, .build_years = 2.5}), 2032);
  EXPECT_FALSE(Validate(BuildOut{.first_year = 20300}).ok());
  EXPECT_FALSE(Validate(BuildOut{.first_year = 2030, .build_years = -1.0}).ok());
}

}  // namespace
}  // namespace models

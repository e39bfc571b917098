#include "twin/planning/planning_run.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/region_stepper.h"
#include "twin/scenario/simulate.h"

namespace twin::planning {
namespace {

using tests::RegionStepper;

constexpr models::Quarter kFrom{1965984};  // 2026-01-26T00:00:00Z

TEST(PlanningRunTest, ThreadsChangeNoBitAndEveryQuarterCloses) {
  const models::Region& region = RegionStepper()->region();
  const auto one = RunPlanning(region, {.seed = 1}, kFrom, kFrom + 500, 1);
  const auto two = RunPlanning(region, {.seed = 1}, kFrom, kFrom + 500, 2);
  ASSERT_TRUE(one.ok() && two.ok()) << one.status();
  EXPECT_EQ(one->final_hash, two->final_hash);
  EXPECT_EQ(one->totals.net_import_mwh, two->totals.net_import_mwh);
  EXPECT_EQ(one->totals.quarters, 500);
  EXPECT_EQ(one->totals.stale_quarters, 0);
  EXPECT_LT(one->totals.worst_residual_mw, 1e-3);
}

TEST(PlanningRunTest, ItComesNearTheLivingTwinOfTheSamePeriod) {
  const Stepper& live = *RegionStepper();
  scenario::Scenario day;
  day.from = kFrom;
  day.to = kFrom + 96;
  const auto exact = scenario::Simulate(live, day, 1, {});
  const auto planned = RunPlanning(live.region(), live.weather_year(), day.from, day.to, 2);
  ASSERT_TRUE(exact.ok() && planned.ok()) << planned.status();
  const scenario::Totals& a = *exact->front().report.last.totals;
  const scenario::Totals& b = planned->totals;
  EXPECT_NEAR(b.demand_mwh, a.demand_mwh, 1e-6 * a.demand_mwh);  // the same weather and loads
  EXPECT_NEAR(b.generation_mwh, a.generation_mwh, 0.02 * a.generation_mwh);
  EXPECT_NEAR(b.losses_mwh, a.losses_mwh, 0.05 * a.losses_mwh);
  EXPECT_NEAR(b.highest_loading_share, a.highest_loading_share, 0.05);
}

}  // namespace
}  // namespace twin::planning

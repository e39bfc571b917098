#include "solvers/heat_look_ahead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::HeatSystemIndex;
using models::Quarter;

constexpr std::size_t kDayQuarters = 96;

class HeatLookAheadTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_.emplace(*std::move(region));
    auto calendar = models::OsloCalendar::Load();
    ASSERT_TRUE(calendar.ok()) << calendar.status();
    calendar_.emplace(*std::move(calendar));
  }
  static void TearDownTestSuite() {
    region_.reset();
    calendar_.reset();
  }

  // Two January days of Oslo.
  static HeatStretch MakeStretch() {
    return {.weather_year = {.seed = 1, .year = 2011},
            .first = calendar_->LocalDayStart(2027, 1, 15),
            .quarters = 2 * kDayQuarters};
  }
  static HeatSystemIndex Oslo() {
    for (std::size_t row = 0; row < region_->heat_systems.size(); ++row) {
      if (region_->heat_systems[HeatSystemIndex(row)].id == "oet:heat/oslo") {
        return HeatSystemIndex(row);
      }
    }
    ADD_FAILURE() << "no Oslo";
    return HeatSystemIndex(0);
  }

  struct Seen {
    LookAheadSums sums;
    std::vector<models::HeatSystemResult> results;
  };
  static Seen Run(const LookAheadParams& params, const ChangeHeatInputs& change = {}) {
    Seen seen;
    auto sums =
        RunLookAhead(*region_, *calendar_, Oslo(), MakeStretch(), change, params,
                     [&seen](const LookAheadStep& step) { seen.results.push_back(step.result); });
    EXPECT_TRUE(sums.ok()) << sums.status();
    if (sums.ok()) seen.sums = *std::move(sums);
    return seen;
  }

  static std::optional<models::Region> region_;
  static std::optional<models::OsloCalendar> calendar_;
};

std::optional<models::Region> HeatLookAheadTest::region_;
std::optional<models::OsloCalendar> HeatLookAheadTest::calendar_;

TEST_F(HeatLookAheadTest, PlansAreMadeFollowedAndCostNoMore) {
  const Seen planned = Run({.limits = {.solve_s = 20.0, .gap_share = 1e-3}});
  const Seen merit = Run({.follows_plan = false});
  ASSERT_EQ(planned.sums.plans.size(), 2u);
  EXPECT_TRUE(merit.sums.plans.empty());
  for (const PlanRecord& plan : planned.sums.plans) {
    EXPECT_EQ(plan.failure, "");
    EXPECT_LE(plan.gap_share, 1e-3);
  }
  for (const models::HeatSystemResult& result : planned.results) {
    EXPECT_NEAR(result.balance_residual_mw, 0.0, 1e-7);
    EXPECT_NEAR(result.unserved_mw, 0.0, 1e-6);
  }
  const double value = planned.sums.plans.back().end_value_nok_per_mwh;
  EXPECT_LT(planned.sums.cost_nok - value * planned.sums.accumulator_end_mwh,
            merit.sums.cost_nok - value * merit.sums.accumulator_end_mwh);
}

// Until it begins nobody knows; then a plan is made at once, and the plant gives nothing.
TEST_F(HeatLookAheadTest, ASurpriseChangesNothingBeforeItBegins) {
  const LookAheadParams quiet{.limits = {.solve_s = 20.0, .gap_share = 1e-3}};
  constexpr std::size_t kAt = 40;
  const Quarter from = MakeStretch().first + static_cast<std::int64_t>(kAt);
  LookAheadParams params = quiet;
  params.surprise = {.from = from, .change = [](HeatSystemIndex, Quarter, auto& inputs) {
                       inputs.plant_available_share[0] = 0.0;
                     }};
  const Seen calm = Run(quiet);
  const Seen lost = Run(params);
  ASSERT_GT(calm.results[kAt].plant_heat_mw[0], 50.0);
  for (std::size_t i = 0; i < kAt; ++i) {
    EXPECT_EQ(calm.results[i].plant_heat_mw, lost.results[i].plant_heat_mw) << i;
  }
  for (std::size_t i = kAt; i < lost.results.size(); ++i) {
    EXPECT_EQ(lost.results[i].plant_heat_mw[0], 0.0);
  }
  ASSERT_EQ(lost.sums.plans.size(), 3u);
  EXPECT_EQ(lost.sums.plans[1].first, from);
}

// An order that is known is prepared for: more of the peak's heat has been stored when it begins.
TEST_F(HeatLookAheadTest, AnOrderIsObeyedWhetherKnownOrNot) {
  const Quarter from = MakeStretch().first + 48;
  const auto order = [from](HeatSystemIndex, Quarter quarter, models::HeatSystemInputs& inputs) {
    if (!(quarter < from)) inputs.electricity_max_mw = 5.0;
  };
  LookAheadParams params{.limits = {.solve_s = 20.0, .gap_share = 1e-3}};
  const Seen known = Run(params, order);
  params.surprise = {.from = from, .change = order};
  const Seen surprised = Run(params);
  for (const Seen* seen : {&known, &surprised}) {
    for (std::size_t i = 48; i < seen->results.size(); ++i) {
      EXPECT_LE(seen->results[i].electricity_mw, 5.0 + 1e-6) << i;
    }
  }
}

}  // namespace
}  // namespace solvers

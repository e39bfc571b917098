#include "solvers/heat_plan_ahead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/base/units.h"
#include "tests/support/small_heat.h"

namespace solvers {
namespace {

using models::HeatSystemInputs;

constexpr CommitmentLimits kExact{.solve_s = 30.0, .gap_share = 1e-6};

// A cold day, dear in the morning and the evening.
std::vector<HeatSystemInputs> MakeQuarters(std::size_t hours) {
  std::vector<HeatSystemInputs> quarters;
  for (std::size_t i = 0; i < 4 * hours; ++i) {
    const double of_day_h = std::fmod(0.25 * static_cast<double>(i), 24.0);
    HeatSystemInputs inputs =
        tests::MakeHeatInputs(-12.0 + 5.0 * std::cos(2.0 * models::kPi * (of_day_h - 14.0) / 24.0));
    inputs.hot_water_ratio = of_day_h >= 6.0 && of_day_h < 9.0 ? 2.5 : 0.785714285714;
    inputs.electricity_price_nok_per_mwh =
        (of_day_h >= 7.0 && of_day_h < 10.0) || (of_day_h >= 16.0 && of_day_h < 20.0) ? 2500.0
                                                                                      : 400.0;
    quarters.push_back(inputs);
  }
  return quarters;
}

class HeatPlanAheadTest : public testing::Test {
 protected:
  HeatPlanAhead MustPlan(const std::vector<HeatSystemInputs>& quarters) {
    auto plan =
        PlanHeatAhead(system_, quarters, MakeHeatSystemState(system_, -12.0), kExact, workspace_);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.ok() ? *std::move(plan) : HeatPlanAhead{};
  }

  models::HeatSystemParams system_ = tests::MakeHeatSystem();
  HeatStepWorkspace workspace_;
};

TEST_F(HeatPlanAheadTest, EveryHourClosesAndNoHeatIsMissing) {
  system_.network = {.water_mwh_per_k = 4.0, .raise_max_k = 10.0, .raise_max_k_per_h = 5.0};
  const HeatPlanAhead plan = MustPlan(MakeQuarters(24));
  ASSERT_EQ(plan.hours.size(), 24u);
  EXPECT_TRUE(plan.is_proven);
  double most_network_mwh = 0.0;
  for (const PlannedHeatHour& hour : plan.hours) {
    double fed_mw = hour.accumulator_discharge_mw + hour.network_discharge_mw;
    for (const double heat_mw : hour.plant_heat_mw) fed_mw += heat_mw;
    EXPECT_NEAR(fed_mw, hour.load_mw - hour.unserved_mw + hour.cooled_off_mw, 1e-6);
    EXPECT_NEAR(hour.unserved_mw, 0.0, 1e-6);
    EXPECT_NEAR(hour.load_mw, hour.forecast_mw, 0.05 * hour.forecast_mw);
    EXPECT_GE(hour.releasable_mw, 0.0);
    EXPECT_LE(hour.releasable_mw, hour.electricity_mw + 40.0);
    most_network_mwh = std::max(most_network_mwh, hour.network_mwh);
  }
  EXPECT_GT(most_network_mwh, 10.0) << "water is heated before the dear hours";
  EXPECT_LE(most_network_mwh, 40.0 + 1e-9);
}

// The same day with and without the network's water: a store more never makes a plan dearer.
TEST_F(HeatPlanAheadTest, TheNetworksWaterIsWorthSomethingAndAPlanBeatsCheapestFirst) {
  const std::vector<HeatSystemInputs> quarters = MakeQuarters(24);
  const HeatPlanAhead without = MustPlan(quarters);
  system_.network = {.water_mwh_per_k = 4.0, .raise_max_k = 10.0, .raise_max_k_per_h = 5.0};
  const HeatPlanAhead with = MustPlan(quarters);
  EXPECT_LT(with.cost_nok, without.cost_nok);
  EXPECT_LT(without.cost_nok, without.cheapest_first_nok);
  EXPECT_NEAR(with.cheapest_first_nok, without.cheapest_first_nok,
              1e-9 * without.cheapest_first_nok);
}

TEST_F(HeatPlanAheadTest, HoursMustBeWhole) {
  std::vector<HeatSystemInputs> quarters = MakeQuarters(2);
  quarters.pop_back();
  const auto plan =
      PlanHeatAhead(system_, quarters, MakeHeatSystemState(system_, -12.0), kExact, workspace_);
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(PlanHeatAhead(system_, {}, MakeHeatSystemState(system_, -12.0), kExact, workspace_)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers

#include "solvers/heat_plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/base/units.h"
#include "tests/support/small_heat.h"

namespace solvers {
namespace {

using models::HeatSystemInputs;
using models::HeatSystemParams;
using models::HeatSystemState;

enum Plant : std::size_t { kWaste, kPump, kBoiler, kOil };

constexpr std::size_t kDayHours = 24;
constexpr CommitmentLimits kExact{.solve_s = 30.0, .gap_share = 1e-6};

// A cold day with a dear morning and evening.
std::vector<HeatSystemInputs> MakeHours(std::size_t count, double mean_degc = -12.0) {
  std::vector<HeatSystemInputs> hours;
  for (std::size_t h = 0; h < count; ++h) {
    const double of_day_h = static_cast<double>(h % kDayHours);
    HeatSystemInputs inputs =
        tests::MakeHeatInputs(mean_degc + 5.0 * std::cos(2.0 * models::kPi * (of_day_h - 14.0) / 24.0));
    inputs.hot_water_ratio = of_day_h >= 6.0 && of_day_h < 9.0 ? 2.5 : 0.785714285714;
    inputs.electricity_price_nok_per_mwh =
        (of_day_h >= 7.0 && of_day_h < 10.0) || (of_day_h >= 16.0 && of_day_h < 20.0) ? 2500.0
                                                                                      : 400.0;
    hours.push_back(inputs);
  }
  return hours;
}

struct Outcome {
  double cost_nok = 0.0;
  double unserved_mwh = 0.0;
  double residual_mw = 0.0;
  HeatSystemState end;
};

class HeatPlanTest : public testing::Test {
 protected:
  // Physical quarter-hours through all hours, with a plan or without.
  Outcome Simulate(const std::vector<HeatSystemInputs>& hours, const HeatSystemState& start,
                   const HeatPlan* plan) {
    Outcome run{.end = start};
    for (std::size_t h = 0; h < hours.size(); ++h) {
      HeatSystemInputs inputs = hours[h];
      if (plan != nullptr) inputs.plan = plan->StepOf(h);
      for (int quarter = 0; quarter < 4; ++quarter) {
        auto step = AdvanceHeatSystem(system_, inputs, run.end, 0.25, workspace_);
        EXPECT_TRUE(step.ok()) << step.status();
        if (!step.ok()) return run;
        run.cost_nok += 0.25 * step->result.cost_nok_per_h;
        run.unserved_mwh += 0.25 * step->result.unserved_mw;
        run.residual_mw = std::max(run.residual_mw, std::abs(step->result.balance_residual_mw));
        run.end = step->next_state;
      }
    }
    return run;
  }
  HeatPlan MustPlan(const std::vector<HeatSystemInputs>& hours, const HeatSystemState& state) {
    auto plan = PlanHeatSystem(system_, hours, state, kExact, workspace_);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.ok() ? *std::move(plan) : HeatPlan{};
  }

  HeatSystemParams system_ = tests::MakeHeatSystem();
  HeatStepWorkspace workspace_;
};

TEST_F(HeatPlanTest, TheForecastLoadIsWhatTheStepsDeliver) {
  const std::vector<HeatSystemInputs> hours = MakeHours(kDayHours);
  const HeatSystemState start = MakeHeatSystemState(system_, -12.0);
  const HeatPlan plan = MustPlan(hours, start);
  HeatSystemState state = start;
  for (std::size_t h = 0; h < hours.size(); ++h) {
    HeatSystemInputs inputs = hours[h];
    inputs.plan = plan.StepOf(h);
    const auto step = AdvanceHeatSystem(system_, inputs, state, 1.0, workspace_);
    ASSERT_TRUE(step.ok()) << step.status();
    EXPECT_NEAR(step->result.delivered_mw + step->result.network_loss_mw, plan.load_mw[h], 1e-3)
        << "hour " << h;
    state = step->next_state;
  }
}

// The tank is full when the dear hours begin, and the plants that cost most then stand.
TEST_F(HeatPlanTest, ThePlanIsCheaperThanCheapestFirst) {
  system_.plants[kOil].running = {.stable_min_mw = 15.0, .start_cost_nok = 30'000.0};
  const std::vector<HeatSystemInputs> hours = MakeHours(2 * kDayHours);
  const HeatSystemState start = MakeHeatSystemState(system_, -12.0);
  const HeatPlan plan = MustPlan(hours, start);
  EXPECT_TRUE(plan.commitment.is_proven);
  const Outcome planned = Simulate(hours, start, &plan);
  const Outcome merit = Simulate(hours, start, nullptr);
  EXPECT_LT(planned.residual_mw, 1e-9);
  EXPECT_NEAR(planned.unserved_mwh, 0.0, 1e-6);
  // What is left in the tank counts as the plan valued it.
  const auto net_nok = [&plan](const Outcome& run) {
    return run.cost_nok - plan.end_value_nok_per_mwh * run.end.accumulator_mwh;
  };
  EXPECT_LT(net_nok(planned), net_nok(merit));
  // Quarter-hours cost what the hours said, to what part load and the hours' means hide.
  EXPECT_NEAR(net_nok(planned), plan.commitment.cost_nok, 0.02 * plan.commitment.cost_nok);
}

// Fire alone is too little under the order; the tank holds what is missing when it begins.
TEST_F(HeatPlanTest, AnOrderThatIsKnownFindsTheTankReady) {
  constexpr std::size_t kFrom = 12, kTo = 20;
  std::vector<HeatSystemInputs> hours = MakeHours(kDayHours, -11.0);
  for (std::size_t h = kFrom; h < kTo; ++h) hours[h].electricity_max_mw = 0.0;
  const double fire_mw = 232.0;
  system_.plants[kOil].heat_max_mw = fire_mw - system_.plants[kWaste].heat_max_mw;
  const HeatPlan plan = MustPlan(hours, MakeHeatSystemState(system_, -11.0));
  ASSERT_EQ(plan.commitment.content_mwh.size(), 1u);
  double missing_mwh = 0.0;
  for (std::size_t h = kFrom; h < kTo; ++h) {
    missing_mwh += std::max(0.0, plan.load_mw[h] - fire_mw);
    EXPECT_NEAR(plan.commitment.electricity_mw[h], 0.0, 1e-9);
    EXPECT_NEAR(plan.commitment.unserved_mw[h], 0.0, 1e-6);
  }
  ASSERT_GT(missing_mwh, 50.0);
  ASSERT_LT(missing_mwh, system_.accumulator.capacity_mwh);
  EXPECT_GT(plan.commitment.content_mwh[0][kFrom - 1], missing_mwh);
}

TEST_F(HeatPlanTest, WhatThePlanDidNotSeeIsTakenByTankAndThenByOtherPlants) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  const auto free = AdvanceHeatSystem(system_, inputs, start, 0.25, workspace_);
  ASSERT_TRUE(free.ok());
  const double load_mw = free->result.delivered_mw + free->result.network_loss_mw;
  // Only the incinerator and the boiler are to run, and the tank is to charge.
  inputs.plan = {.plant_runs = {1, 0, 1, 0}, .accumulator_discharge_mw = -10.0};
  const auto step = AdvanceHeatSystem(system_, inputs, start, 0.25, workspace_);
  ASSERT_TRUE(step.ok()) << step.status();
  const double committed_mw =
      system_.plants[kWaste].heat_max_mw + system_.plants[kBoiler].heat_max_mw;
  const double short_mw = load_mw - committed_mw;
  if (short_mw <= -10.0) {
    EXPECT_NEAR(step->result.accumulator_discharge_mw, -10.0, 1e-9);
    EXPECT_EQ(step->result.plant_heat_mw[kPump], 0.0);
  } else {
    EXPECT_NEAR(step->result.accumulator_discharge_mw,
                std::min(short_mw, system_.accumulator.power_max_mw), 0.05);
  }
  // Without tank and enough plants in the plan the others step in: no one freezes for a plan.
  system_.accumulator.capacity_mwh = 0.0;
  HeatSystemState empty = start;
  empty.accumulator_mwh = 0.0;
  inputs.plan = {.plant_runs = {0, 0, 0, 0}};
  const auto served = AdvanceHeatSystem(system_, inputs, empty, 0.25, workspace_);
  ASSERT_TRUE(served.ok()) << served.status();
  EXPECT_NEAR(served->result.unserved_mw, 0.0, 1e-9);
  EXPECT_NEAR(served->result.balance_residual_mw, 0.0, 1e-9);
}

TEST_F(HeatPlanTest, APlanOfAnotherSystemIsRefused) {
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plan.plant_runs = {1};
  EXPECT_EQ(AdvanceHeatSystem(system_, inputs, MakeHeatSystemState(system_, -5.0), 0.25, workspace_)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers

#include "solvers/heat_system_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "models/base/units.h"
#include "tests/support/small_heat.h"

namespace solvers {
namespace {

using models::HeatSystemInputs;
using models::HeatSystemParams;
using models::HeatSystemResult;
using models::HeatSystemState;

enum Plant : std::size_t { kWaste, kPump, kBoiler, kOil };

class HeatSystemStepTest : public testing::Test {
 protected:
  HeatSystemStep Advance(const HeatSystemInputs& inputs, const HeatSystemState& state,
                         double step_h = 0.25) {
    auto step = AdvanceHeatSystem(system_, inputs, state, step_h, workspace_);
    EXPECT_TRUE(step.ok()) << step.status();
    return step.ok() ? *step : HeatSystemStep{};
  }

  /// A winter week: −15 °C with a daily swing, morning peaks, a dear evening, one day without the
  /// incinerator and one under a grid order.
  static HeatSystemInputs MakeWinterWeek(int quarter) {
    const double hour_h = 0.25 * quarter;
    const double of_day_h = std::fmod(hour_h, 24.0);
    HeatSystemInputs inputs = tests::MakeHeatInputs(
        -15.0 + 6.0 * std::cos(2.0 * models::kPi * (of_day_h - 14.0) / 24.0) - 0.02 * hour_h);
    inputs.hot_water_ratio = of_day_h >= 6.0 && of_day_h < 9.0 ? 2.5 : 0.785714285714;
    inputs.ventilation_share = of_day_h >= 7.0 && of_day_h < 18.0 ? 0.9 : 0.2;
    inputs.electricity_price_nok_per_mwh = of_day_h >= 16.0 && of_day_h < 20.0 ? 2500.0 : 400.0;
    const int day = quarter / 96;
    inputs.plant_available_share = {day == 2 ? 0.0 : 1.0, 1.0, 1.0, 1.0};
    if (day == 4) inputs.electricity_max_mw = 5.0;
    return inputs;
  }

  HeatSystemParams system_ = tests::MakeHeatSystem();
  HeatStepWorkspace workspace_;
};

// By hand at −5 °C: rest 8395/409 °C; space heat 400·(21 − rest) MW; hot water 20 MW; the network
// loses 0.2·((95 + 50)/2 − 5) = 13.5 MW; the tank is charged with what it loses, 100·0.001 MW.
TEST_F(HeatSystemStepTest, AtRestByHand) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  EXPECT_NEAR(start.air_degc, 8395.0 / 409.0, 1e-12);
  EXPECT_EQ(start.accumulator_mwh, 100.0);
  const HeatSystemStep step = Advance(tests::MakeHeatInputs(-5.0), start);
  const HeatSystemResult& result = step.result;
  const double space_mw = 400.0 * (21.0 - 8395.0 / 409.0);
  EXPECT_DOUBLE_EQ(result.supply_degc, 95.0);
  EXPECT_DOUBLE_EQ(result.network_loss_mw, 13.5);
  EXPECT_NEAR(result.delivered_mw, space_mw + 20.0, 1e-7);
  EXPECT_NEAR(result.demand_mw, space_mw + 20.0, 1e-7);
  EXPECT_NEAR(result.unserved_mw, 0.0, 1e-7);
  EXPECT_NEAR(result.accumulator_discharge_mw, -0.1, 1e-12);
  const double plants_mw = space_mw + 20.0 + 13.5 + 0.1;  // 226 MW: waste, pump, boiler, oil
  EXPECT_NEAR(result.plant_heat_mw[kWaste], 60.0, 1e-12);
  EXPECT_NEAR(result.plant_heat_mw[kPump], 30.0, 1e-12);
  EXPECT_NEAR(result.plant_heat_mw[kBoiler], 100.0, 1e-12);
  EXPECT_NEAR(result.plant_heat_mw[kOil], plants_mw - 190.0, 1e-7);
  EXPECT_NEAR(result.electricity_mw, 30.0 / 3.0 + 100.0, 1e-12);
  EXPECT_NEAR(result.plant_electricity_mw[kPump], 10.0, 1e-12);
  EXPECT_EQ(result.plant_electricity_mw[kOil], 0.0);
  EXPECT_NEAR(result.emission_kg_per_h, 5.0 * (plants_mw - 190.0), 1e-6);
  EXPECT_EQ(result.marginal_cost_nok_per_mwh, 1200.0);
  EXPECT_EQ(result.cooled_off_mw, 0.0);
  EXPECT_NEAR(step.next_state.air_degc, start.air_degc, 1e-10);
}

TEST_F(HeatSystemStepTest, BooksCloseInEveryQuarterOfAWinterWeek) {
  HeatSystemState state = MakeHeatSystemState(system_, -15.0);
  bool tank_moved = false;
  for (int quarter = 0; quarter < 7 * 96; ++quarter) {
    const HeatSystemInputs inputs = MakeWinterWeek(quarter);
    const HeatSystemStep step = Advance(inputs, state);
    const HeatSystemResult& result = step.result;
    const double plants_mw =
        std::accumulate(result.plant_heat_mw.begin(), result.plant_heat_mw.end(), 0.0);
    ASSERT_GT(plants_mw, 0.0);
    // Recomputed here, not taken from the solver's own residuals.
    const double balance_mw = plants_mw + result.accumulator_discharge_mw +
                              result.network_discharge_mw - result.delivered_mw -
                              result.network_loss_mw - result.cooled_off_mw;
    EXPECT_LE(std::abs(balance_mw), 1e-9 * plants_mw) << quarter;
    const double stored_mwh = step.next_state.accumulator_mwh - state.accumulator_mwh;
    const double tank_mwh =
        stored_mwh + 0.25 * (result.accumulator_discharge_mw + result.accumulator_loss_mw);
    EXPECT_LE(std::abs(tank_mwh), 1e-9 * system_.accumulator.capacity_mwh) << quarter;
    EXPECT_NEAR(result.balance_residual_mw, balance_mw, 1e-12 * plants_mw);
    EXPECT_NEAR(result.store_residual_mwh, tank_mwh, 1e-12 * system_.accumulator.capacity_mwh);
    EXPECT_LE(std::abs(result.building_residual_mwh), 1e-9 * 0.25 * plants_mw) << quarter;
    // No balance but two integrals of CVODE, each good to its local error.
    EXPECT_NEAR(result.delivered_mw + result.unserved_mw, result.demand_mw,
                1e-8 * result.demand_mw);
    EXPECT_GE(step.next_state.accumulator_mwh, -1e-7);
    EXPECT_LE(step.next_state.accumulator_mwh, 200.0 + 1e-7);
    EXPECT_LE(result.electricity_mw, inputs.electricity_max_mw + 1e-9);
    for (std::size_t plant = 0; plant < 4; ++plant) {
      EXPECT_GE(result.plant_heat_mw[plant], 0.0);
      EXPECT_LE(result.plant_heat_mw[plant],
                system_.plants[plant].heat_max_mw * inputs.plant_available_share[plant] + 1e-9);
    }
    tank_moved |= std::abs(result.accumulator_discharge_mw) > 10.0;
    state = step.next_state;
  }
  EXPECT_TRUE(tank_moved);
}

TEST_F(HeatSystemStepTest, AGridOrderCutsElectricityAndOthersTakeOver) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  const HeatSystemResult free = Advance(inputs, start).result;
  inputs.electricity_max_mw = 10.0;
  const HeatSystemResult ordered = Advance(inputs, start).result;
  EXPECT_NEAR(free.electricity_mw, 110.0, 1e-9);
  EXPECT_NEAR(ordered.electricity_mw, 10.0, 1e-9);
  EXPECT_EQ(ordered.plant_heat_mw[kBoiler], 0.0);
  EXPECT_NEAR(ordered.plant_heat_mw[kPump], 30.0, 1e-12);
  EXPECT_NEAR(ordered.plant_heat_mw[kOil], free.plant_heat_mw[kOil] + 100.0, 1e-7);
  EXPECT_NEAR(ordered.delivered_mw, free.delivered_mw, 1e-9);
  EXPECT_NEAR(ordered.unserved_mw, 0.0, 1e-9);
}

TEST_F(HeatSystemStepTest, PlantsThatAreOutLeaveHeatUnservedAndRoomsColder) {
  HeatSystemState state = MakeHeatSystemState(system_, -15.0);
  HeatSystemInputs inputs = tests::MakeHeatInputs(-15.0);
  inputs.plant_available_share = {1.0, 1.0, 0.0, 0.0};  // 90 MW for some 300
  const double warm_degc = state.air_degc;
  for (int quarter = 0; quarter < 48; ++quarter) {
    const HeatSystemStep step = Advance(inputs, state);
    EXPECT_LT(step.next_state.air_degc, state.air_degc) << quarter;
    EXPECT_GT(step.result.unserved_mw, 0.0);
    EXPECT_NEAR(step.result.plant_heat_mw[kWaste] + step.result.plant_heat_mw[kPump], 90.0, 1e-9);
    state = step.next_state;
  }
  EXPECT_LT(state.air_degc, warm_degc - 1.0);
  EXPECT_NEAR(state.accumulator_mwh, 0.0, 1e-6)
      << "the tank gives all it has before anyone freezes";
  inputs.plant_available_share.clear();
  for (int quarter = 0; quarter < 96 * 14; ++quarter) state = Advance(inputs, state).next_state;
  EXPECT_NEAR(state.air_degc, warm_degc, 0.05) << "and rooms recover when plants are back";
}

TEST_F(HeatSystemStepTest, ANetworkThatCannotCoverItsLossDeliversNothing) {
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plant_available_share = {0.0, 0.2, 0.0, 0.0};  // 6 MW for a loss of 13.5
  const HeatSystemResult result =
      Advance(inputs, {.accumulator_mwh = 0.0, .air_degc = 20.0, .mass_degc = 20.0}).result;
  EXPECT_NEAR(result.network_loss_mw, 6.0, 1e-12);
  EXPECT_NEAR(result.delivered_mw, 0.0, 1e-9);
  EXPECT_NEAR(result.unserved_mw, result.demand_mw, 1e-9);
  EXPECT_LE(std::abs(result.balance_residual_mw), 1e-9);
}

TEST_F(HeatSystemStepTest, InSummerMustRunHeatFillsTheTankThenIsCooledOff) {
  HeatSystemState state{.accumulator_mwh = 150.0, .air_degc = 24.0, .mass_degc = 24.0};
  const HeatSystemInputs inputs = tests::MakeHeatInputs(22.0);
  // Hot water 20 MW and loss 0.2·(65 − 5) = 12 MW under 40 MW of must-run heat.
  HeatSystemStep step = Advance(inputs, state);
  EXPECT_NEAR(step.result.accumulator_discharge_mw, -8.0, 1e-9);
  EXPECT_NEAR(step.result.cooled_off_mw, 0.0, 1e-9);
  for (int quarter = 0; quarter < 96; ++quarter) {
    step = Advance(inputs, state);
    state = step.next_state;
  }
  EXPECT_NEAR(state.accumulator_mwh, 200.0, 1e-6);
  EXPECT_NEAR(step.result.cooled_off_mw, 8.0 - 0.2, 1e-3);  // less what the full tank loses
  EXPECT_EQ(step.result.marginal_cost_nok_per_mwh, 0.0);
}

TEST_F(HeatSystemStepTest, MoreElectricityPriceNeverMeansMoreElectricity) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  double before_mw = 1e9;
  for (double price = 0.0; price <= 6000.0; price += 100.0) {
    inputs.electricity_price_nok_per_mwh = price;
    const double electricity_mw = Advance(inputs, start).result.electricity_mw;
    EXPECT_LE(electricity_mw, before_mw + 1e-9) << price;
    before_mw = electricity_mw;
  }
  EXPECT_LT(before_mw, 10.0);
}

// Answers depend on parameters, inputs and state alone: a restart goes on with the same bits.
TEST_F(HeatSystemStepTest, ARestartGivesTheSameBits) {
  HeatSystemState state = MakeHeatSystemState(system_, -15.0);
  HeatSystemState stored;
  for (int quarter = 0; quarter < 3 * 96; ++quarter) {
    if (quarter == 96 + 7) stored = state;
    state = Advance(MakeWinterWeek(quarter), state).next_state;
  }
  HeatStepWorkspace fresh;
  HeatSystemState resumed = stored;
  for (int quarter = 96 + 7; quarter < 3 * 96; ++quarter) {
    auto step = AdvanceHeatSystem(system_, MakeWinterWeek(quarter), resumed, 0.25, fresh);
    ASSERT_TRUE(step.ok()) << step.status();
    resumed = step->next_state;
  }
  EXPECT_EQ(resumed, state);
}

// The weather is given as exact means of −5 + 8 sin over each step. The air's own time constant is
// seven minutes, so that a step's end shows its mean: halving the step more than halves the error
// (between first order, far above that constant, and second).
TEST_F(HeatSystemStepTest, ShorterStepsConverge) {
  const auto run = [this](double step_h) {
    HeatSystemState state = MakeHeatSystemState(system_, -5.0);
    const double w = 2.0 * models::kPi / 24.0;
    const auto steps = static_cast<int>(std::lround(12.0 / step_h));
    for (int i = 0; i < steps; ++i) {
      const double from_h = i * step_h, to_h = from_h + step_h;
      const double mean = (std::cos(w * from_h) - std::cos(w * to_h)) / (w * step_h);
      state = Advance(tests::MakeHeatInputs(-5.0 + 8.0 * mean), state, step_h).next_state;
    }
    return state;
  };
  const HeatSystemState exact = run(1.0 / 60.0);
  const HeatSystemState hour = run(1.0), half = run(0.5), quarter = run(0.25);
  for (double HeatSystemState::*field : {&HeatSystemState::air_degc, &HeatSystemState::mass_degc}) {
    const double hour_k = std::abs(hour.*field - exact.*field);
    const double half_k = std::abs(half.*field - exact.*field);
    const double quarter_k = std::abs(quarter.*field - exact.*field);
    EXPECT_GT(hour_k, 2.0 * half_k);
    EXPECT_GT(half_k, 3.0 * quarter_k);
  }
  EXPECT_NEAR(quarter.air_degc, exact.air_degc, 2e-3);
  EXPECT_NEAR(quarter.mass_degc, exact.mass_degc, 2e-5);
}

TEST_F(HeatSystemStepTest, InputsThatAreNotFiniteAreRefusedByName) {
  const HeatSystemState good = MakeHeatSystemState(system_, 0.0);
  const double nan = std::nan("");
  const auto code_of = [&](const HeatSystemInputs& inputs, const HeatSystemState& state,
                           double step_h) {
    return AdvanceHeatSystem(system_, inputs, state, step_h, workspace_).status().code();
  };
  constexpr auto kRefused = absl::StatusCode::kInvalidArgument;
  for (double HeatSystemInputs::*field :
       {&HeatSystemInputs::outdoor_degc, &HeatSystemInputs::hot_water_ratio,
        &HeatSystemInputs::ventilation_share, &HeatSystemInputs::electricity_price_nok_per_mwh,
        &HeatSystemInputs::electricity_max_mw}) {
    HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
    inputs.*field = nan;
    EXPECT_EQ(code_of(inputs, good, 0.25), kRefused);
  }
  for (double HeatSystemState::*field : {&HeatSystemState::accumulator_mwh,
                                         &HeatSystemState::air_degc, &HeatSystemState::mass_degc}) {
    HeatSystemState state = good;
    state.*field = nan;
    EXPECT_EQ(code_of(tests::MakeHeatInputs(0.0), state, 0.25), kRefused);
  }
  for (const double step_h : {0.0, -1.0, nan}) {
    EXPECT_EQ(code_of(tests::MakeHeatInputs(0.0), good, step_h), kRefused);
  }
  for (const std::vector<double>& shares :
       {std::vector<double>{1.0, 1.0}, std::vector<double>{1.0, nan, 1.0, 1.0},
        std::vector<double>{1.0, -0.1, 1.0, 1.0}, std::vector<double>{1.0, 1.0, 1.0, 1.1}}) {
    HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
    inputs.plant_available_share = shares;
    EXPECT_EQ(code_of(inputs, good, 0.25), kRefused);
  }
}

TEST_F(HeatSystemStepTest, WhenTheIntegrationGivesUpTheStepSaysSo) {
  workspace_.ode = HeatOdeSolver({.max_steps = 2});
  const auto step = AdvanceHeatSystem(system_, tests::MakeHeatInputs(-20.0),
                                      {.accumulator_mwh = 100.0, .air_degc = 5.0, .mass_degc = 5.0},
                                      1.0, workspace_);
  EXPECT_EQ(step.status().code(), absl::StatusCode::kFailedPrecondition);
}

// By hand at −5 °C, 226 MW: waste 60, pump 30, boiler 100 and 36 of oil. An order of 10 MW leaves
// the pump; 100 MW of the boiler's electricity is withheld by the order alone. At 2500 NOK/MWh the
// boiler is dearer than oil and stands by price alone.
TEST_F(HeatSystemStepTest, PriceOrderAndReserveAreToldApart) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  HeatSystemResult result = Advance(inputs, start).result;
  EXPECT_NEAR(result.plant_withheld[kBoiler].price_mw, 0.0, 1e-9);

  inputs.electricity_max_mw = 10.0;
  result = Advance(inputs, start).result;
  EXPECT_NEAR(result.plant_withheld[kBoiler].order_mw, 100.0, 1e-9);
  EXPECT_NEAR(result.plant_withheld[kBoiler].price_mw, 0.0, 1e-9);
  EXPECT_EQ(result.plant_withheld[kBoiler].reserve_mw, 0.0);
  EXPECT_EQ(result.plant_withheld[kPump].order_mw, 0.0);

  inputs = tests::MakeHeatInputs(-5.0);
  inputs.electricity_price_nok_per_mwh = 2500.0;
  result = Advance(inputs, start).result;
  EXPECT_NEAR(result.plant_withheld[kBoiler].price_mw, 100.0, 1e-9);
  inputs.electricity_max_mw = 10.0;
  result = Advance(inputs, start).result;
  EXPECT_NEAR(result.plant_withheld[kBoiler].price_mw, 100.0, 1e-9) << "it stood already";
  EXPECT_EQ(result.plant_withheld[kBoiler].order_mw, 0.0);

  inputs = tests::MakeHeatInputs(-5.0);
  inputs.reserve_cut_mw = 40.0;
  result = Advance(inputs, start).result;
  EXPECT_NEAR(result.electricity_mw, 70.0, 1e-9);
  EXPECT_NEAR(result.plant_withheld[kBoiler].reserve_mw, 40.0, 1e-9);
  EXPECT_EQ(result.plant_withheld[kBoiler].order_mw, 0.0);
  EXPECT_NEAR(result.unserved_mw, 0.0, 1e-9);

  inputs.electricity_max_mw = 60.0;  // pump 10, boiler 50; of these the activation takes 40 more
  result = Advance(inputs, start).result;
  EXPECT_NEAR(result.plant_withheld[kBoiler].order_mw, 50.0, 1e-9);
  EXPECT_NEAR(result.plant_withheld[kBoiler].reserve_mw, 40.0, 1e-9);
  EXPECT_NEAR(result.electricity_mw, 20.0, 1e-9);
}

// By hand: 60 MW of waste at c_m 0.25 give 15 MW and 15 · 500 NOK an hour.
TEST_F(HeatSystemStepTest, TurbinesGiveElectricityAndItsWorth) {
  const HeatSystemState start = MakeHeatSystemState(system_, -5.0);
  const HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  const HeatSystemResult before = Advance(inputs, start).result;
  system_.plants[kWaste].power = {.power_line = models::PowerLine::kBackPressure,
                                  .power_heat_ratio = 0.25};
  const HeatSystemResult after = Advance(inputs, start).result;
  EXPECT_NEAR(after.plant_power_mw[kWaste], 15.0, 1e-12);
  EXPECT_NEAR(after.power_mw, 15.0, 1e-12);
  EXPECT_NEAR(after.cost_nok_per_h, before.cost_nok_per_h - 15.0 * 500.0, 1e-6);
  EXPECT_EQ(after.electricity_mw, before.electricity_mw);
}

// By hand: waste 60 at −200, pump 10 MW and boiler 100 MW of electricity at 600, oil at 1200.
TEST_F(HeatSystemStepTest, CostByHandAndStartsOnTop) {
  HeatSystemState state = MakeHeatSystemState(system_, -5.0);
  const HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  const HeatSystemStep step = Advance(inputs, state);
  const double oil_mw = step.result.plant_heat_mw[kOil];
  EXPECT_NEAR(step.result.cost_nok_per_h, -60.0 * 200.0 + 110.0 * 600.0 + oil_mw * 1200.0, 1e-6);
  system_.plants[kOil].running.start_cost_nok = 3000.0;
  EXPECT_NEAR(Advance(inputs, state).result.cost_nok_per_h - step.result.cost_nok_per_h,
              3000.0 / 0.25, 1e-6);
  state.plants[kOil].running = {.heat_mw = oil_mw, .since_switch_h = 1.0};
  EXPECT_NEAR(Advance(inputs, state).result.cost_nok_per_h, step.result.cost_nok_per_h, 1e-6);
}

// A pellet store of a day: when it is empty, what comes is all that burns.
TEST_F(HeatSystemStepTest, AnEmptyStoreLeavesTheDelivery) {
  system_.plants[kWaste].fuel = {.fuel_capacity_mwh = 1800.0, .fuel_delivery_mwh_per_day = 900.0};
  system_.plants[kWaste].heat_min_mw = 0.0;
  HeatSystemState state = MakeHeatSystemState(system_, -5.0);
  EXPECT_EQ(state.plants[kWaste].fuel_mwh, 1800.0);
  HeatSystemResult result;
  for (int quarter = 0; quarter < 96 * 4; ++quarter) {
    const HeatSystemStep step = Advance(tests::MakeHeatInputs(-5.0), state);
    // Fuel in less fuel burnt: by hand.
    EXPECT_NEAR(step.next_state.plants[kWaste].fuel_mwh,
                state.plants[kWaste].fuel_mwh +
                    0.25 * (900.0 / 24.0 - step.result.plant_heat_mw[kWaste] / 0.8),
                1e-9);
    state = step.next_state;
    result = step.result;
  }
  EXPECT_NEAR(result.plant_heat_mw[kWaste], 900.0 / 24.0 * 0.8, 1e-6);
  EXPECT_NEAR(result.unserved_mw, 0.0, 1e-9);
}

// Without plants the tank gives all it has. What rounding leaves of it, of either sign and down to
// subnormal numbers, is nothing by the next step; by how little is seen in the books, which close.
TEST_F(HeatSystemStepTest, WhatRoundingLeavesInAnEmptyTankIsNothing) {
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plant_available_share = {0.0, 0.0, 0.0, 0.0};
  for (const bool exactly : {false, true}) {
    workspace_.solves_exactly = exactly;
    for (const double left_mwh : {9e-10, 1e-14, 1e-300, 1e-320, -1e-320, -1e-14, -9e-10}) {
      HeatSystemState state = MakeHeatSystemState(system_, -5.0);
      state.accumulator_mwh = left_mwh;
      const HeatSystemStep step = Advance(inputs, state);
      EXPECT_EQ(step.next_state.accumulator_mwh, 0.0) << left_mwh << (exactly ? " exactly" : "");
      EXPECT_NEAR(step.result.store_residual_mwh, 0.0, 1e-18) << left_mwh;
    }
  }
}

// By hand: 100 MWh at 10 MWh a quarter are gone in the tenth; the standing loss, 0.1 % an hour of
// 50 MWh over 2.5 hours, takes 0.125 MWh. A content that counts, 2e-9 MWh, shrinks by its loss.
TEST_F(HeatSystemStepTest, ATankRunEmptyIsExactlyEmptyAndASmallContentStays) {
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plant_available_share = {0.0, 0.0, 0.0, 0.0};
  workspace_.solves_exactly = true;
  HeatSystemState state = MakeHeatSystemState(system_, -5.0);
  double given_mwh = 0.0;
  double lost_mwh = 0.0;
  for (int quarter = 0; quarter < 12; ++quarter) {
    const HeatSystemStep step = Advance(inputs, state);
    EXPECT_EQ(step.next_state.accumulator_mwh == 0.0, quarter >= 9) << quarter;
    given_mwh += 0.25 * step.result.accumulator_discharge_mw;
    lost_mwh += 0.25 * step.result.accumulator_loss_mw;
    state = step.next_state;
  }
  EXPECT_NEAR(given_mwh + lost_mwh, 100.0, 1e-9);
  EXPECT_NEAR(lost_mwh, 0.125, 0.02);

  // Buildings too warm to ask for heat and no hot water: nothing but the loss moves the tank.
  system_.buildings.hot_water_mw = 0.0;
  system_.network_loss_mw_per_k = 0.0;
  state = MakeHeatSystemState(system_, -5.0);
  state.accumulator_mwh = 2e-9;
  state.air_degc = state.mass_degc = 25.0;
  const HeatSystemStep step = Advance(inputs, state);
  EXPECT_NEAR(step.next_state.accumulator_mwh, 2e-9 * std::exp(-0.001 * 0.25), 1e-24);
}

TEST_F(HeatSystemStepTest, RampsHoldFromQuarterToQuarterAndBooksStillClose) {
  system_.plants[kOil].running = {
      .ramp_mw_per_h = 40.0, .stable_min_mw = 20.0, .up_min_h = 4.0, .down_min_h = 2.0};
  system_.plants[kBoiler].heat_max_mw = 150.0;
  HeatSystemState state = MakeHeatSystemState(system_, -15.0);
  int starts = 0;
  for (int quarter = 0; quarter < 7 * 96; ++quarter) {
    const HeatSystemInputs inputs = MakeWinterWeek(quarter);
    const HeatSystemStep step = Advance(inputs, state);
    const double oil_mw = step.result.plant_heat_mw[kOil];
    const models::PlantRunningState& before = state.plants[kOil].running;
    EXPECT_TRUE(oil_mw == 0.0 || oil_mw >= 20.0 - 1e-9) << quarter;
    EXPECT_LE(oil_mw, std::max(before.heat_mw + 10.0, 20.0) + 1e-9) << quarter;
    if (oil_mw > 0.0) {
      EXPECT_GE(oil_mw, before.heat_mw - 10.0 - 1e-9) << quarter;
    }
    if (before.since_switch_h > 0.0 && oil_mw == 0.0) {
      EXPECT_GE(before.since_switch_h, 4.0) << quarter;
    }
    if (before.since_switch_h < 0.0 && oil_mw > 0.0) {
      ++starts;
      EXPECT_GE(-before.since_switch_h, 2.0) << quarter;
    }
    EXPECT_LE(std::abs(step.result.balance_residual_mw), 1e-9 * 500.0) << quarter;
    state = step.next_state;
  }
  EXPECT_GT(starts, 0);
}

// By hand: 4 MWh/K of water, at most 10 K above the curve and 5 K an hour: 40 MWh, 20 MW; its loss
// is 0.2/2/4 = 0.025 of the content an hour. Without a plan what it holds comes out at 20 MW.
TEST_F(HeatSystemStepTest, HotterSupplyWaterIsAStore) {
  system_.network = {.water_mwh_per_k = 4.0, .raise_max_k = 10.0, .raise_max_k_per_h = 5.0};
  const models::AccumulatorParams store = MakeNetworkStore(system_);
  EXPECT_DOUBLE_EQ(store.capacity_mwh, 40.0);
  EXPECT_DOUBLE_EQ(store.power_max_mw, 20.0);
  EXPECT_DOUBLE_EQ(store.loss_per_h, 0.025);
  HeatSystemState state = MakeHeatSystemState(system_, -5.0);
  const HeatSystemStep without = Advance(tests::MakeHeatInputs(-5.0), state);
  EXPECT_EQ(without.result.network_discharge_mw, 0.0);
  state.network_mwh = 30.0;
  const HeatSystemStep step = Advance(tests::MakeHeatInputs(-5.0), state);
  EXPECT_DOUBLE_EQ(step.result.network_discharge_mw, 20.0);
  EXPECT_DOUBLE_EQ(step.result.supply_degc, 95.0 + 30.0 / 4.0);
  EXPECT_DOUBLE_EQ(step.result.network_loss_mw, 13.5) << "the curve's; its own is its own";
  const double kept = std::exp(-0.025 * 0.25);
  EXPECT_NEAR(step.next_state.network_mwh, 30.0 * kept - 20.0 * (1.0 - kept) / 0.025, 1e-12);
  EXPECT_NEAR(30.0 - step.next_state.network_mwh,
              0.25 * (20.0 + step.result.network_storage_loss_mw), 1e-12);
  EXPECT_NEAR(step.result.plant_heat_mw[kOil], without.result.plant_heat_mw[kOil] - 20.0, 1e-7);
  EXPECT_LT(std::abs(step.result.balance_residual_mw), 1e-9);
}

TEST_F(HeatSystemStepTest, APlanHeatsSupplyWaterWithinWhatPlantsCanGive) {
  system_.network = {.water_mwh_per_k = 4.0, .raise_max_k = 10.0, .raise_max_k_per_h = 5.0};
  HeatSystemInputs inputs = tests::MakeHeatInputs(-5.0);
  inputs.plan = {.plant_runs = {1, 1, 1, 1}, .network_discharge_mw = -50.0};
  HeatSystemState state = MakeHeatSystemState(system_, -5.0);
  for (int quarter = 0; quarter < 16; ++quarter) {
    const HeatSystemStep step = Advance(inputs, state);
    EXPECT_GE(step.result.network_discharge_mw, -20.0 - 1e-9);
    EXPECT_LE(step.next_state.network_mwh, 40.0 + 1e-9);
    EXPECT_LT(std::abs(step.result.balance_residual_mw), 1e-9);
    EXPECT_NEAR(step.result.unserved_mw, 0.0, 1e-7);
    state = step.next_state;
  }
  EXPECT_NEAR(state.network_mwh, 40.0, 1e-9) << "full after hours of 20 MW";
  inputs.plan.plant_runs = {1, 0, 0, 0};  // 60 MW of 226
  inputs.plan.network_discharge_mw = 0.0;
  const HeatSystemStep short_step = Advance(inputs, state);
  EXPECT_NEAR(short_step.result.network_discharge_mw, 20.0, 1e-9)
      << "it gives before another plant is started";
}

}  // namespace
}  // namespace solvers

#include "solvers/heat_dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "tests/support/small_heat.h"

namespace solvers {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

enum Plant : std::size_t { kWaste, kPump, kBoiler, kOil };

std::vector<AvailablePlant> MakeOrder(const models::HeatSystemInputs& inputs) {
  std::vector<AvailablePlant> order;
  CalcMeritOrder(tests::MakeHeatSystem(), inputs, {.supply_degc = 95.0, .load_mw = 200.0}, order);
  return order;
}

std::vector<std::size_t> PlantsOf(const std::vector<AvailablePlant>& order) {
  std::vector<std::size_t> plants;
  for (const AvailablePlant& each : order) plants.push_back(each.plant);
  return plants;
}

const AvailablePlant& Find(const std::vector<AvailablePlant>& order, std::size_t plant) {
  for (const AvailablePlant& each : order) {
    if (each.plant == plant) return each;
  }
  ADD_FAILURE() << "plant " << plant << " is not in the order";
  return order.front();
}

double CalcElectricityMw(const std::vector<AvailablePlant>& order) {
  double electricity_mw = 0.0;
  for (const AvailablePlant& each : order) {
    if (each.plant == kPump || each.plant == kBoiler) {
      electricity_mw += each.max_mw / each.efficiency_ratio;
    }
  }
  return electricity_mw;
}

// By hand at 500 NOK/MWh and a tariff of 100: waste −200, pump 600/3, boiler 600, oil 1200.
TEST(MeritOrderTest, PlantsComeByRisingCost) {
  const auto order = MakeOrder(tests::MakeHeatInputs(0.0));
  EXPECT_THAT(PlantsOf(order), ElementsAre(kWaste, kPump, kBoiler, kOil));
  EXPECT_EQ(order[0].cost_nok_per_mwh, -200.0);
  EXPECT_DOUBLE_EQ(order[1].cost_nok_per_mwh, 200.0);
  EXPECT_DOUBLE_EQ(order[2].cost_nok_per_mwh, 600.0);
  EXPECT_EQ(order[3].cost_nok_per_mwh, 1200.0);
}

TEST(MeritOrderTest, DearPowerPutsOilBeforeTheElectricBoiler) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
  inputs.electricity_price_nok_per_mwh = 2000.0;
  EXPECT_THAT(PlantsOf(MakeOrder(inputs)), ElementsAre(kWaste, kPump, kOil, kBoiler));
}

TEST(MeritOrderTest, EqualCostsKeepTheOrderOfTheTable) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
  inputs.electricity_price_nok_per_mwh = 1100.0;  // boiler: 1200, as oil
  EXPECT_THAT(PlantsOf(MakeOrder(inputs)), ElementsAre(kWaste, kPump, kBoiler, kOil));
}

TEST(MeritOrderTest, AnOutageLowersMaximumAndMinimum) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
  inputs.plant_available_share = {0.5, 1.0, 0.0, 1.0};
  const auto order = MakeOrder(inputs);
  EXPECT_DOUBLE_EQ(Find(order, kWaste).max_mw, 30.0);
  EXPECT_DOUBLE_EQ(Find(order, kWaste).min_mw, 30.0);  // 40 MW cannot be must-run any more
  EXPECT_EQ(Find(order, kBoiler).max_mw, 0.0);
  EXPECT_EQ(Find(order, kOil).max_mw, 200.0);
}

// 10 MW of electricity: the pump (30 MW heat, ratio 3) takes all of it, the boiler nothing.
TEST(MeritOrderTest, AGridOrderCutsElectricBoilersBeforeHeatPumps) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
  inputs.electricity_max_mw = 10.0;
  auto order = MakeOrder(inputs);
  EXPECT_DOUBLE_EQ(Find(order, kPump).max_mw, 30.0);
  EXPECT_EQ(Find(order, kBoiler).max_mw, 0.0);
  EXPECT_EQ(Find(order, kOil).max_mw, 200.0);

  inputs.electricity_max_mw = 25.0;  // 10 for the pump, 15 for the boiler
  order = MakeOrder(inputs);
  EXPECT_DOUBLE_EQ(Find(order, kBoiler).max_mw, 15.0);

  inputs.electricity_max_mw = 4.0;
  order = MakeOrder(inputs);
  EXPECT_DOUBLE_EQ(Find(order, kPump).max_mw, 12.0);
  EXPECT_EQ(Find(order, kBoiler).max_mw, 0.0);
}

TEST(MeritOrderTest, ElectricityNeverExceedsTheOrderAndFallsWithIt) {
  models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
  double before_mw = 1e9;
  for (double electricity_max_mw = 130.0; electricity_max_mw >= -5.0; electricity_max_mw -= 0.7) {
    inputs.electricity_max_mw = electricity_max_mw;
    const double electricity_mw = CalcElectricityMw(MakeOrder(inputs));
    EXPECT_LE(electricity_mw, std::max(electricity_max_mw, 0.0) + 1e-12);
    EXPECT_LE(electricity_mw, before_mw);
    before_mw = electricity_mw;
  }
  EXPECT_EQ(before_mw, 0.0);
}

TEST(DispatchTest, MustRunFirstThenTheCheapest) {
  const auto order = MakeOrder(tests::MakeHeatInputs(0.0));
  std::vector<double> heat_mw(4, -1.0);
  EXPECT_EQ(CalcDispatch(order, 100.0, heat_mw), 0.0);
  EXPECT_THAT(heat_mw, ElementsAre(60.0, 30.0, 10.0, 0.0));
  EXPECT_EQ(CalcDispatch(order, 250.0, heat_mw), 0.0);
  EXPECT_THAT(heat_mw, ElementsAre(60.0, 30.0, 100.0, 60.0));
}

TEST(DispatchTest, MustRunHeatAboveTheLoadIsCooledOff) {
  const auto order = MakeOrder(tests::MakeHeatInputs(0.0));
  std::vector<double> heat_mw(4, -1.0);
  EXPECT_DOUBLE_EQ(CalcDispatch(order, 25.0, heat_mw), 15.0);
  EXPECT_THAT(heat_mw, ElementsAre(40.0, 0.0, 0.0, 0.0));
}

TEST(DispatchTest, MarginalCostIsThatOfTheDearestPlantNeeded) {
  const auto order = MakeOrder(tests::MakeHeatInputs(0.0));
  EXPECT_EQ(CalcMarginalCostAtNokPerMwh(order, 39.0), 0.0);  // must-run covers it
  EXPECT_EQ(CalcMarginalCostAtNokPerMwh(order, 41.0), -200.0);
  EXPECT_DOUBLE_EQ(CalcMarginalCostAtNokPerMwh(order, 61.0), 200.0);
  EXPECT_DOUBLE_EQ(CalcMarginalCostAtNokPerMwh(order, 189.0), 600.0);
  EXPECT_EQ(CalcMarginalCostAtNokPerMwh(order, 191.0), 1200.0);
}

// Laws over random loads, outages, prices and orders.
TEST(DispatchTest, NobodyRunsWhileACheaperPlantHasRoom) {
  std::mt19937 random(20261124);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int trial = 0; trial < 2000; ++trial) {
    models::HeatSystemInputs inputs = tests::MakeHeatInputs(0.0);
    inputs.electricity_price_nok_per_mwh = 3000.0 * unit(random);
    inputs.electricity_max_mw = 150.0 * unit(random);
    inputs.plant_available_share = {unit(random), unit(random), unit(random), unit(random)};
    const auto order = MakeOrder(inputs);
    double max_mw = 0.0;
    for (const AvailablePlant& each : order) max_mw += each.max_mw;
    const double load_mw = max_mw * unit(random);
    std::vector<double> heat_mw(4, -1.0);
    const double cooled_off_mw = CalcDispatch(order, load_mw, heat_mw);
    double sum_mw = 0.0;
    bool has_room = false;
    for (const AvailablePlant& each : order) {
      const double here_mw = heat_mw[each.plant];
      sum_mw += here_mw;
      EXPECT_GE(here_mw, each.min_mw);
      EXPECT_LE(here_mw, each.max_mw + 1e-12);
      if (has_room) {
        EXPECT_EQ(here_mw, each.min_mw);
      }
      if (here_mw < each.max_mw - 1e-9) has_room = true;
    }
    EXPECT_NEAR(sum_mw, load_mw + cooled_off_mw, 1e-11);
  }
}

AvailablePlant MakePlant(std::size_t plant, double least_mw, double max_mw,
                         double cost_nok_per_mwh) {
  return {.plant = plant,
          .least_mw = least_mw,
          .max_mw = max_mw,
          .full_mw = max_mw,
          .cost_nok_per_mwh = cost_nok_per_mwh};
}

// By hand, 12 MW for 10 MW at 100 and chips of at least 5 MW at 200: chips take 5, the first gives
// 3 back.
TEST(DispatchTest, APlantsLeastHeatIsTakenFromTheDearestBefore) {
  std::vector<double> heat_mw(2);
  EXPECT_EQ(CalcDispatch({MakePlant(0, 0, 10, 100), MakePlant(1, 5, 20, 200)}, 12.0, heat_mw), 0.0);
  EXPECT_THAT(heat_mw, ElementsAre(7.0, 5.0));
}

// By hand: 5 MW of chips for 3 of the first is 1000 − 300; 2 MW of a boiler at 300 is 600 and wins,
// at 400 it loses.
TEST(DispatchTest, ADearerPlantMayMakeTheRestMoreCheaply) {
  std::vector<double> heat_mw(3);
  CalcDispatch({MakePlant(0, 0, 10, 100), MakePlant(1, 5, 20, 200), MakePlant(2, 0, 20, 300)}, 12.0,
               heat_mw);
  EXPECT_THAT(heat_mw, ElementsAre(10.0, 0.0, 2.0));
  CalcDispatch({MakePlant(0, 0, 10, 100), MakePlant(1, 5, 20, 200), MakePlant(2, 0, 20, 400)}, 12.0,
               heat_mw);
  EXPECT_THAT(heat_mw, ElementsAre(7.0, 5.0, 0.0));
}

TEST(DispatchTest, LeastHeatNobodyCanMakeRoomForIsCooledOff) {
  std::vector<double> heat_mw(1);
  EXPECT_EQ(CalcDispatch({MakePlant(0, 5, 20, 200)}, 2.0, heat_mw), 3.0);
  EXPECT_EQ(heat_mw[0], 5.0);
}

// By hand: 160 000 NOK over 200 MW and 8 h are 100 NOK/MWh: oil at 150 comes behind the pump at 200
// while it stands, before it while it runs.
TEST(MeritOrderTest, AStartIsSpreadOverTheHeatItWillMake) {
  models::HeatSystemParams system = tests::MakeHeatSystem();
  system.plants[kOil].cost_nok_per_mwh = 150.0;
  system.plants[kOil].running.start_cost_nok = 160000.0;  // over 200 MW and 8 h
  std::vector<AvailablePlant> order;
  std::vector<models::HeatPlantState> plants(4);
  CalcMeritOrder(system, tests::MakeHeatInputs(0.0),
                 {.supply_degc = 95.0, .load_mw = 200.0, .plants = plants}, order);
  EXPECT_THAT(PlantsOf(order), ElementsAre(kWaste, kPump, kOil, kBoiler));
  EXPECT_DOUBLE_EQ(Find(order, kOil).start_nok_per_mwh, 100.0);
  plants[kOil].running = {.heat_mw = 50.0, .since_switch_h = 1.0};
  CalcMeritOrder(system, tests::MakeHeatInputs(0.0),
                 {.supply_degc = 95.0, .load_mw = 200.0, .plants = plants}, order);
  EXPECT_THAT(PlantsOf(order), ElementsAre(kWaste, kOil, kPump, kBoiler));
}

// By hand: water of 80 of 50 to 95 °C is two thirds of the load.
TEST(MeritOrderTest, ASinkThatIsNotHotEnoughLeavesTheRestToBoilers) {
  models::HeatSystemParams system = tests::MakeHeatSystem();
  system.plants[kPump].lorenz_share = 0.5;
  system.plants[kPump].source_in_degc = 10.0;
  system.plants[kPump].source_out_degc = 5.0;
  system.plants[kPump].sink_max_degc = 80.0;
  std::vector<AvailablePlant> order;
  CalcMeritOrder(system, tests::MakeHeatInputs(0.0), {.supply_degc = 95.0, .load_mw = 30.0}, order);
  EXPECT_NEAR(Find(order, kPump).max_mw, 20.0, 1e-12);
  CalcMeritOrder(system, tests::MakeHeatInputs(0.0), {.supply_degc = 95.0, .load_mw = 90.0}, order);
  EXPECT_NEAR(Find(order, kPump).max_mw, 30.0, 1e-12);
}

constexpr models::AccumulatorParams kTank{
    .capacity_mwh = 200.0, .power_max_mw = 40.0, .loss_per_h = 0.0};

AccumulatorView MakeView(double load_mw, double usual_load_mw) {
  return {.content_mwh = 100.0,
          .load_mw = load_mw,
          .usual_load_mw = usual_load_mw,
          .plants_min_mw = 40.0,
          .plants_max_mw = 390.0};
}

TEST(AccumulatorTest, LevelsTheDayByHand) {
  EXPECT_DOUBLE_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(120.0, 100.0), 0.25), 20.0);
  EXPECT_DOUBLE_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(100.0, 120.0), 0.25), -20.0);
  EXPECT_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(100.0, 100.0), 0.25), 0.0);
}

TEST(AccumulatorTest, PowerIsLimitedBothWays) {
  EXPECT_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(300.0, 100.0), 0.25), 40.0);
  EXPECT_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(100.0, 300.0), 0.25), -40.0);
}

TEST(AccumulatorTest, TakesMustRunHeatNobodyWants) {
  EXPECT_DOUBLE_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(30.0, 10.0), 0.25), -10.0);
}

TEST(AccumulatorTest, DoesNotDischargeIntoMustRunHeat) {
  EXPECT_DOUBLE_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(60.0, 10.0), 0.25), 20.0);
}

TEST(AccumulatorTest, GivesAllItCanBeforeAnyoneFreezes) {
  EXPECT_DOUBLE_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(420.0, 420.0), 0.25), 30.0);
  EXPECT_EQ(CalcAccumulatorDischargeMw(kTank, MakeView(500.0, 600.0), 0.25), 40.0);
}

TEST(AccumulatorTest, ContentStaysWithinZeroAndCapacityLossIncluded) {
  for (const double loss_per_h : {0.0, 0.001, 0.3}) {
    models::AccumulatorParams tank = kTank;
    tank.loss_per_h = loss_per_h;
    tank.power_max_mw = 1e4;
    for (const double content_mwh : {0.0, 1.0, 100.0, 200.0}) {
      for (const double load_mw : {20.0, 200.0, 5000.0}) {
        for (const double usual_mw : {0.0, 200.0, 9000.0}) {
          AccumulatorView view = MakeView(load_mw, usual_mw);
          view.content_mwh = content_mwh;
          for (const double step_h : {0.25, 1.0}) {
            const double power_mw = CalcAccumulatorDischargeMw(tank, view, step_h);
            const double kept_share = std::exp(-loss_per_h * step_h);
            const double span_h = loss_per_h > 0.0 ? (1.0 - kept_share) / loss_per_h : step_h;
            const double end_mwh = content_mwh * kept_share - power_mw * span_h;
            EXPECT_GE(end_mwh, -1e-10);
            EXPECT_LE(end_mwh, 200.0 + 1e-10);
          }
        }
      }
    }
  }
}

TEST(AccumulatorTest, ASystemWithoutATankHasNone) {
  EXPECT_EQ(CalcAccumulatorDischargeMw({}, {.load_mw = 100.0, .plants_max_mw = 10.0}, 0.25), 0.0);
}

}  // namespace
}  // namespace solvers

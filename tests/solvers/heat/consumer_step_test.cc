#include "solvers/heat/consumer_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/base/errors.h"
#include "solvers/heat/substation_flow.h"

namespace solvers::heat {
namespace {

using models::BuildingState;
using models::HeatedBuildingParams;
using models::SubstationResult;

HeatedBuildingParams MakeBlock() {
  return models::MakeHeatedBuilding(
      models::MakeBuilding(models::BuildingKind::kApartmentBlock,
                           models::BuildingStandard::k1970To1986, 3000.0),
      {.primary_supply_degc = 95.0, .hot_water_peak_w = 120e3});
}

// Radiators at their design in rooms at the set point, on the design day: 60/40 °C, return 43 °C.
TEST(ConsumerStepTest, AtTheDesignPointItIsTheDesign) {
  const HeatedBuildingParams consumer = MakeBlock();
  const SubstationResult result = SolveConsumerFlow(consumer, 21.0, consumer.building.heat_max_w,
                                                    {.arriving_degc = 95.0, .outdoor_degc = -20.0});
  EXPECT_NEAR(result.heat_w, consumer.building.heat_max_w, 1e-6);
  EXPECT_NEAR(result.return_degc, 43.0, 1e-8);
  EXPECT_NEAR(result.flow_kg_s, consumer.substation.space.nominal_primary_kg_s, 1e-9);
  EXPECT_EQ(result.missing_w, 0.0);
}

TEST(ConsumerStepTest, ValidationNamesThePart) {
  HeatedBuildingParams consumer = MakeBlock();
  EXPECT_TRUE(models::Validate(consumer).ok());
  consumer.building.mass_w_per_k = 0.0;
  consumer.substation.hot_water_flow_max_kg_s = 0.0;
  consumer.least_drop_k = 0.0;
  const auto violations = models::errors::FieldViolationsOf(models::Validate(consumer));
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations[0].field, "building.mass_w_per_k");
  EXPECT_EQ(violations[1].field, "substation.hot_water_flow_max_kg_s");
  EXPECT_EQ(violations[2].field, "least_drop_k");
}

TEST(ConsumerStepTest, ReturnFollowsTheWeather) {
  const HeatedBuildingParams consumer = MakeBlock();
  double before_degc = 100.0;
  for (double outdoor_degc = -20.0; outdoor_degc <= 12.0; outdoor_degc += 4.0) {
    const SubstationResult result =
        SolveConsumerFlow(consumer, 21.0, models::CalcRestHeatW(consumer.building, outdoor_degc),
                          {.arriving_degc = 90.0, .outdoor_degc = outdoor_degc});
    EXPECT_NEAR(result.missing_w, 0.0, 1e-6) << outdoor_degc;
    EXPECT_LT(result.return_degc, before_degc);
    EXPECT_GT(result.return_degc, 21.0);
    before_degc = result.return_degc;
  }
  EXPECT_LT(before_degc, 35.0);
}

// With the valve open radiators, exchanger and network agree on one heat.
TEST(ConsumerStepTest, WithTheValveOpenBothSidesGiveTheSameHeat) {
  const HeatedBuildingParams consumer = MakeBlock();
  const double asked_w = 0.9 * consumer.building.heat_max_w;
  for (double arriving_degc : {62.0, 50.0, 35.0, 22.0}) {
    const SubstationResult result = SolveConsumerFlow(
        consumer, 21.0, asked_w, {.arriving_degc = arriving_degc, .outdoor_degc = -20.0});
    ASSERT_TRUE(result.space.is_saturated) << arriving_degc;
    EXPECT_GT(result.heat_w, 0.0);
    EXPECT_NEAR(result.heat_w + result.missing_w, asked_w, 1e-7);
    EXPECT_NEAR(4190.0 * result.flow_kg_s * (arriving_degc - result.return_degc), result.heat_w,
                1e-6);
    // The radiators' own equation at their flow, and that of the exchanger.
    const double supply_degc = 60.0;
    const double return_degc =
        models::CalcRadiatorReturnDegC(consumer.radiator, asked_w, supply_degc, 21.0);
    const double flow_w_per_k = asked_w / (supply_degc - return_degc);
    const double back_degc =
        models::CalcRadiatorReturnAtFlow(consumer.radiator, result.heat_w, flow_w_per_k, 21.0)
            .return_degc;
    const double exchanged_w = models::CalcExchangedHeat(consumer.substation.space,
                                                         {.primary_kg_s = result.flow_kg_s,
                                                          .secondary_kg_s = flow_w_per_k / 4190.0,
                                                          .primary_in_degc = arriving_degc,
                                                          .secondary_in_degc = back_degc})
                                   .heat_w;
    EXPECT_NEAR(exchanged_w, result.heat_w, 1e-6);
    // Cooler radiators take more than a fixed return temperature would allow.
    EXPECT_GT(result.heat_w, SolveValve({.exchanger = consumer.substation.space,
                                         .flow_max_kg_s = consumer.substation.space_flow_max_kg_s,
                                         .request = {asked_w, return_degc, supply_degc},
                                         .arriving_degc = arriving_degc})
                                 .heat_w);
  }
}

TEST(ConsumerStepTest, DerivativesAreExact) {
  const HeatedBuildingParams consumer = MakeBlock();
  for (double asked_w : {20e3, 100e3, 150e3}) {
    for (double hot_water_w : {0.0, 60e3, 140e3}) {
      for (double arriving_degc : {45.0, 66.0, 85.0, 110.0}) {
        ConsumerInputs inputs{
            .arriving_degc = arriving_degc, .outdoor_degc = -15.0, .hot_water_w = hot_water_w};
        const SubstationResult at = SolveConsumerFlow(consumer, 20.0, asked_w, inputs);
        inputs.arriving_degc = arriving_degc + 1e-3;
        const SubstationResult above = SolveConsumerFlow(consumer, 20.0, asked_w, inputs);
        inputs.arriving_degc = arriving_degc - 1e-3;
        const SubstationResult below = SolveConsumerFlow(consumer, 20.0, asked_w, inputs);
        EXPECT_NEAR(at.flow_kg_s_per_k, (above.flow_kg_s - below.flow_kg_s) / 2e-3, 1e-6);
        EXPECT_NEAR(at.return_per_arriving_ratio, (above.return_degc - below.return_degc) / 2e-3,
                    1e-6)
            << asked_w << " " << hot_water_w << " " << arriving_degc;
      }
    }
  }
}

TEST(ConsumerStepTest, WaterColderThanTheRoomsPassesThrough) {
  const SubstationResult result =
      SolveConsumerFlow(MakeBlock(), 20.0, 100e3, {.arriving_degc = 15.0, .outdoor_degc = -20.0});
  EXPECT_EQ(result.heat_w, 0.0);
  EXPECT_NEAR(result.return_degc, 15.0, 1e-12);
  EXPECT_EQ(result.missing_w, 100e3);
}

// Two hours of colder water on a cold day: rooms cool by what is missing and come back.
TEST(ConsumerStepTest, AColdFrontCoolsTheRoomsAndTheyRecover) {
  const HeatedBuildingParams consumer = MakeBlock();
  const BuildingStepper stepper(consumer.building, 300.0);
  BuildingState state = models::MakeBuildingState(consumer.building, -20.0);
  double coldest_degc = 100.0, missing_wh = 0.0, residual_w = 0.0;
  double before_degc = 0.0;
  for (int step = 0; step < 12 * 72; ++step) {
    const double hour = step / 12.0;
    const double arriving_degc = hour >= 24.0 && hour < 26.0 ? 40.0 : 100.0;
    if (step == 24 * 12) before_degc = state.air_degc;
    const ConsumerStepResult result = AdvanceConsumer(
        consumer, stepper, state, {.arriving_degc = arriving_degc, .outdoor_degc = -20.0});
    state = result.building.state;
    if (hour < 24.0) {
      EXPECT_NEAR(result.substation.missing_w, 0.0, 1e-6) << hour;
    }
    missing_wh += result.substation.missing_w / 12.0;
    residual_w = std::max(residual_w, std::abs(result.building.residual_w));
    coldest_degc = std::min(coldest_degc, state.air_degc);
  }
  EXPECT_LT(coldest_degc, before_degc - 0.5);
  EXPECT_GT(coldest_degc, before_degc - 6.0);
  EXPECT_GT(missing_wh, 10e3);
  EXPECT_NEAR(state.air_degc, before_degc, 0.1);
  EXPECT_LT(residual_w, 1e-4);
}

}  // namespace
}  // namespace solvers::heat

#include "models/plants/network_plant.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/errors.h"
#include "models/plants/heat_pump.h"

namespace models {
namespace {

const NetworkPlantParams kPump{.kind = NetworkPlantKind::kHeatPump, .heat_max_w = 10e6};
const NetworkPlantParams kBoiler{.kind = NetworkPlantKind::kElectricBoiler, .heat_max_w = 10e6};
const NetworkPlantParams kFuel{
    .kind = NetworkPlantKind::kFuelBoiler, .heat_max_w = 10e6, .efficiency_ratio = 0.9};

// By hand: 10 MW over 250 kW/K lift the water by 40 K.
TEST(NetworkPlantTest, WhatItCannotGiveIsColderWater) {
  NetworkPlantInputs inputs{
      .flow_w_per_k = 250e3, .return_degc = 50.0, .target_degc = 80.0, .heat_max_w = 10e6};
  EXPECT_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 80.0);
  inputs.target_degc = 95.0;
  EXPECT_DOUBLE_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 90.0);
  inputs.heat_max_w = 0.0;
  EXPECT_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 50.0);
  // Water that comes back warmer than wanted goes out as it came.
  inputs.return_degc = 99.0;
  EXPECT_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 99.0);
  inputs.flow_w_per_k = 0.0;
  EXPECT_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 95.0);
}

TEST(NetworkPlantTest, AHeatPumpEndsAtItsSink) {
  const NetworkPlantInputs inputs{
      .flow_w_per_k = 100e3, .return_degc = 50.0, .target_degc = 110.0, .heat_max_w = 10e6};
  EXPECT_EQ(CalcPlantSupplyDegC(kPump, inputs), 90.0);
  EXPECT_EQ(CalcPlantSupplyDegC(kBoiler, inputs), 110.0);
}

// By hand: sink 40/ln(363.15/323.15) = 342.762 K, source 5/ln(283.15/278.15) = 280.643 K;
// COP 0.5 · 342.762/62.119 = 2.75891.
TEST(NetworkPlantTest, ElectricityIsHeatOverCop) {
  const NetworkPlantEnergy pump = CalcPlantEnergy(kPump, 5e6, 90.0, 50.0);
  EXPECT_NEAR(pump.cop_ratio, 2.75891, 2e-5);
  EXPECT_NEAR(pump.electricity_w, 5e6 / 2.75891, 20.0);
  EXPECT_EQ(pump.fuel_w, 0.0);
  EXPECT_DOUBLE_EQ(CalcPlantEnergy(kBoiler, 4.9e6, 110.0, 50.0).electricity_w, 5e6);
  EXPECT_DOUBLE_EQ(CalcPlantEnergy(kFuel, 4.5e6, 110.0, 50.0).fuel_w, 5e6);
  EXPECT_EQ(CalcPlantEnergy(kFuel, 4.5e6, 110.0, 50.0).electricity_w, 0.0);
}

TEST(NetworkPlantTest, WarmerSupplyTakesMoreElectricity) {
  double before_w = 0.0;
  for (double supply_degc = 55.0; supply_degc <= 90.0; supply_degc += 5.0) {
    const double electricity_w = CalcPlantEnergy(kPump, 1e6, supply_degc, 50.0).electricity_w;
    EXPECT_GT(electricity_w, before_w);
    before_w = electricity_w;
  }
  // Without a lift the COP has an end.
  EXPECT_EQ(CalcPlantEnergy(kPump, 1e6, 8.0, 6.0).cop_ratio, kMostCopRatio);
}

TEST(NetworkPlantTest, ValidationNamesEveryField) {
  for (const NetworkPlantParams& plant : {kPump, kBoiler, kFuel}) EXPECT_TRUE(Validate(plant).ok());
  NetworkPlantParams wrong = kPump;
  wrong.heat_max_w = 0.0;
  wrong.lorenz_share = 1.2;
  wrong.source_out_degc = 11.0;
  wrong.sink_max_degc = 9.0;
  const auto violations = errors::FieldViolationsOf(Validate(wrong));
  ASSERT_EQ(violations.size(), 4u);
  EXPECT_EQ(violations[0].field, "heat_max_w");
  EXPECT_EQ(violations[1].field, "lorenz_share");
  EXPECT_EQ(violations[2].field, "source_out_degc");
  EXPECT_EQ(violations[3].field, "sink_max_degc");
}

}  // namespace
}  // namespace models

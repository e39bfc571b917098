#include "models/heat/water_law.h"

#include <gtest/gtest.h>

namespace models {
namespace {

TEST(WaterLawTest, ConstantWaterHasAStraightEnthalpy) {
  const WaterLaw law = WaterLaw::Constant({.heat_capacity_j_per_kg_k = 4000.0});
  EXPECT_TRUE(law.is_constant());
  EXPECT_EQ(law.EnthalpyJPerKg(50.0), 2e5);
  EXPECT_EQ(law.TemperatureDegC(2e5), 50.0);
}

TEST(WaterLawTest, FittedWaterIsTheFit) {
  const WaterLaw law = WaterLaw::Fitted();
  for (const double degc : {1.0, 60.0, 120.0}) {
    EXPECT_EQ(law.DensityKgM3(degc), CalcWater(degc).density_kg_m3);
    EXPECT_EQ(law.EnthalpyJPerKg(degc), CalcWaterEnthalpyJPerKg(degc));
    EXPECT_NEAR(law.TemperatureDegC(law.EnthalpyJPerKg(degc)), degc, 1e-10);
  }
}

TEST(WaterLawTest, TablesAreStraightBetweenRowsAndBeyondThem) {
  const WaterLaw law = WaterLaw::Tabulated({{10.0, 90.0}, {1000.0, 960.0}},
                                           {{10.0, 50.0, 90.0}, {4200.0, 4180.0, 4220.0}},
                                           {{10.0, 90.0}, {1.3e-3, 3e-4}});
  EXPECT_DOUBLE_EQ(law.DensityKgM3(50.0), 980.0);
  EXPECT_DOUBLE_EQ(law.DensityKgM3(110.0), 950.0);
  EXPECT_DOUBLE_EQ(law.HeatCapacityJPerKgK(30.0), 4190.0);
  // Enthalpy is the integral of the capacity, counted from 0 °C.
  EXPECT_NEAR(law.EnthalpyJPerKg(0.0), 0.0, 1e-9);
  EXPECT_NEAR(law.EnthalpyJPerKg(50.0) - law.EnthalpyJPerKg(10.0), 40.0 * 4190.0, 1e-8);
  EXPECT_NEAR(law.EnthalpyJPerKg(70.0) - law.EnthalpyJPerKg(50.0), 20.0 * 4190.0, 1e-8);
  for (const double degc : {-3.0, 10.0, 33.0, 88.0, 95.0})
    EXPECT_NEAR(law.TemperatureDegC(law.EnthalpyJPerKg(degc)), degc, 1e-10);
}

}  // namespace
}  // namespace models

#include "models/heat/water.h"

#include <gtest/gtest.h>

#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace models {
namespace {

TEST(WaterTest, PropertiesAreThoseOfIf97) {
  auto table = tests::ReadNumbers(tests::ReferenceDirectory() + "/heat/analytic/water_if97.csv");
  if (table.empty()) GTEST_SKIP() << "no reference case water_if97";
  int rows = 0;
  for (std::size_t row = 0; row < table["T_C"].size(); ++row) {
    if (table["p_MPa_abs"][row] != 1.6) continue;
    ++rows;
    const double temperature_degc = table["T_C"][row];
    const Water water = CalcWater(temperature_degc);
    const auto near = [&](double value, const char* column, double tolerance) {
      const double expected = table[column][row];
      EXPECT_NEAR(value, expected, tolerance * expected) << column << " at " << temperature_degc;
    };
    near(water.density_kg_m3, "rho_kg_m3", 5.5e-5);
    near(water.heat_capacity_j_per_kg_k, "cp_J_kgK", 3e-4);
    near(water.viscosity_pa_s, "mu_Pa_s", 2.2e-4);
    near(CalcWaterConductivityWPerMK(temperature_degc), "k_W_mK", 4.8e-4);
    EXPECT_NEAR(CalcWaterEnthalpyJPerKg(temperature_degc), table["h_J_kg"][row],
                temperature_degc < 5.0 ? 31.0 : 5.0);
  }
  EXPECT_GT(rows, 10);
}

TEST(WaterTest, EnthalpyAndTemperatureAreInverse) {
  for (double temperature_degc = 0.0; temperature_degc <= 150.0; temperature_degc += 7.5)
    EXPECT_NEAR(CalcWaterTemperatureDegC(CalcWaterEnthalpyJPerKg(temperature_degc)),
                temperature_degc, 1e-11);
}

TEST(WaterTest, TheEndsOfTheRangeHoldOutside) {
  EXPECT_EQ(CalcWater(-5.0).density_kg_m3, CalcWater(0.0).density_kg_m3);
  EXPECT_EQ(CalcWater(180.0).viscosity_pa_s, CalcWater(150.0).viscosity_pa_s);
}

}  // namespace
}  // namespace models

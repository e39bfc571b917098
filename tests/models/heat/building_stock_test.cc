#include "models/heat/building_stock.h"

#include <gtest/gtest.h>

#include "tests/support/small_heat.h"

namespace models {
namespace {

const BuildingStockParams kStock = tests::MakeHeatSystem().buildings;

TEST(BuildingStockTest, VentilationAddsItsShareToTheLoss) {
  EXPECT_DOUBLE_EQ(CalcOutdoorLossMwPerK(kStock, 0.0), 8.0);
  EXPECT_DOUBLE_EQ(CalcOutdoorLossMwPerK(kStock, 0.5), 9.0);
  EXPECT_DOUBLE_EQ(CalcOutdoorLossMwPerK(kStock, 1.0), 10.0);
}

TEST(BuildingStockTest, RadiatorsAreOffInBandAndAtTheirLimit) {
  EXPECT_EQ(CalcSpaceHeatMw(kStock, 25.0), 0.0);
  EXPECT_EQ(CalcSpaceHeatMw(kStock, 21.0), 0.0);
  EXPECT_DOUBLE_EQ(CalcSpaceHeatMw(kStock, 20.5), 200.0);  // 400 MW/K · 0.5 K
  EXPECT_EQ(CalcSpaceHeatMw(kStock, 10.0), 450.0);
}

// By hand, H = 9 MW/K, G = 40 MW, K = 400 MW/K, Q_max = 450 MW.
TEST(BuildingStockTest, RestTemperatureByHandInAllThreeBranches) {
  // Warm day: 20 °C + 40/9 K lies above the set point, radiators stay off.
  EXPECT_NEAR(CalcRestDegC(kStock, 20.0, 0.5), 20.0 + 40.0 / 9.0, 1e-12);
  // In band: (400·21 + 40 + 9·(−5))/(400 + 9).
  EXPECT_NEAR(CalcRestDegC(kStock, -5.0, 0.5), 8395.0 / 409.0, 1e-12);
  // Unbearably cold: −60 °C + (40 + 450)/9 K.
  EXPECT_NEAR(CalcRestDegC(kStock, -60.0, 0.5), -60.0 + 490.0 / 9.0, 1e-12);
}

TEST(BuildingStockTest, AtRestHeatAndGainsEqualTheLoss) {
  for (double outdoor_degc = -80.0; outdoor_degc <= 30.0; outdoor_degc += 0.5) {
    const double rest_degc = CalcRestDegC(kStock, outdoor_degc, 0.5);
    const double loss_mw = CalcOutdoorLossMwPerK(kStock, 0.5) * (rest_degc - outdoor_degc);
    EXPECT_NEAR(CalcSpaceHeatMw(kStock, rest_degc) + kStock.internal_gain_mw, loss_mw, 1e-9)
        << outdoor_degc;
  }
}

TEST(BuildingStockTest, RoomsAreNeverColderWhenItIsWarmerOutdoors) {
  double before_degc = -1e9;
  for (double outdoor_degc = -80.0; outdoor_degc <= 30.0; outdoor_degc += 0.25) {
    const double rest_degc = CalcRestDegC(kStock, outdoor_degc, 0.5);
    EXPECT_GT(rest_degc, before_degc) << outdoor_degc;
    before_degc = rest_degc;
  }
}

}  // namespace
}  // namespace models

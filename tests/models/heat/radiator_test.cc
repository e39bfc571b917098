#include "models/heat/radiator.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

/// 10 kW at 60/40 °C in rooms of 20 °C.
const RadiatorParams kRadiator = MakeRadiator(10e3, 60.0, 40.0, 20.0);

// By hand: Δ_d = √(40 · 20) = 28.2843 K.
TEST(RadiatorTest, AtDesignItIsTheDesign) {
  EXPECT_NEAR(kRadiator.design_excess_k, 28.2843, 1e-4);
  EXPECT_NEAR(CalcRadiatorReturnDegC(kRadiator, 10e3, 60.0, 20.0), 40.0, 1e-12);
  EXPECT_NEAR(CalcRadiatorMaxHeatW(kRadiator, 60.0, 20.0, 20.0), 10e3, 1e-8);
}

TEST(RadiatorTest, LessHeatOrWarmerSupplyComesBackColder) {
  EXPECT_LT(CalcRadiatorReturnDegC(kRadiator, 5e3, 60.0, 20.0), 40.0);
  EXPECT_LT(CalcRadiatorReturnDegC(kRadiator, 10e3, 75.0, 20.0), 40.0);
  EXPECT_EQ(CalcRadiatorReturnDegC(kRadiator, 0.0, 60.0, 20.0), 20.0);
}

TEST(RadiatorTest, TheMostItGivesHasTheLeastDrop) {
  const double most_w = CalcRadiatorMaxHeatW(kRadiator, 50.0, 20.0, 5.0);
  EXPECT_NEAR(CalcRadiatorReturnDegC(kRadiator, most_w, 50.0, 20.0), 45.0, 1e-10);
  EXPECT_EQ(CalcRadiatorMaxHeatW(kRadiator, 24.0, 20.0, 5.0), 0.0);
}

TEST(RadiatorTest, ByFlowAndBySupplyAgree) {
  for (double heat_w : {500.0, 4e3, 12e3}) {
    const double return_degc = CalcRadiatorReturnDegC(kRadiator, heat_w, 65.0, 20.0);
    const double flow_w_per_k = heat_w / (65.0 - return_degc);
    const RadiatorReturn at_flow = CalcRadiatorReturnAtFlow(kRadiator, heat_w, flow_w_per_k, 20.0);
    EXPECT_NEAR(at_flow.return_degc, return_degc, 1e-10);
    const double step_w = 1e-4 * heat_w;
    const double slope =
        (CalcRadiatorReturnAtFlow(kRadiator, heat_w + step_w, flow_w_per_k, 20.0).return_degc -
         CalcRadiatorReturnAtFlow(kRadiator, heat_w - step_w, flow_w_per_k, 20.0).return_degc) /
        (2.0 * step_w);
    EXPECT_NEAR(at_flow.per_heat_k_per_w, slope, 1e-9);
    EXPECT_GT(at_flow.per_heat_k_per_w, 0.0);
  }
}

// The stated 4 % between the means, both scaled to the design point.
TEST(RadiatorTest, TheGeometricMeanIsCloseToTheLogarithmicOne) {
  const auto log_mean = [](double a, double b) { return a == b ? a : (a - b) / std::log(a / b); };
  for (double supply_k = 10.0; supply_k <= 60.0; supply_k += 5.0) {
    for (double share : {0.34, 0.5, 0.7, 0.9}) {
      const double by_log =
          std::pow(log_mean(supply_k, share * supply_k) / log_mean(40.0, 20.0), 1.3);
      const double by_root = std::pow(supply_k * std::sqrt(share) / kRadiator.design_excess_k, 1.3);
      EXPECT_NEAR(by_root / by_log, 1.0, 0.04) << supply_k << " " << share;
    }
  }
}

TEST(RadiatorTest, HeatingCurveIsStraightAndFlatOutside) {
  const HeatingCurveParams curve;
  EXPECT_EQ(CalcHeatingCurveDegC(curve, 20.0), 30.0);
  EXPECT_EQ(CalcHeatingCurveDegC(curve, 15.0), 30.0);
  EXPECT_NEAR(CalcHeatingCurveDegC(curve, -2.5), 45.0, 1e-12);
  EXPECT_EQ(CalcHeatingCurveDegC(curve, -35.0), 60.0);
}

}  // namespace
}  // namespace models

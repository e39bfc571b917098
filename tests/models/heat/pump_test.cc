#include "models/heat/pump.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace models {
namespace {

constexpr double kDensityKgM3 = 998.0;

HydraulicPumpParams MakePump(const char* id) {
  HydraulicPumpParams pump;
  pump.id = id;
  pump.from = HydraulicNodeIndex(0);
  pump.to = HydraulicNodeIndex(1);
  return pump;
}

HydraulicPumpParams MakePowerLaw(double exponent) {
  HydraulicPumpParams pump = MakePump("law");
  pump.curve = PumpCurve{6e5, 6e5 / std::pow(40.0, exponent), exponent};
  return pump;
}

HydraulicPumpParams MakePieces() {
  HydraulicPumpParams pump = MakePump("pieces");
  pump.point_kg_s = {5.0, 10.0, 30.0};
  pump.point_pa = {5e5, 4.5e5, 1e5};
  return pump;
}

HydraulicPumpParams MakeGivenPower() {
  HydraulicPumpParams pump = MakePump("power");
  pump.power_w = 1e4;
  return pump;
}

std::vector<HydraulicPumpParams> EveryKind() {
  std::vector<HydraulicPumpParams> pumps;
  for (const double exponent : {0.8, 1.0, 1.0001, 2.0, 8.8, 20.0})
    pumps.push_back(MakePowerLaw(exponent));
  pumps.push_back(MakePieces());
  pumps.push_back(MakeGivenPower());
  return pumps;
}

double CalcLiftPa(const HydraulicPumpParams& pump, double flow_kg_s) {
  return -CalcPumpLoss(pump, flow_kg_s, kDensityKgM3).loss_pa;
}

TEST(PumpTest, LiftsByHand) {
  EXPECT_NEAR(CalcLiftPa(MakePowerLaw(2.0), 20.0), 6e5 * 0.75, 1e-6);
  EXPECT_NEAR(CalcLiftPa(MakePowerLaw(2.0), 0.0), 6e5, 1e-3);
  EXPECT_NEAR(CalcLiftPa(MakePieces(), 10.0), 4.5e5, 1e-6);
  EXPECT_NEAR(CalcLiftPa(MakePieces(), 20.0), 2.75e5, 1e-6);
  EXPECT_NEAR(CalcLiftPa(MakePieces(), 0.0), 5.5e5, 1e-6);    // before the first point
  EXPECT_NEAR(CalcLiftPa(MakePieces(), 40.0), -7.5e4, 1e-6);  // after the last
  EXPECT_NEAR(CalcLiftPa(MakeGivenPower(), 20.0), 1e4 * kDensityKgM3 / 20.0, 1e-6);
}

TEST(PumpTest, SpeedMovesTheCurveByTheAffinityLaws) {
  for (HydraulicPumpParams pump : EveryKind()) {
    for (const double speed : {0.5, 0.9, 1.2}) {
      for (const double flow_kg_s : {7.0, 15.0, 35.0}) {
        pump.speed_ratio = 1.0;
        const double lift_pa = CalcLiftPa(pump, flow_kg_s);
        pump.speed_ratio = speed;
        EXPECT_NEAR(CalcLiftPa(pump, speed * flow_kg_s), speed * speed * lift_pa, 1e-2)
            << pump.id << " " << speed;
      }
    }
  }
}

TEST(PumpTest, TheSlopeIsThatOfTheLossAndPositive) {
  for (HydraulicPumpParams pump : EveryKind()) {
    for (const double speed : {0.6, 1.0}) {
      pump.speed_ratio = speed;
      for (const double flow_kg_s : {-1.0, -2e-6, -5e-7, 1e-3, 2.0, 7.0, 20.0, 50.0}) {
        const double step = 1e-4 * std::abs(flow_kg_s);
        const double slope = (CalcPumpLoss(pump, flow_kg_s + step, kDensityKgM3).loss_pa -
                              CalcPumpLoss(pump, flow_kg_s - step, kDensityKgM3).loss_pa) /
                             (2.0 * step);
        const PressureLoss loss = CalcPumpLoss(pump, flow_kg_s, kDensityKgM3);
        EXPECT_GT(loss.slope_pa_s_per_kg, 0.0);
        // Differences of a loss of 6e5 Pa resolve 1e-10 Pa over the step.
        EXPECT_NEAR(loss.slope_pa_s_per_kg, slope, 1e-5 * slope + 1e-9 / step)
            << pump.id << " " << flow_kg_s;
      }
    }
  }
}

TEST(PumpTest, TheLossRisesEverywhereWithoutJumps) {
  for (const HydraulicPumpParams& pump : EveryKind()) {
    PressureLoss before = CalcPumpLoss(pump, -1.0, kDensityKgM3);
    // From backwards through the small flows, densely, to far beyond the curve.
    for (double log_flow = 0.0; log_flow > -9.0; log_flow -= 0.001) {
      const PressureLoss loss = CalcPumpLoss(pump, -std::pow(10.0, log_flow), kDensityKgM3);
      EXPECT_GE(loss.loss_pa, before.loss_pa);
      EXPECT_LE(loss.slope_pa_s_per_kg, 1.0000001e10);
      before = loss;
    }
    EXPECT_NEAR(before.loss_pa, CalcPumpLoss(pump, 0.0, kDensityKgM3).loss_pa, 20.0);
    for (double log_flow = -9.0; log_flow < 3.0; log_flow += 0.001) {
      const PressureLoss loss = CalcPumpLoss(pump, std::pow(10.0, log_flow), kDensityKgM3);
      EXPECT_GE(loss.loss_pa, before.loss_pa);
      EXPECT_TRUE(std::isfinite(loss.loss_pa));
      EXPECT_GT(loss.slope_pa_s_per_kg, 0.0);
      before = loss;
    }
  }
}

TEST(PumpTest, ItDoesNotRunBackwards) {
  for (const HydraulicPumpParams& pump : EveryKind())
    EXPECT_GT(CalcLiftPa(pump, -2e-4), 1e6) << pump.id;
}

TEST(PumpTest, OnePointGivesAParabola) {
  const std::vector<PumpPoint> points = {{30.0, 3e5}};
  const auto curve = FitPumpCurve(points);
  ASSERT_TRUE(curve.has_value());
  EXPECT_DOUBLE_EQ(curve->shut_off_pa, 4e5);
  EXPECT_DOUBLE_EQ(curve->exponent, 2.0);
  EXPECT_NEAR(curve->shut_off_pa - curve->coefficient * 900.0, 3e5, 1e-9);   // the point
  EXPECT_NEAR(curve->shut_off_pa - curve->coefficient * 3600.0, 0.0, 1e-9);  // twice its flow
}

TEST(PumpTest, ThreePointsLieOnTheirLaw) {
  const std::vector<PumpPoint> points = {{0.0, 104.0}, {2000.0, 92.0}, {4000.0, 63.0}};
  const auto curve = FitPumpCurve(points);
  ASSERT_TRUE(curve.has_value());
  EXPECT_NEAR(curve->exponent, std::log(41.0 / 12.0) / std::log(2.0), 1e-14);
  for (const PumpPoint& point : points)
    EXPECT_NEAR(
        curve->shut_off_pa - curve->coefficient * std::pow(point.mass_flow_kg_s, curve->exponent),
        point.lift_pa, 1e-11);
}

TEST(PumpTest, OtherPointsHaveNoLaw) {
  const auto has_law = [](std::vector<PumpPoint> points) {
    return FitPumpCurve(points).has_value();
  };
  EXPECT_FALSE(has_law({}));
  EXPECT_FALSE(has_law({{0.0, 3e5}}));
  EXPECT_FALSE(has_law({{0.0, 3e5}, {10.0, 2e5}}));
  EXPECT_FALSE(has_law({{1.0, 3e5}, {10.0, 2e5}, {20.0, 1e5}}));
  EXPECT_FALSE(has_law({{0.0, 3e5}, {10.0, 3e5}, {20.0, 1e5}}));
  EXPECT_FALSE(has_law({{0.0, 3e5}, {20.0, 2e5}, {10.0, 1e5}}));
  EXPECT_FALSE(has_law({{0.0, 3e5}, {10.0, 2.999e5}, {10.1, 1e5}}));  // exponent 745
  EXPECT_FALSE(has_law({{0.0, 3e5}, {10.0, std::nan("")}, {20.0, 1e5}}));
}

}  // namespace
}  // namespace models

#include "models/heat/hazen_williams.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

constexpr double kDensityKgM3 = 1000.0;

HydraulicPipeParams MakePipe() {
  return {.id = "p",
          .from = HydraulicNodeIndex(0),
          .to = HydraulicNodeIndex(1),
          .length_m = 1000.0 * 0.3048,
          .inner_diameter_m = 0.3048,
          .fittings_ratio = 0.0,
          .hazen_williams_ratio = 100.0};
}

TEST(HazenWilliamsTest, LossByHand) {
  // 1,000 ft of 1 ft, C = 100, 2 cfs: 4.727·1000·2^1.852/100^1.852 = 3.37271 ft.
  const double head_m = 4.727 * 1000.0 * std::pow(2.0 / 100.0, 1.852) * 0.3048;
  ASSERT_NEAR(head_m / 0.3048, 3.37, 0.01);
  const double flow_kg_s = 2.0 * std::pow(0.3048, 3) * kDensityKgM3;
  const PressureLoss loss =
      CalcHazenWilliamsLoss(MakeHazenWilliamsShape(MakePipe(), kDensityKgM3), flow_kg_s);
  EXPECT_NEAR(loss.loss_pa, kDensityKgM3 * 9.81 * head_m, 1e-10 * loss.loss_pa);
}

TEST(HazenWilliamsTest, FittingsLoseTheirShareOfTheVelocityHead) {
  HydraulicPipeParams pipe = MakePipe();
  const double flow_kg_s = 50.0;
  const auto loss_pa = [&] {
    return CalcHazenWilliamsLoss(MakeHazenWilliamsShape(pipe, kDensityKgM3), flow_kg_s).loss_pa;
  };
  const double without_pa = loss_pa();
  pipe.fittings_ratio = 3.0;
  const double area_m2 = 0.25 * M_PI * 0.3048 * 0.3048;
  const double velocity_m_per_s = flow_kg_s / (kDensityKgM3 * area_m2);
  EXPECT_NEAR(loss_pa() - without_pa,
              3.0 * 0.5 * kDensityKgM3 * velocity_m_per_s * velocity_m_per_s, 1e-9 * without_pa);
}

TEST(HazenWilliamsTest, LossFollowsLengthDiameterAndCoefficient) {
  HydraulicPipeParams pipe = MakePipe();
  const double flow_kg_s = 30.0;
  const auto loss_pa = [&] {
    return CalcHazenWilliamsLoss(MakeHazenWilliamsShape(pipe, kDensityKgM3), flow_kg_s).loss_pa;
  };
  const double base_pa = loss_pa();
  pipe.length_m *= 2.0;
  EXPECT_NEAR(loss_pa() / base_pa, 2.0, 1e-12);
  pipe.inner_diameter_m *= 2.0;
  EXPECT_NEAR(loss_pa() / base_pa, 2.0 / std::pow(2.0, 4.871), 1e-12);
  pipe.hazen_williams_ratio = 50.0;
  EXPECT_NEAR(loss_pa() / base_pa, 2.0 * std::pow(2.0, 1.852 - 4.871), 1e-12);
}

TEST(HazenWilliamsTest, LossIsOddContinuousAndItsSlopeExact) {
  HydraulicPipeParams pipe = MakePipe();
  pipe.fittings_ratio = 40.0;
  const HazenWilliamsShape shape = MakeHazenWilliamsShape(pipe, kDensityKgM3);
  for (const double flow_kg_s : {1e-7, 1e-4, 0.05, 3.0, 400.0}) {
    const double step = 1e-5 * flow_kg_s;
    const auto at = [&](double flow) { return CalcHazenWilliamsLoss(shape, flow); };
    const double slope =
        (at(flow_kg_s + step).loss_pa - at(flow_kg_s - step).loss_pa) / (2.0 * step);
    EXPECT_NEAR(at(flow_kg_s).slope_pa_s_per_kg, slope, 1e-8 * slope) << flow_kg_s;
    EXPECT_EQ(at(-flow_kg_s).loss_pa, -at(flow_kg_s).loss_pa);
    EXPECT_EQ(at(-flow_kg_s).slope_pa_s_per_kg, at(flow_kg_s).slope_pa_s_per_kg);
  }
  const double below_pa = CalcHazenWilliamsLoss(shape, 1e-6 * (1.0 - 1e-12)).loss_pa;
  const double above_pa = CalcHazenWilliamsLoss(shape, 1e-6 * (1.0 + 1e-12)).loss_pa;
  EXPECT_NEAR(below_pa, above_pa, 1e-11 * above_pa);
  EXPECT_EQ(CalcHazenWilliamsLoss(shape, 0.0).loss_pa, 0.0);
  EXPECT_GT(CalcHazenWilliamsLoss(shape, 0.0).slope_pa_s_per_kg, 0.0);
}

}  // namespace
}  // namespace models

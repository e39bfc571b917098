#include "models/heat/ground.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace models {
namespace {

constexpr double kYearH = 8760.0;

// By hand: k/C = 1.5/2.4e6 = 6.25e-7 m²/s; δ = √(31 536 000 · 6.25e-7/π) = √6.27391 = 2.50478 m.
TEST(GroundTest, DampingDepthByHand) { EXPECT_NEAR(CalcDampingDepthM(kOsloGround), 2.50478, 1e-5); }

TEST(GroundTest, TheSurfaceIsColdestWhenToldAndSwingsByTheAmplitude) {
  const double coldest_h = kOsloGround.coldest_time_h;
  EXPECT_NEAR(CalcGroundDegC(kOsloGround, 0.0, coldest_h), 7.0 - 9.8, 1e-12);
  EXPECT_NEAR(CalcGroundDegC(kOsloGround, 0.0, coldest_h + 0.5 * kYearH), 7.0 + 9.8, 1e-12);
}

// At δ the swing is 1/e and a radian of the year late.
TEST(GroundTest, AtTheDampingDepthSwingAndLagAreOneOverEAndARadian) {
  const double depth_m = CalcDampingDepthM(kOsloGround);
  const double late_h = kOsloGround.coldest_time_h + kYearH / (2.0 * std::numbers::pi);
  EXPECT_NEAR(CalcGroundDegC(kOsloGround, depth_m, late_h), 7.0 - 9.8 * std::exp(-1.0), 1e-12);
}

// The facts recall 6–7 K at 1 m in Oslo, and a mean of 7 °C.
TEST(GroundTest, OsloAtOneMetreSwingsBySixToSevenKelvin) {
  double low_degc = 100.0, high_degc = -100.0, sum_k = 0.0;
  for (int hour = 0; hour < 8760; ++hour) {
    const double t_degc = CalcGroundDegC(kOsloGround, 1.0, hour);
    low_degc = std::min(low_degc, t_degc);
    high_degc = std::max(high_degc, t_degc);
    sum_k += t_degc / 8760.0;
  }
  EXPECT_NEAR(sum_k, 7.0, 1e-9);
  EXPECT_GT(0.5 * (high_degc - low_degc), 6.0);
  EXPECT_LT(0.5 * (high_degc - low_degc), 7.0);
}

TEST(GroundTest, YearsRepeatAndDeepGroundStandsStill) {
  EXPECT_NEAR(CalcGroundDegC(kOsloGround, 1.3, 100.0), CalcGroundDegC(kOsloGround, 1.3, 8860.0),
              1e-12);
  EXPECT_NEAR(CalcGroundDegC(kOsloGround, 60.0, 100.0), 7.0, 1e-8);
}

// ∂T/∂t = (k/C) ∂²T/∂z² by central differences.
TEST(GroundTest, ItObeysTheHeatEquation) {
  const double diffusivity_m2_per_s =
      kOsloGround.conductivity_w_per_m_k / kOsloGround.heat_capacity_j_per_m3_k;
  for (double hour = 0.0; hour < 8760.0; hour += 700.0) {
    const auto at = [](double z, double h) { return CalcGroundDegC(kOsloGround, z, h); };
    const double rate = (at(0.9, hour + 1.0) - at(0.9, hour - 1.0)) / 7200.0;
    const double bend = (at(0.91, hour) - 2.0 * at(0.9, hour) + at(0.89, hour)) / 1e-4;
    EXPECT_NEAR(rate, diffusivity_m2_per_s * bend, 1e-10) << hour;
  }
}

}  // namespace
}  // namespace models

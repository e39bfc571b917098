#include "models/climate/wind.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

constexpr WindFarmParams kFarm{.cut_in_m_per_s = 3.0,
                               .rated_m_per_s = 11.0,
                               .cut_out_m_per_s = 25.0,
                               .cut_out_band_m_per_s = 4.0,
                               .farm_share = 0.9};

TEST(WindTest, PowerCurveByHand) {
  EXPECT_EQ(CalcWindPowerShare(kFarm, 0.0), 0.0);
  EXPECT_EQ(CalcWindPowerShare(kFarm, 3.0), 0.0);
  EXPECT_NEAR(CalcWindPowerShare(kFarm, 7.0), 0.9 * (343.0 - 27.0) / (1331.0 - 27.0), 1e-15);
  EXPECT_DOUBLE_EQ(CalcWindPowerShare(kFarm, 11.0), 0.9);
  EXPECT_DOUBLE_EQ(CalcWindPowerShare(kFarm, 25.0), 0.9);
  EXPECT_NEAR(CalcWindPowerShare(kFarm, 27.0), 0.45, 1e-15);
  EXPECT_EQ(CalcWindPowerShare(kFarm, 29.0), 0.0);
  EXPECT_EQ(CalcWindPowerShare(kFarm, 60.0), 0.0);
}

TEST(WindTest, RisesToRatedAndStaysWithinZeroAndFarmShare) {
  double before_share = 0.0;
  for (double v = 0.0; v <= 11.0; v += 0.1) {
    const double share = CalcWindPowerShare(kFarm, v);
    EXPECT_GE(share, before_share);
    before_share = share;
  }
  for (double v = 0.0; v <= 80.0; v += 0.1) {
    EXPECT_GE(CalcWindPowerShare(kFarm, v), 0.0);
    EXPECT_LE(CalcWindPowerShare(kFarm, v), 0.9);
  }
}

// ISO 2533: 1.225 kg/m³ at the sea and 15 °C, 1.1117 kg/m³ at 1000 m and 8.5 °C.
TEST(WindTest, AirDensityOfTheStandardAtmosphere) {
  EXPECT_NEAR(CalcAirDensityKgPerM3(0.0, 15.0), 1.2250, 1e-4);
  EXPECT_NEAR(CalcAirDensityKgPerM3(1000.0, 8.5), 1.1117, 1e-4);
}

// Turbines of 335, 291 and 243 W/m²: (2 · 290 / (1.225 · 0.45))^(1/3) = 10.17 m/s between them.
TEST(WindTest, LowWindTurbinesReachRatedPowerEarlier) {
  EXPECT_NEAR(CalcRatedWindMPerS(290.0), 10.1709, 1e-3);
  EXPECT_NEAR(CalcRatedWindMPerS(8.0 * 290.0), 2.0 * CalcRatedWindMPerS(290.0), 1e-12);
}

// 5 m/s at 10 m over 0.1 m of roughness is 5 ln 1000 / ln 100 = 7.5 m/s at 100 m.
TEST(WindTest, WindRisesWithTheLogarithmOfHeight) {
  EXPECT_NEAR(CalcWindAtHeightMPerS(5.0, 10.0, 100.0, 0.1), 7.5, 1e-12);
  EXPECT_NEAR(CalcWindAtHeightMPerS(7.5, 100.0, 10.0, 0.1), 5.0, 1e-12);
}

TEST(WindTest, IcingNeedsFrostAndCloud) {
  constexpr WindFarmParams kIcy{.icing_share = 0.4, .icing_band_k = 1.0};
  EXPECT_NEAR(CalcIcingShare(kIcy, -1.0, 0.0), 0.2, 1e-15);  // half way
  EXPECT_NEAR(CalcIcingShare(kIcy, -20.0, 0.5), 0.2, 1e-8);
  EXPECT_NEAR(CalcIcingShare(kIcy, 15.0, 0.0), 0.0, 1e-7);
  EXPECT_EQ(CalcIcingShare(kIcy, -20.0, 1.02), 0.0);
}

// Without spread, wake, ice and at standard density the farm is its turbine.
TEST(WindTest, AnIdealFarmIsItsTurbine) {
  WindFarmParams farm = kFarm;
  farm.spread_share = farm.wake_share = farm.icing_share = 0.0;
  for (double v = 0.0; v < 32.0; v += 0.7) {
    EXPECT_NEAR(CalcWindFarmShare(farm, {.wind_m_per_s = v}), CalcWindPowerShare(farm, v), 1e-14);
  }
}

// On the cubic part the three points give E[(v + σ x)³] = v³ + 3 v σ² exactly. By hand at 7 m/s
// with σ = 0.7 m/s: (343 + 3 · 7 · 0.49 − 27)/(1331 − 27) · 0.9.
TEST(WindTest, SpreadAveragesTheCubeExactly) {
  WindFarmParams farm = kFarm;
  farm.spread_share = 0.1;
  farm.wake_share = farm.icing_share = 0.0;
  EXPECT_NEAR(CalcWindFarmShare(farm, {.wind_m_per_s = 7.0}), 0.9 * (343.0 + 10.29 - 27.0) / 1304.0,
              1e-14);
}

TEST(WindTest, ThinAirAndWakeCostPowerBelowRatedAndNothingFarAboveIt) {
  WindFarmParams farm = kFarm;
  farm.icing_share = 0.0;
  const auto at = [&](double v, double density) {
    return CalcWindFarmShare(farm, {.wind_m_per_s = v, .air_kg_per_m3 = density});
  };
  EXPECT_LT(at(8.0, 1.10), at(8.0, 1.225));
  EXPECT_NEAR(at(17.0, 1.10), at(17.0, 1.225), 1e-14);
  WindFarmParams alone = farm;
  alone.wake_share = 0.0;
  EXPECT_LT(at(8.0, 1.225), CalcWindFarmShare(alone, {.wind_m_per_s = 8.0}));
}

// The median of a Weibull distribution is λ (ln 2)^(1/k); with k = 1, λ is the mean.
TEST(WindTest, WeibullMedianByHand) {
  EXPECT_NEAR(CalcWeibullMPerS(8.0, 1.0, 0.0), 8.0 * std::log(2.0), 1e-12);
  const double scale = 8.0 / std::tgamma(1.5);
  EXPECT_NEAR(CalcWeibullMPerS(8.0, 2.0, 0.0), scale * std::sqrt(std::log(2.0)), 1e-12);
}

// Midpoint rule over ±8 standard deviations of z gives the mean back.
TEST(WindTest, WeibullKeepsItsMean) {
  for (const double shape_ratio : {1.5, 2.0, 2.4}) {
    double mean_m_per_s = 0.0;
    constexpr double kStep = 0.005;
    for (int i = -1600; i < 1600; ++i) {
      const double z_share = (i + 0.5) * kStep;
      mean_m_per_s += std::exp(-0.5 * z_share * z_share) / std::sqrt(2.0 * std::acos(-1.0)) *
                      kStep * CalcWeibullMPerS(7.5, shape_ratio, z_share);
    }
    EXPECT_NEAR(mean_m_per_s, 7.5, 1e-5) << shape_ratio;
  }
}

TEST(WindTest, WeibullIsFiniteNotNegativeAndRisingFarIntoTheTails) {
  double before_m_per_s = -1.0;
  for (double z_share = -9.0; z_share <= 9.0; z_share += 0.25) {
    const double v_m_per_s = CalcWeibullMPerS(8.0, 2.0, z_share);
    ASSERT_TRUE(std::isfinite(v_m_per_s)) << z_share;
    EXPECT_GE(v_m_per_s, 0.0);
    EXPECT_GE(v_m_per_s, before_m_per_s) << z_share;
    before_m_per_s = v_m_per_s;
  }
}

}  // namespace
}  // namespace models

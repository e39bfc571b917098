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

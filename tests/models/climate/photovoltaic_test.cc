#include "models/climate/photovoltaic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace models {
namespace {

// Erbs, Klein, Duffie 1982: by hand at 0.1, 0.5 and above 0.8.
TEST(PhotovoltaicTest, DiffuseShareByHand) {
  EXPECT_NEAR(CalcDiffuseShare(0.1), 0.991, 1e-12);
  EXPECT_NEAR(CalcDiffuseShare(0.5), 0.9511 - 0.0802 + 1.097 - 2.07975 + 0.771, 1e-12);
  EXPECT_EQ(CalcDiffuseShare(0.9), 0.165);
  EXPECT_EQ(CalcDiffuseShare(0.0), 1.0);
}

TEST(PhotovoltaicTest, DiffuseShareFallsWithClearnessAndDoesNotJump) {
  double before = 1.0;
  for (double k = 0.0; k < 1.0; k += 0.001) {
    const double share = CalcDiffuseShare(k);
    EXPECT_LT(std::abs(share - before), 0.006) << k;
    if (k < 0.78) {
      EXPECT_LE(share, before + 1e-12) << k;
    }
    before = share;
  }
}

TEST(PhotovoltaicTest, ClearnessByHand) {
  EXPECT_NEAR(CalcClearnessShare(300.0, 0.5, 1361.0), 300.0 / 680.5, 1e-15);
  EXPECT_EQ(CalcClearnessShare(3.0, 0.01, 1361.0), 0.0);
}

// Sun in the south at 30° (sin ½), 400 W/m² of which 100 diffuse, on 30° to the south:
//   cos θ = ½ · √3/2 + √3/2 · ½ = √3/2, R = √3, beam 300, A = 600/1361
TEST(PhotovoltaicTest, TiltedPlaneByHand) {
  const PhotovoltaicParams plant{.tilt_deg = 30.0, .azimuth_deg = 0.0, .albedo_share = 0.2};
  const PlaceWeather weather{
      .irradiance_w_per_m2 = 400.0, .diffuse_w_per_m2 = 100.0, .sun_sine_share = 0.5};
  const double root3 = std::sqrt(3.0);
  const double sky = 600.0 / 1361.0;
  EXPECT_NEAR(CalcTiltedWPerM2(plant, weather),
              (300.0 + 100.0 * sky) * root3 + 100.0 * (1.0 - sky) * (1.0 + root3 / 2.0) / 2.0 +
                  400.0 * 0.2 * (1.0 - root3 / 2.0) / 2.0,
              1e-10);
}

TEST(PhotovoltaicTest, AFlatPlaneSeesTheHorizontalIrradiance) {
  const PhotovoltaicParams flat{.tilt_deg = 0.0};
  for (const double sine : {0.05, 0.3, 0.8}) {
    const PlaceWeather weather{.irradiance_w_per_m2 = 350.0,
                               .diffuse_w_per_m2 = 120.0,
                               .sun_sine_share = sine,
                               .sun_azimuth_rad = 0.7};
    EXPECT_NEAR(CalcTiltedWPerM2(flat, weather), 350.0, 1e-10) << sine;
  }
}

TEST(PhotovoltaicTest, EastInTheMorningIsWestInTheEvening) {
  const PhotovoltaicParams east{.azimuth_deg = -90.0}, west{.azimuth_deg = 90.0};
  PlaceWeather weather{.irradiance_w_per_m2 = 300.0,
                       .diffuse_w_per_m2 = 90.0,
                       .sun_sine_share = 0.3,
                       .sun_azimuth_rad = -1.2};
  const double morning_w_per_m2 = CalcTiltedWPerM2(east, weather);
  EXPECT_GT(morning_w_per_m2, CalcTiltedWPerM2(west, weather));
  weather.sun_azimuth_rad = 1.2;
  EXPECT_NEAR(CalcTiltedWPerM2(west, weather), morning_w_per_m2, 1e-12);
}

// 10 °C and 600 W/m² on a flat plane: module 30 °C, no snow; 0.6 · 0.8 · (1 − 0.0037 · 5).
TEST(PhotovoltaicTest, PowerByHand) {
  const PhotovoltaicParams flat{.tilt_deg = 0.0, .snow_thaw_degc = -100.0};
  const PlaceWeather weather{.air_degc = 10.0,
                             .effective_degc = 10.0,
                             .irradiance_w_per_m2 = 600.0,
                             .diffuse_w_per_m2 = 600.0,
                             .past_clear_sky_share = 1.0,
                             .sun_sine_share = 0.6};
  EXPECT_NEAR(CalcPhotovoltaicShare(flat, weather), 0.6 * 0.8 * (1.0 - 0.0037 * 5.0), 1e-12);
}

TEST(PhotovoltaicTest, TheInverterClipsAndNightGivesNothing) {
  PlaceWeather weather{.air_degc = -5.0,
                       .effective_degc = 5.0,
                       .irradiance_w_per_m2 = 950.0,
                       .diffuse_w_per_m2 = 100.0,
                       .past_clear_sky_share = 1.0,
                       .sun_sine_share = 0.75};
  EXPECT_EQ(CalcPhotovoltaicShare({.ac_share = 0.7}, weather), 0.7);
  weather.irradiance_w_per_m2 = weather.diffuse_w_per_m2 = 0.0;
  EXPECT_EQ(CalcPhotovoltaicShare({}, weather), 0.0);
}

TEST(PhotovoltaicTest, SnowNeedsFrostAndCloudAndGoesWithThaw) {
  const PhotovoltaicParams plant{.snow_thaw_degc = 0.5, .snow_band_k = 1.2};
  EXPECT_NEAR(CalcSnowShare(plant, 0.5, 0.0), 0.5, 1e-15);
  EXPECT_NEAR(CalcSnowShare(plant, -20.0, 0.4), 0.6, 1e-6);
  EXPECT_LT(CalcSnowShare(plant, 8.0, 0.0), 0.002);
  EXPECT_EQ(CalcSnowShare(plant, -20.0, 1.02), 0.0);
}

}  // namespace
}  // namespace models

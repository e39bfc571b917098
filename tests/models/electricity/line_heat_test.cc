#include "models/electricity/line_heat.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"
#include "tests/support/drake.h"

namespace models {
namespace {

constexpr LineHeatMethod kIeee = LineHeatMethod::kIeee738;
constexpr LineHeatMethod kCigre = LineHeatMethod::kCigre601;

// IEEE 738-2012, 4.6: Drake at 100 °C, air 40 °C, 0.61 m/s across, at sea level on 10 June at 11 h,
// 30° N, line from east to west, clear air.
class IeeeExampleTest : public testing::Test {
 protected:
  IeeeExampleTest() {
    // Sun at 74.8° of elevation and 114° from north: 24° from the line.
    const double along = std::cos(74.8 * kRadPerDeg) * std::cos(24.0 * kRadPerDeg);
    weather_.sun_w_per_m2 = CalcClearSkyNormalWPerM2(74.8, 0.0) * std::sqrt(1.0 - along * along);
  }

  ConductorParams drake_ = tests::MakeDrake();
  LineWeather weather_{.air_degc = 40.0, .wind_m_per_s = 0.61};
};

TEST_F(IeeeExampleTest, EveryTermIsThePublishedOne) {
  EXPECT_NEAR(CalcConductorOhmPerM(drake_, 100.0), 9.390e-5, 1e-8);
  // The example rounds Reynolds number and conductivity to three digits.
  EXPECT_NEAR(CalcConvectionWPerM(drake_, weather_, {}, 100.0, kIeee), 81.93, 0.2);
  EXPECT_NEAR(CalcRadiationWPerM(drake_, 40.0, 100.0, kIeee), 39.11, 0.02);
  EXPECT_NEAR(CalcClearSkyNormalWPerM2(74.8, 0.0), 1027.0, 1.0);
  EXPECT_NEAR(CalcSunHeatWPerM(drake_, weather_), 22.45, 0.03);
  LineWeather still = weather_;
  still.wind_m_per_s = 0.0;
  EXPECT_NEAR(CalcConvectionWPerM(drake_, still, {}, 100.0, kIeee), 42.42, 0.05);
}

TEST_F(IeeeExampleTest, TheAmpacityIsThePublishedOne) {
  EXPECT_NEAR(CalcAmpacityA(drake_, weather_, {}, 100.0, kIeee), 1025.0, 1.0);
}

TEST_F(IeeeExampleTest, AtTheAmpacityTheBalanceCloses) {
  for (const LineHeatMethod method : {kIeee, kCigre}) {
    const double current_a = CalcAmpacityA(drake_, weather_, {}, 100.0, method);
    EXPECT_NEAR(CalcSurplusHeatWPerM(drake_, weather_, {}, current_a, 100.0, method), 0.0, 1e-10);
  }
}

// CIGRE TB 601, annex E, example A: as above with 28.1 mm, wind at 60° to the line, albedo 0.1.
TEST(CigreExampleTest, ExampleA) {
  ConductorParams drake = tests::MakeDrake();
  drake.diameter_m = 0.0281;
  const LineSite site{.azimuth_rad = 0.5 * kPi, .albedo_share = 0.1};
  const double sine = std::sin(74.8 * kRadPerDeg);
  const double beam = 1280.0 * sine / (sine + 0.314);
  const double diffuse = (430.5 - 0.3288 * beam) * sine;
  const LineWeather weather{
      .air_degc = 40.0,
      .wind_m_per_s = 0.61,
      .wind_angle_rad = 60.0 * kRadPerDeg,
      .sun_w_per_m2 = CalcSunOnLineWPerM2({.irradiance_w_per_m2 = beam * sine + diffuse,
                                           .diffuse_w_per_m2 = diffuse,
                                           .sine_share = sine,
                                           .azimuth_rad = (114.0 - 180.0) * kRadPerDeg},
                                          site)};
  EXPECT_NEAR(CalcConvectionWPerM(drake, weather, site, 100.0, kCigre), 77.6, 0.1);
  EXPECT_NEAR(CalcRadiationWPerM(drake, 40.0, 100.0, kCigre), 39.1, 0.1);
  EXPECT_NEAR(CalcSunHeatWPerM(drake, weather), 27.2, 0.1);
  EXPECT_NEAR(CalcAmpacityA(drake, weather, site, 100.0, kCigre), 976.0, 1.5);
}

// Example B: 28.1 mm of strands of 2.2 mm, blackened, at 500 m, air 20 °C, 1.66 m/s at 80°; the
// sun's heat is the published one.
TEST(CigreExampleTest, ExampleB) {
  ConductorParams drake = tests::MakeDrake();
  drake.diameter_m = 0.0281;
  drake.outer_strand_m = 0.0022;
  drake.emissivity_share = drake.absorptivity_share = 0.9;
  const LineSite site{.altitude_m = 500.0};
  const LineWeather weather{.air_degc = 20.0,
                            .wind_m_per_s = 1.66,
                            .wind_angle_rad = 80.0 * kRadPerDeg,
                            .sun_w_per_m2 = 13.7 / (0.9 * 0.0281)};
  EXPECT_NEAR(CalcConvectionWPerM(drake, weather, site, 100.0, kCigre), 172.1, 0.3);
  EXPECT_NEAR(CalcRadiationWPerM(drake, 20.0, 100.0, kCigre), 54.0, 0.1);
  EXPECT_NEAR(CalcAmpacityA(drake, weather, site, 100.0, kCigre), 1504.0, 1.5);
}

// Ratings of the region's equipment table (FeAl 240, 80 °C, 0.6 m/s across, IEEE 738; 900 W/m² of
// sun at +20 °C, none else), which an independent program computed: within 1 %.
TEST(LineHeatTest, RatingsOfTheRegionsConductors) {
  const ConductorParams feal240{.id = "feal240",
                                .name = "FeAl 240",
                                .diameter_m = 0.0273,
                                .outer_strand_m = 0.0043,
                                .aluminium_m2 = 379e-6,
                                .steel_m2 = 61.7e-6,
                                .r20_ohm_per_km = 0.076};
  EXPECT_NEAR(CalcAmpacityA(feal240, {.air_degc = 20.0, .sun_w_per_m2 = 900.0}, {}, 80.0), 980.0,
              10.0);
  EXPECT_NEAR(CalcAmpacityA(feal240, {.air_degc = 0.0}, {}, 80.0), 1235.0, 12.0);
  EXPECT_NEAR(CalcAmpacityA(feal240, {.air_degc = -20.0}, {}, 80.0), 1365.0, 13.0);
  EXPECT_NEAR(CalcAmpacityA(feal240, {.air_degc = 20.0, .sun_w_per_m2 = 900.0}, {}, 50.0), 630.0,
              10.0);
}

// Both methods: more with wind, with colder air, with a higher limit, with less sun, across the
// wind.
TEST(LineHeatTest, AmpacityIsMonotone) {
  const ConductorParams drake = tests::MakeDrake();
  for (const LineHeatMethod method : {kIeee, kCigre}) {
    const auto ampacity = [&](double air, double wind, double angle, double sun, double limit) {
      return CalcAmpacityA(drake,
                           {.air_degc = air,
                            .wind_m_per_s = wind,
                            .wind_angle_rad = angle * kRadPerDeg,
                            .sun_w_per_m2 = sun},
                           {}, limit, method);
    };
    double before = 0.0;
    for (double wind = 0.0; wind < 20.0; wind += 0.1) {
      const double now = ampacity(10.0, wind, 90.0, 500.0, 80.0);
      EXPECT_GE(now, before) << wind;
      before = now;
    }
    for (double air = -40.0; air < 70.0; air += 1.0) {
      EXPECT_LT(ampacity(air + 1.0, 0.6, 90.0, 500.0, 80.0),
                ampacity(air, 0.6, 90.0, 500.0, 80.0) + 1e-9);
    }
    for (double limit = 30.0; limit < 150.0; limit += 5.0) {
      EXPECT_GT(ampacity(20.0, 0.6, 90.0, 0.0, limit + 5.0), ampacity(20.0, 0.6, 90.0, 0.0, limit));
    }
    for (double angle = 0.0; angle < 85.0; angle += 5.0) {
      EXPECT_LE(ampacity(20.0, 2.0, angle, 0.0, 80.0),
                ampacity(20.0, 2.0, angle + 5.0, 0.0, 80.0) + (method == kIeee ? 3.0 : 1e-9));
    }
    EXPECT_GT(ampacity(20.0, 0.6, 90.0, 0.0, 80.0), ampacity(20.0, 0.6, 90.0, 1000.0, 80.0));
  }
}

// Within 5 % in light winds; in stronger ones CIGRE's rough strands cool up to a tenth better.
TEST(LineHeatTest, TheMethodsAgree) {
  const ConductorParams drake = tests::MakeDrake();
  for (const double wind : {0.0, 0.3, 0.61, 1.0, 2.0, 5.0}) {
    for (const double air : {-20.0, 0.0, 20.0, 40.0}) {
      const LineWeather weather{.air_degc = air, .wind_m_per_s = wind};
      EXPECT_NEAR(CalcAmpacityA(drake, weather, {}, 80.0, kCigre) /
                      CalcAmpacityA(drake, weather, {}, 80.0, kIeee),
                  1.0, wind <= 1.0 ? 0.05 : 0.10)
          << wind << " m/s, " << air;
    }
  }
}

TEST(LineHeatTest, NoSunBelowTheHorizonAndNoCurrentUnderTooMuch) {
  EXPECT_EQ(CalcSunOnLineWPerM2({.irradiance_w_per_m2 = 5.0, .sine_share = -0.1}, {}), 0.0);
  EXPECT_EQ(CalcClearSkyNormalWPerM2(-1.0, 0.0), 0.0);
  // Grazing sun: the beam is no stronger than outside the air.
  EXPECT_LE(CalcSunOnLineWPerM2({.irradiance_w_per_m2 = 50.0, .sine_share = 0.001}, {}),
            1361.0 * 1.01);
  EXPECT_EQ(CalcAmpacityA(tests::MakeDrake(), {.air_degc = 79.0, .sun_w_per_m2 = 1200.0}, {}, 80.0),
            0.0);
}

TEST(LineHeatTest, WindFromTheOtherSideCoolsAsMuch) {
  const ConductorParams drake = tests::MakeDrake();
  for (const LineHeatMethod method : {kIeee, kCigre}) {
    const auto cooling = [&](double angle_deg) {
      return CalcConvectionWPerM(
          drake, {.wind_m_per_s = 2.0, .wind_angle_rad = angle_deg * kRadPerDeg}, {}, 80.0, method);
    };
    for (const double angle_deg : {0.0, 20.0, 45.0, 70.0}) {
      EXPECT_NEAR(cooling(angle_deg), cooling(180.0 - angle_deg), 1e-9);
      EXPECT_NEAR(cooling(angle_deg), cooling(-angle_deg), 1e-9);
    }
    // Along the line it cools by some four tenths of what it does across.
    EXPECT_NEAR(cooling(0.0) / cooling(90.0), 0.4, 0.03);
  }
}

// A sun along the line heats it least, one across most.
TEST(LineHeatTest, TheSunSeesTheLinesShadow) {
  const auto sun_at = [](double azimuth_deg) {
    return CalcSunOnLineWPerM2({.irradiance_w_per_m2 = 500.0,
                                .diffuse_w_per_m2 = 100.0,
                                .sine_share = 0.5,
                                .azimuth_rad = azimuth_deg * kRadPerDeg},
                               {.azimuth_rad = 0.0});
  };
  EXPECT_LT(sun_at(0.0), sun_at(45.0));
  EXPECT_LT(sun_at(45.0), sun_at(90.0));
  EXPECT_NEAR(sun_at(60.0), sun_at(-60.0), 1e-9);
  EXPECT_NEAR(sun_at(0.0), sun_at(180.0), 1e-9);
}

TEST(LineHeatTest, WhatIsNoConductorIsToldWhole) {
  ConductorParams wrong = tests::MakeDrake();
  EXPECT_TRUE(Validate(wrong).ok());
  wrong.outer_strand_m = 0.1;
  wrong.r20_ohm_per_km = -1.0;
  wrong.emissivity_share = 2.0;
  const std::string told(Validate(wrong).message());
  EXPECT_NE(told.find("outer_strand_m"), std::string::npos);
  EXPECT_NE(told.find("r20_ohm_per_km"), std::string::npos);
  EXPECT_NE(told.find("emissivity_share"), std::string::npos);
}

}  // namespace
}  // namespace models

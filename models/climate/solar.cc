#include "models/climate/solar.h"

#include <array>
#include <cmath>

#include "models/base/units.h"

namespace models {

double CalcSunDeclinationRad(double year_share) {
  const double g = 2.0 * kPi * year_share;
  return 0.006918 - 0.399912 * std::cos(g) + 0.070257 * std::sin(g) - 0.006758 * std::cos(2 * g) +
         0.000907 * std::sin(2 * g) - 0.002697 * std::cos(3 * g) + 0.00148 * std::sin(3 * g);
}

double CalcEquationOfTimeMin(double year_share) {
  const double g = 2.0 * kPi * year_share;
  return 229.18 * (0.000075 + 0.001868 * std::cos(g) - 0.032077 * std::sin(g) -
                   0.014615 * std::cos(2 * g) - 0.040849 * std::sin(2 * g));
}

double CalcSunSineShare(double lat_deg, double lon_deg, Quarter quarter, double solar_year_share) {
  const double declination_rad = CalcSunDeclinationRad(solar_year_share);
  const auto quarter_of_day = static_cast<double>(quarter - quarter.UtcDayStart());
  const double solar_time_h = (quarter_of_day + 0.5) * kHoursPerQuarter + lon_deg / 15.0 +
                              CalcEquationOfTimeMin(solar_year_share) / 60.0;
  const double hour_angle_rad = (solar_time_h - 12.0) * kPi / 12.0;
  const double lat_rad = lat_deg * kRadPerDeg;
  return std::sin(lat_rad) * std::sin(declination_rad) +
         std::cos(lat_rad) * std::cos(declination_rad) * std::cos(hour_angle_rad);
}

double CalcClearSkyWPerM2(double sun_sine_share) {
  if (sun_sine_share <= 0.0) return 0.0;
  return 1098.0 * sun_sine_share * std::exp(-0.057 / sun_sine_share);
}

double CalcClearSkyDayKwhPerM2(double lat_deg, double solar_year_share) {
  return CalcClearSkyDayKwhPerM2(lat_deg, CalcSunOfDay(solar_year_share));
}

double CalcClearSkyDayKwhPerM2(double lat_deg, const SunOfDay& sun) {
  constexpr int kSteps = 24;  // midpoints over half a day; the other half is its mirror
  static const std::array<double, kSteps> kCosines = [] {
    std::array<double, kSteps> cosines;
    for (int step = 0; step < kSteps; ++step) {
      cosines[static_cast<std::size_t>(step)] = std::cos((step + 0.5) * kPi / kSteps);
    }
    return cosines;
  }();
  const double a = std::sin(lat_deg * kRadPerDeg) * sun.declination_sine_share;
  const double b = std::cos(lat_deg * kRadPerDeg) * sun.declination_cosine_share;
  double sum_w_per_m2 = 0.0;
  for (const double cosine : kCosines) sum_w_per_m2 += CalcClearSkyWPerM2(a + b * cosine);
  return sum_w_per_m2 * 24.0 / kSteps / 1000.0;
}

SunOfDay CalcSunOfDay(double solar_year_share) {
  constexpr double kSolarConstantWPerM2 = 1361.0;
  const double declination_rad = CalcSunDeclinationRad(solar_year_share);
  const double g = 2.0 * kPi * solar_year_share;
  return {.declination_sine_share = std::sin(declination_rad),
          .declination_cosine_share = std::cos(declination_rad),
          .equation_min = CalcEquationOfTimeMin(solar_year_share),
          .extraterrestrial_w_per_m2 =
              kSolarConstantWPerM2 * (1.000110 + 0.034221 * std::cos(g) + 0.001280 * std::sin(g) +
                                      0.000719 * std::cos(2.0 * g) + 0.000077 * std::sin(2.0 * g))};
}

SunPosition CalcSunPosition(double lat_deg, double lon_deg, Quarter quarter, const SunOfDay& sun) {
  const auto quarter_of_day = static_cast<double>(quarter - quarter.UtcDayStart());
  const double solar_time_h =
      (quarter_of_day + 0.5) * kHoursPerQuarter + lon_deg / 15.0 + sun.equation_min / 60.0;
  const double hour_angle_rad = (solar_time_h - 12.0) * kPi / 12.0;
  const double hour_cosine = std::cos(hour_angle_rad);
  const double lat_rad = lat_deg * kRadPerDeg;
  const double lat_sine = std::sin(lat_rad);
  const double lat_cosine = std::cos(lat_rad);
  return {.sine_share = lat_sine * sun.declination_sine_share +
                        lat_cosine * sun.declination_cosine_share * hour_cosine,
          .azimuth_rad = std::atan2(sun.declination_cosine_share * std::sin(hour_angle_rad),
                                    sun.declination_cosine_share * hour_cosine * lat_sine -
                                        sun.declination_sine_share * lat_cosine)};
}

}  // namespace models

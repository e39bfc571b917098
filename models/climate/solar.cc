#include "models/climate/solar.h"

#include <algorithm>
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
  constexpr int kSteps = 24;  // midpoints over half a day; the other half is its mirror
  const double declination_rad = CalcSunDeclinationRad(solar_year_share);
  const double a = std::sin(lat_deg * kRadPerDeg) * std::sin(declination_rad);
  const double b = std::cos(lat_deg * kRadPerDeg) * std::cos(declination_rad);
  double sum_w_per_m2 = 0.0;
  for (int step = 0; step < kSteps; ++step) {
    sum_w_per_m2 += CalcClearSkyWPerM2(a + b * std::cos((step + 0.5) * kPi / kSteps));
  }
  return sum_w_per_m2 * 24.0 / kSteps / 1000.0;
}

double CalcPvPowerShare(double irradiance_w_per_m2, double air_degc) {
  constexpr double kYieldRatio = 0.95;
  constexpr double kLossPerK = 0.004;
  const double cell_degc = air_degc + 0.03 * irradiance_w_per_m2;
  const double power_share =
      irradiance_w_per_m2 / 1000.0 * kYieldRatio * (1.0 - kLossPerK * (cell_degc - 25.0));
  return std::clamp(power_share, 0.0, 1.0);
}

}  // namespace models

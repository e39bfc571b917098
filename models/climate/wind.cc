#include "models/climate/wind.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/base/units.h"

namespace models {
namespace {

double Cube(double x) { return x * x * x; }

}  // namespace

double CalcRatedWindMPerS(double specific_power_w_per_m2) {
  constexpr double kStandardKgPerM3 = 1.225;
  constexpr double kPowerCoefficient = 0.45;
  return std::cbrt(2.0 * specific_power_w_per_m2 / (kStandardKgPerM3 * kPowerCoefficient));
}

double CalcWindPowerShare(const WindFarmParams& farm, double wind_m_per_s) {
  const double v = wind_m_per_s;
  if (v <= farm.cut_in_m_per_s) return 0.0;
  const double rise = (Cube(v) - Cube(farm.cut_in_m_per_s)) /
                      (Cube(farm.rated_m_per_s) - Cube(farm.cut_in_m_per_s));
  const double running = 1.0 - (v - farm.cut_out_m_per_s) / farm.cut_out_band_m_per_s;
  return farm.farm_share * std::min(rise, 1.0) * std::clamp(running, 0.0, 1.0);
}

double CalcAirDensityKgPerM3(double altitude_m, double air_degc) {
  constexpr double kGasConstantJPerKgK = 287.05;
  constexpr double kZeroCelsiusK = 273.15;
  const double pressure_pa = 101325.0 * std::pow(1.0 - 2.25577e-5 * altitude_m, 5.25588);
  return pressure_pa / (kGasConstantJPerKgK * (air_degc + kZeroCelsiusK));
}

double CalcWindAtHeightMPerS(double wind_m_per_s, double reference_m, double height_m,
                             double roughness_m) {
  return wind_m_per_s * std::log(height_m / roughness_m) / std::log(reference_m / roughness_m);
}

double CalcIcingShare(const WindFarmParams& farm, double air_degc, double clear_sky_share) {
  constexpr double kIcingDegc = -1.0;
  const double cloud_share = std::clamp(1.0 - clear_sky_share, 0.0, 1.0);
  return farm.icing_share * cloud_share /
         (1.0 + std::exp((air_degc - kIcingDegc) / farm.icing_band_k));
}

double CalcWindFarmShare(const WindFarmParams& farm, const WindFarmInputs& inputs) {
  constexpr double kStandardKgPerM3 = 1.225;
  const double wind_m_per_s = inputs.wind_m_per_s * (1.0 - farm.wake_share) *
                              std::cbrt(inputs.air_kg_per_m3 / kStandardKgPerM3);
  const double step_m_per_s = std::numbers::sqrt3 * farm.spread_share * wind_m_per_s;
  const double power_share = 2.0 / 3.0 * CalcWindPowerShare(farm, wind_m_per_s) +
                             1.0 / 6.0 *
                                 (CalcWindPowerShare(farm, wind_m_per_s - step_m_per_s) +
                                  CalcWindPowerShare(farm, wind_m_per_s + step_m_per_s));
  return power_share * (1.0 - CalcIcingShare(farm, inputs.air_degc, inputs.clear_sky_share));
}

double CalcWeibullMPerS(double mean_m_per_s, double shape_ratio, double normal_share) {
  const double exceeded_share = 0.5 * std::erfc(normal_share / std::numbers::sqrt2);
  const double scale_m_per_s = mean_m_per_s / std::tgamma(1.0 + 1.0 / shape_ratio);
  return scale_m_per_s * std::pow(-std::log(exceeded_share), 1.0 / shape_ratio);
}

}  // namespace models

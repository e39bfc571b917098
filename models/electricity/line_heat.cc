#include "models/electricity/line_heat.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kHalfPi = 0.5 * kPi;
constexpr double kExtraterrestrialWPerM2 = 1361.0;
constexpr double kStefanBoltzmann = 5.6697e-8;
constexpr double kGravity = 9.807;

// ρ of air at the film temperature; both sources have this form.
double CalcFilmDensityKgPerM3(double film_degc, double altitude_m) {
  return (1.293 - 1.525e-4 * altitude_m + 6.379e-9 * altitude_m * altitude_m) /
         (1.0 + 0.00367 * film_degc);
}

double CalcIeeeConvectionWPerM(const ConductorParams& conductor, const LineWeather& weather,
                               double altitude_m, double conductor_degc) {
  const double rise_k = conductor_degc - weather.air_degc;
  const double film_degc = 0.5 * (conductor_degc + weather.air_degc);
  const double density = CalcFilmDensityKgPerM3(film_degc, altitude_m);
  const double film_k = film_degc + 273.0;
  const double viscosity = 1.458e-6 * film_k * std::sqrt(film_k) / (film_degc + 383.4);
  const double conductivity = 2.424e-2 + 7.477e-5 * film_degc - 4.407e-9 * film_degc * film_degc;
  const double reynolds = conductor.diameter_m * density * weather.wind_m_per_s / viscosity;
  // cos 2φ and sin 2φ by those of φ; wind from behind is wind from in front.
  const double along = std::abs(std::cos(weather.wind_angle_rad));
  const double across = std::abs(std::sin(weather.wind_angle_rad));
  const double angle_factor =
      1.194 - along + 0.194 * (2.0 * along * along - 1.0) + 0.736 * along * across;
  double nusselt = 0.0;
  if (reynolds > 0.0) {
    const double log_reynolds = std::log(reynolds);
    nusselt =
        std::max(1.01 + 1.35 * std::exp(0.52 * log_reynolds), 0.754 * std::exp(0.6 * log_reynolds));
  }
  const double forced = angle_factor * nusselt * conductivity * rise_k;
  const double still = 3.645 * std::sqrt(density) *
                       std::sqrt(conductor.diameter_m * std::sqrt(conductor.diameter_m)) * rise_k *
                       std::sqrt(std::sqrt(rise_k));
  return std::max(forced, still);
}

// Nusselt number across a stranded conductor. Roughness d/(2 (D − d)).
double CalcCigreAcrossNusselt(double roughness, double reynolds) {
  if (reynolds <= 0.0) return 0.0;
  if (reynolds <= 2650.0) return 0.641 * std::pow(reynolds, 0.471);
  return roughness <= 0.05 ? 0.178 * std::pow(reynolds, 0.633) : 0.048 * std::pow(reynolds, 0.800);
}

double CalcCigreAngleFactor(double angle_rad) {
  const double sine = std::abs(std::sin(angle_rad));
  constexpr double kSmallSine = 0.40673664307580021;  // of 24°
  return sine <= kSmallSine ? 0.42 + 0.68 * std::pow(sine, 1.08)
                            : 0.42 + 0.58 * std::pow(sine, 0.90);
}

double CalcCigreStillNusselt(double grashof_prandtl) {
  if (grashof_prandtl < 1e2) return 1.02 * std::pow(grashof_prandtl, 0.148);
  if (grashof_prandtl < 1e4) return 0.850 * std::pow(grashof_prandtl, 0.188);
  if (grashof_prandtl < 1e7) return 0.480 * std::pow(grashof_prandtl, 0.250);
  return 0.125 * std::pow(grashof_prandtl, 1.0 / 3.0);
}

double CalcCigreConvectionWPerM(const ConductorParams& conductor, const LineWeather& weather,
                                double altitude_m, double conductor_degc) {
  const double rise_k = conductor_degc - weather.air_degc;
  const double film_degc = 0.5 * (conductor_degc + weather.air_degc);
  const double conductivity = 2.368e-2 + 7.23e-5 * film_degc - 2.763e-8 * film_degc * film_degc;
  const double viscosity = (17.239 + 4.635e-2 * film_degc - 2.03e-5 * film_degc * film_degc) * 1e-6;
  const double kinematic = viscosity / CalcFilmDensityKgPerM3(film_degc, altitude_m);
  const double diameter_m = conductor.diameter_m;
  const double roughness =
      conductor.outer_strand_m / (2.0 * (diameter_m - conductor.outer_strand_m));
  const double reynolds = weather.wind_m_per_s * diameter_m / kinematic;
  const double grashof = diameter_m * diameter_m * diameter_m * rise_k * kGravity /
                         ((film_degc + 273.0) * kinematic * kinematic);
  constexpr double kAirHeatJPerKgK = 1005.0;
  const double prandtl = kAirHeatJPerKgK * viscosity / conductivity;
  const double nusselt = std::max(
      CalcCigreAcrossNusselt(roughness, reynolds) * CalcCigreAngleFactor(weather.wind_angle_rad),
      CalcCigreStillNusselt(grashof * prandtl));
  return kPi * conductivity * rise_k * nusselt;
}

double CalcFourthPower(double degc) {
  const double hundreds_k = 0.01 * (degc + 273.0);
  return hundreds_k * hundreds_k * hundreds_k * hundreds_k;
}

}  // namespace

double CalcSunOnLineWPerM2(const SunOnLineInputs& sun, const LineSite& site) {
  if (sun.sine_share <= 0.0 || sun.irradiance_w_per_m2 <= 0.0) return 0.0;
  const double beam_w_per_m2 = std::min(
      (sun.irradiance_w_per_m2 - sun.diffuse_w_per_m2) / sun.sine_share, kExtraterrestrialWPerM2);
  const double cos_elevation = std::sqrt(1.0 - sun.sine_share * sun.sine_share);
  const double along = cos_elevation * std::cos(sun.azimuth_rad - site.azimuth_rad);
  const double ground = kHalfPi * site.albedo_share;
  return beam_w_per_m2 * (std::sqrt(std::max(0.0, 1.0 - along * along)) + ground * sun.sine_share) +
         sun.diffuse_w_per_m2 * (1.0 + ground);
}

double CalcClearSkyNormalWPerM2(double elevation_deg, double altitude_m) {
  if (elevation_deg <= 0.0) return 0.0;
  const double h = elevation_deg;
  const double at_sea =
      -42.2391 +
      h * (63.8044 + h * (-1.9220 + h * (3.46921e-2 +
                                         h * (-3.61118e-4 + h * (1.94318e-6 - h * 4.07608e-9)))));
  const double height = 1.0 + altitude_m * (1.148e-4 - 1.108e-8 * altitude_m);
  return std::max(0.0, at_sea * height);
}

double CalcConvectionWPerM(const ConductorParams& conductor, const LineWeather& weather,
                           const LineSite& site, double conductor_degc, LineHeatMethod method) {
  if (conductor_degc <= weather.air_degc) return 0.0;
  return method == LineHeatMethod::kIeee738
             ? CalcIeeeConvectionWPerM(conductor, weather, site.altitude_m, conductor_degc)
             : CalcCigreConvectionWPerM(conductor, weather, site.altitude_m, conductor_degc);
}

double CalcRadiationWPerM(const ConductorParams& conductor, double air_degc, double conductor_degc,
                          LineHeatMethod method) {
  const double constant = method == LineHeatMethod::kIeee738 ? 17.8 : kPi * kStefanBoltzmann * 1e8;
  return constant * conductor.diameter_m * conductor.emissivity_share *
         (CalcFourthPower(conductor_degc) - CalcFourthPower(air_degc));
}

double CalcSunHeatWPerM(const ConductorParams& conductor, const LineWeather& weather) {
  return conductor.absorptivity_share * conductor.diameter_m * weather.sun_w_per_m2;
}

double CalcSurplusHeatWPerM(const ConductorParams& conductor, const LineWeather& weather,
                            const LineSite& site, double current_a, double conductor_degc,
                            LineHeatMethod method) {
  return current_a * current_a * CalcConductorOhmPerM(conductor, conductor_degc) +
         CalcSunHeatWPerM(conductor, weather) -
         CalcConvectionWPerM(conductor, weather, site, conductor_degc, method) -
         CalcRadiationWPerM(conductor, weather.air_degc, conductor_degc, method);
}

double CalcAmpacityA(const ConductorParams& conductor, const LineWeather& weather,
                     const LineSite& site, double conductor_degc, LineHeatMethod method) {
  const double surplus_w_per_m =
      CalcSurplusHeatWPerM(conductor, weather, site, 0.0, conductor_degc, method);
  if (!(surplus_w_per_m < 0.0)) return 0.0;
  return std::sqrt(-surplus_w_per_m / CalcConductorOhmPerM(conductor, conductor_degc));
}

}  // namespace models

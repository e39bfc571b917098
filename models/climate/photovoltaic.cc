#include "models/climate/photovoltaic.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kLeastSunSine = 0.02;  // 1.1°: below it the air mass is no longer that of a plane
constexpr double kStandardWPerM2 = 1000.0;
constexpr double kSolarConstantWPerM2 = 1361.0;
constexpr double kLargestBeamRatio = 10.0;

}  // namespace

double CalcClearnessShare(double irradiance_w_per_m2, double sun_sine_share,
                          double extraterrestrial_w_per_m2) {
  if (sun_sine_share < kLeastSunSine) return 0.0;
  return irradiance_w_per_m2 / (extraterrestrial_w_per_m2 * sun_sine_share);
}

double CalcDiffuseShare(double clearness_share) {
  const double k = clearness_share;
  if (k <= 0.22) return 1.0 - 0.09 * k;
  if (k > 0.80) return 0.165;
  return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}

double CalcTiltedWPerM2(const PhotovoltaicParams& plant, const PlaceWeather& weather) {
  const double sun_sine = weather.sun_sine_share;
  if (weather.irradiance_w_per_m2 <= 0.0) return 0.0;
  const double tilt_rad = plant.tilt_deg * kRadPerDeg;
  const double tilt_cosine = std::cos(tilt_rad);
  const double beam_w_per_m2 = weather.irradiance_w_per_m2 - weather.diffuse_w_per_m2;
  double ratio = 0.0;
  double anisotropy_share = 0.0;
  if (sun_sine > kLeastSunSine) {
    const double sun_cosine = std::sqrt(std::max(1.0 - sun_sine * sun_sine, 0.0));
    const double incidence_cosine =
        sun_sine * tilt_cosine +
        sun_cosine * std::sin(tilt_rad) *
            std::cos(weather.sun_azimuth_rad - plant.azimuth_deg * kRadPerDeg);
    ratio = std::min(std::max(incidence_cosine, 0.0) / sun_sine, kLargestBeamRatio);
    anisotropy_share = std::clamp(beam_w_per_m2 / sun_sine / kSolarConstantWPerM2, 0.0, 1.0);
  }
  return (beam_w_per_m2 + weather.diffuse_w_per_m2 * anisotropy_share) * ratio +
         weather.diffuse_w_per_m2 * (1.0 - anisotropy_share) * 0.5 * (1.0 + tilt_cosine) +
         weather.irradiance_w_per_m2 * plant.albedo_share * 0.5 * (1.0 - tilt_cosine);
}

double CalcSnowShare(const PhotovoltaicParams& plant, double effective_degc,
                     double past_clear_sky_share) {
  const double cloud_share = std::clamp(1.0 - past_clear_sky_share, 0.0, 1.0);
  return cloud_share /
         (1.0 + std::exp((effective_degc - plant.snow_thaw_degc) / plant.snow_band_k));
}

double CalcPhotovoltaicShare(const PhotovoltaicParams& plant, const PlaceWeather& weather) {
  const double tilted_w_per_m2 = CalcTiltedWPerM2(plant, weather);
  if (tilted_w_per_m2 <= 0.0) return 0.0;
  const double module_degc = weather.air_degc + tilted_w_per_m2 / plant.heat_loss_w_per_m2_k;
  const double snow_share =
      CalcSnowShare(plant, weather.effective_degc, weather.past_clear_sky_share);
  const double direct_share = tilted_w_per_m2 / kStandardWPerM2 * plant.system_share *
                              (1.0 - snow_share) *
                              (1.0 - plant.temperature_loss_per_k * (module_degc - 25.0));
  return std::clamp(direct_share, 0.0, plant.ac_share);
}

}  // namespace models

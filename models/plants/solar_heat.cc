#include "models/plants/solar_heat.h"

#include <algorithm>

namespace models {
namespace {

constexpr double kWPerMw = 1e6;

}  // namespace

double CalcSolarHeatMw(const SolarHeatParams& field, double irradiance_w_per_m2, double air_degc,
                       double water_degc) {
  const double lift_k = std::max(water_degc - air_degc, 0.0);
  const double heat_w_per_m2 = field.optical_ratio * irradiance_w_per_m2 -
                               field.loss_w_per_m2_k * lift_k -
                               field.loss_rise_w_per_m2_k * lift_k * lift_k;
  return field.area_m2 * std::max(heat_w_per_m2, 0.0) / kWPerMw;
}

}  // namespace models

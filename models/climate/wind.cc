#include "models/climate/wind.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

double Cube(double x) { return x * x * x; }

}  // namespace

double CalcWindPowerShare(const WindFarmParams& farm, double wind_m_per_s) {
  const double v = wind_m_per_s;
  if (v <= farm.cut_in_m_per_s) return 0.0;
  const double rise = (Cube(v) - Cube(farm.cut_in_m_per_s)) /
                      (Cube(farm.rated_m_per_s) - Cube(farm.cut_in_m_per_s));
  const double running = 1.0 - (v - farm.cut_out_m_per_s) / farm.cut_out_band_m_per_s;
  return farm.farm_share * std::min(rise, 1.0) * std::clamp(running, 0.0, 1.0);
}

double CalcWeibullMPerS(double mean_m_per_s, double shape_ratio, double normal_share) {
  const double exceeded_share = 0.5 * std::erfc(normal_share / std::numbers::sqrt2);
  const double scale_m_per_s = mean_m_per_s / std::tgamma(1.0 + 1.0 / shape_ratio);
  return scale_m_per_s * std::pow(-std::log(exceeded_share), 1.0 / shape_ratio);
}

}  // namespace models

#include "models/heat/ground.h"

#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kYearH = 365.0 * 24.0;

}  // namespace

double CalcDampingDepthM(const GroundParams& ground) {
  return std::sqrt(kYearH * kSecondsPerHour * ground.conductivity_w_per_m_k /
                   (kPi * ground.heat_capacity_j_per_m3_k));
}

double CalcGroundDegC(const GroundParams& ground, double depth_m, double time_h) {
  const double depth_ratio = depth_m / CalcDampingDepthM(ground);
  const double phase_rad = 2.0 * kPi * (time_h - ground.coldest_time_h) / kYearH;
  return ground.mean_degc -
         ground.surface_amplitude_k * std::exp(-depth_ratio) * std::cos(phase_rad - depth_ratio);
}

}  // namespace models

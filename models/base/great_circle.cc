#include "models/base/great_circle.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kEarthRadiusKm = 6371.0;

}  // namespace

double CalcGreatCircleKm(double lat1_deg, double lon1_deg, double lat2_deg, double lon2_deg) {
  const double half_lat = 0.5 * (lat2_deg - lat1_deg) * kRadPerDeg;
  const double half_lon = 0.5 * (lon2_deg - lon1_deg) * kRadPerDeg;
  const double h = std::pow(std::sin(half_lat), 2) + std::cos(lat1_deg * kRadPerDeg) *
                                                         std::cos(lat2_deg * kRadPerDeg) *
                                                         std::pow(std::sin(half_lon), 2);
  return 2.0 * kEarthRadiusKm * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace models

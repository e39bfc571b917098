#include "data/geojson_line.h"

#include <cmath>

#include "models/base/units.h"

namespace data {
namespace {

// WGS 84: half the larger axis and the flattening.
constexpr double kAxisM = 6378137.0;
constexpr double kFlattening = 1.0 / 298.257223563;
constexpr double kEccentricitySquared = kFlattening * (2.0 - kFlattening);

double CalcPieceM(const GeoPoint& from, const GeoPoint& to) {
  const double latitude_rad = 0.5 * models::kRadPerDeg * (from.latitude_deg + to.latitude_deg);
  const double sine = std::sin(latitude_rad);
  const double w = std::sqrt(1.0 - kEccentricitySquared * sine * sine);
  const double across_m = kAxisM / w;                                          // N
  const double along_m = kAxisM * (1.0 - kEccentricitySquared) / (w * w * w);  // M
  const double turn_rad =
      models::kRadPerDeg * std::remainder(to.longitude_deg - from.longitude_deg, 360.0);
  return std::hypot(across_m * std::cos(latitude_rad) * turn_rad,
                    along_m * models::kRadPerDeg * (to.latitude_deg - from.latitude_deg));
}

}  // namespace

double CalcLineLengthM(std::span<const GeoPoint> points) {
  double length_m = 0.0;
  for (std::size_t i = 1; i < points.size(); ++i) length_m += CalcPieceM(points[i - 1], points[i]);
  return length_m;
}

}  // namespace data

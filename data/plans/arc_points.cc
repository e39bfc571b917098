#include "data/plans/arc_points.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace data {
namespace {

constexpr double kSagittaM = 0.01;
constexpr int kMostPieces = 720;

}  // namespace

std::vector<RawPoint> MakeArcPoints(const RawPoint& from, const RawPoint& over,
                                    const RawPoint& to) {
  // Centre of the circle through three points, reckoned from the first.
  const double bx = over.x_in_unit - from.x_in_unit, by = over.y_in_unit - from.y_in_unit;
  const double cx = to.x_in_unit - from.x_in_unit, cy = to.y_in_unit - from.y_in_unit;
  const double cross = 2.0 * (bx * cy - by * cx);
  const double b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;
  if (!(std::abs(cross) > 1e-9 * (b2 + c2))) return {from, over, to};
  const double ux = (cy * b2 - by * c2) / cross, uy = (bx * c2 - cx * b2) / cross;
  const double radius = std::hypot(ux, uy);
  const double begin = std::atan2(-uy, -ux);
  const auto turned = [&](double x, double y) {
    double angle = std::atan2(y - uy, x - ux) - begin;
    while (angle < 0.0) angle += 2.0 * models::kPi;
    return angle;
  };
  const double at_over = turned(bx, by);
  double sweep = turned(cx, cy);
  if (at_over > sweep) sweep -= 2.0 * models::kPi;  // the arc runs clockwise
  // A chord over the angle a leaves its arc by r (1 − cos a/2).
  const double step = 2.0 * std::acos(1.0 - std::min(0.5, kSagittaM / std::max(radius, kSagittaM)));
  const int pieces = std::clamp(static_cast<int>(std::ceil(std::min(std::abs(sweep) / step, 1e6))),
                                2, kMostPieces);
  std::vector<RawPoint> points{from};
  for (int i = 1; i < pieces; ++i) {
    const double angle = begin + sweep * i / pieces;
    points.push_back({from.x_in_unit + ux + radius * std::cos(angle),
                      from.y_in_unit + uy + radius * std::sin(angle)});
  }
  points.push_back(to);
  return points;
}

}  // namespace data

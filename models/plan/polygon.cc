#include "models/plan/polygon.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_format.h"

namespace models {

double CalcRingAreaM2(const PlanRing& ring) {
  double twice_m2 = 0.0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const double ax = ring[i].east_m - ring[0].east_m, ay = ring[i].north_m - ring[0].north_m;
    const double bx = ring[i + 1].east_m - ring[0].east_m;
    const double by = ring[i + 1].north_m - ring[0].north_m;
    twice_m2 += ax * by - bx * ay;
  }
  return 0.5 * twice_m2;
}

double CalcAreaM2(const PlanPolygon& polygon) {
  double area_m2 = std::abs(CalcRingAreaM2(polygon.shell));
  for (const PlanRing& hole : polygon.holes) area_m2 -= std::abs(CalcRingAreaM2(hole));
  return area_m2;
}

double CalcAreaM2(const PlanSurface& surface) {
  double area_m2 = 0.0;
  for (const PlanPolygon& polygon : surface) area_m2 += CalcAreaM2(polygon);
  return area_m2;
}

namespace {

// Adds a ring's moments about `origin`, as if it ran counter-clockwise, times `sign`.
void AddMoments(const PlanRing& ring, const PlanPoint& origin, double sign, double& area_m2,
                double& east_m3, double& north_m3) {
  if (CalcRingAreaM2(ring) < 0.0) sign = -sign;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const double ax = ring[i].east_m - origin.east_m, ay = ring[i].north_m - origin.north_m;
    const double bx = ring[i + 1].east_m - origin.east_m;
    const double by = ring[i + 1].north_m - origin.north_m;
    const double cross_m2 = ax * by - bx * ay;
    area_m2 += sign * cross_m2 / 2.0;
    east_m3 += sign * cross_m2 * (ax + bx) / 6.0;
    north_m3 += sign * cross_m2 * (ay + by) / 6.0;
  }
}

template <class Visit>
void ForEachRing(const PlanSurface& surface, Visit visit) {
  for (const PlanPolygon& polygon : surface) {
    visit(polygon.shell);
    for (const PlanRing& hole : polygon.holes) visit(hole);
  }
}

}  // namespace

PlanPoint CalcCentre(const PlanSurface& surface) {
  const PlanPoint origin = surface.front().shell.front();
  double area_m2 = 0.0, east_m3 = 0.0, north_m3 = 0.0;
  for (const PlanPolygon& polygon : surface) {
    AddMoments(polygon.shell, origin, 1.0, area_m2, east_m3, north_m3);
    for (const PlanRing& hole : polygon.holes) {
      AddMoments(hole, origin, -1.0, area_m2, east_m3, north_m3);
    }
  }
  if (!(area_m2 > 0.0)) return origin;
  return {origin.east_m + east_m3 / area_m2, origin.north_m + north_m3 / area_m2};
}

PlanBox CalcBox(const PlanSurface& surface) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  PlanBox box{.west_m = kFar, .south_m = kFar, .east_m = -kFar, .north_m = -kFar};
  ForEachRing(surface, [&box](const PlanRing& ring) {
    for (const PlanPoint& point : ring) {
      box.west_m = std::min(box.west_m, point.east_m);
      box.east_m = std::max(box.east_m, point.east_m);
      box.south_m = std::min(box.south_m, point.north_m);
      box.north_m = std::max(box.north_m, point.north_m);
    }
  });
  return box;
}

void WindRings(PlanSurface& surface) {
  for (PlanPolygon& polygon : surface) {
    if (CalcRingAreaM2(polygon.shell) < 0.0) {
      std::reverse(polygon.shell.begin(), polygon.shell.end());
    }
    for (PlanRing& hole : polygon.holes) {
      if (CalcRingAreaM2(hole) > 0.0) std::reverse(hole.begin(), hole.end());
    }
  }
}

std::size_t CountVertices(const PlanSurface& surface) {
  std::size_t count = 0;
  ForEachRing(surface, [&count](const PlanRing& ring) { count += ring.size(); });
  return count;
}

std::string PlaceText(const PlanPoint& point) {
  return absl::StrFormat("N %.2f, E %.2f", point.north_m, point.east_m);
}

}  // namespace models

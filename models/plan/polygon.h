#pragma once

#include <string>
#include <vector>

namespace models {

/// A point of EPSG:25832 (ETRS89 / UTM zone 32N).
struct PlanPoint {
  double east_m = 0.0;
  double north_m = 0.0;
  bool operator==(const PlanPoint&) const = default;
};

/// A closed ring: its last point is its first.
using PlanRing = std::vector<PlanPoint>;

/// One outline with what is cut out of it.
struct PlanPolygon {
  PlanRing shell;
  std::vector<PlanRing> holes;
  bool operator==(const PlanPolygon&) const = default;
};

/// What one plan area covers: one polygon or several that do not overlap.
using PlanSurface = std::vector<PlanPolygon>;

/// The smallest upright rectangle around points.
struct PlanBox {
  double west_m = 0.0;
  double south_m = 0.0;
  double east_m = 0.0;
  double north_m = 0.0;
};

/// Area inside a ring, positive when it runs counter-clockwise:
///   A = ½ Σ (x_i − x_0)(y_{i+1} − y_0) − (x_{i+1} − x_0)(y_i − y_0)
/// Reckoned from the first point, so that six million metres of northing cost no digits.
double CalcRingAreaM2(const PlanRing& ring);

/// Plane area of the projection, holes taken off: what a GIS shows for EPSG:25832. On the ground it
/// is larger by 1/k² (k = 0.9996 at the central meridian, 9° east: 0.08 %).
double CalcAreaM2(const PlanPolygon& polygon);
double CalcAreaM2(const PlanSurface& surface);

/// Centre of gravity; the first point of a surface without area. **Valid** not empty.
PlanPoint CalcCentre(const PlanSurface& surface);

/// **Valid** not empty.
PlanBox CalcBox(const PlanSurface& surface);

/// Turns rings so that shells run counter-clockwise and holes clockwise (RFC 7946, OGC 06-103r4).
void WindRings(PlanSurface& surface);

/// Points of all rings.
std::size_t CountVertices(const PlanSurface& surface);

/// "N 6645000.00, E 598000.00": northing first, as people who make plans say it.
std::string PlaceText(const PlanPoint& point);

}  // namespace models

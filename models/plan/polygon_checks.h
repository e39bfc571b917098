#pragma once

#include <string>

#include "models/plan/polygon.h"

namespace models {

/// The first thing that is wrong with a surface, with its place; empty when nothing is. In this
/// order: no polygon, a coordinate that is no finite number, a ring of fewer than four points, a
/// ring that is not closed, no area, and what OGC 06-103r4 section 6.1.11 asks of polygons:
///   "self-intersection at N 6645000.00, E 598000.00"
///   "a hole lies outside its shell at N …, E …"
/// GEOS decides the last (its predicates are exact where those of plain doubles are not, and it
/// finds the place); winding is not judged, WindRings sets it.
std::string FindSurfaceFault(const PlanSurface& surface);

}  // namespace models

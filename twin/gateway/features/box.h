#pragma once

#include <array>

namespace twin::gateway::features {

/// West, south, east, north in degrees; one whose west is east of its east crosses the
/// antimeridian.
using BoxDeg = std::array<double, 4>;
/// Longitude and latitude in degrees.
using PointDeg = std::array<double, 2>;

/// Whether the point lies in the box or on its edge.
bool Holds(const BoxDeg& box_deg, const PointDeg& point_deg);
/// Whether any of the straight line between two points does: it may pass a box that holds neither
/// end, and miss one that lies between them.
bool Meets(const BoxDeg& box_deg, const PointDeg& from_deg, const PointDeg& to_deg);

}  // namespace twin::gateway::features

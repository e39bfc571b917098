#pragma once

#include <span>

namespace data {

/// A point of WGS 84.
struct GeoPoint {
  double longitude_deg = 0.0;
  double latitude_deg = 0.0;
};

/// Length of a line on the ellipsoid by the middle-latitude formula (see heat_geojson_reader.h).
/// Longitudes are taken the short way round.
double CalcLineLengthM(std::span<const GeoPoint> points);

}  // namespace data

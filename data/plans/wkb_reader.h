#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "data/plans/coordinate_system.h"

namespace data {

/// What a GeoPackage keeps in a geometry column (OGC 12-128r18, section 2.1.3).
struct GeopackageGeometry {
  std::int32_t srs_id = 0;
  bool is_empty = false;
  RawSurface surface;
};

/// Reads the header "GP", its envelope and the well-known binary behind it: Polygon or MultiPolygon
/// with or without z and m, of either byte order. Numbers of rings and points are held against the
/// bytes that are there before anything is reserved.
/// Errors: InvalidArgument: cut short, of another type, a nesting that is none.
absl::StatusOr<GeopackageGeometry> ParseGeopackageGeometry(std::span<const std::uint8_t> bytes);

}  // namespace data

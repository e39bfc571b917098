#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/plan/polygon.h"

namespace data {

/// Systems a plan may come in. All are ETRS89; WGS 84 is taken for ETRS89, as RFC 7946 has no other
/// (they lie 0.9 m apart in 2026).
enum class CoordinateSystem {
  kUtm32,       ///< EPSG:25832
  kUtm33,       ///< EPSG:25833
  kGeographic,  ///< EPSG:4326 or 4258, degrees
};

/// "EPSG:25832"
std::string CoordinateSystemText(CoordinateSystem system);

/// What a name says: the system, and whether its first coordinate is the north one.
struct NamedSystem {
  CoordinateSystem system = CoordinateSystem::kUtm32;
  bool is_north_first = false;
};

/// Reads "EPSG:25832", "urn:ogc:def:crs:EPSG::25832", "http://www.opengis.net/def/crs/EPSG/0/25832"
/// and "urn:ogc:def:crs:OGC:1.3:CRS84". By EPSG's definitions UTM has the east first and 4326 and
/// 4258 the latitude; the short form "EPSG:4326" is used both ways and is refused.
/// Errors: InvalidArgument with what to write instead.
absl::StatusOr<NamedSystem> ParseSystemName(const std::string& name);

/// SOSI's KOORDSYS: 22 and 23 are UTM 32 and 33, 84 is degrees, latitude first.
/// Errors: InvalidArgument.
absl::StatusOr<CoordinateSystem> ParseSosiSystem(const std::string& code);

/// A point as it stands in the file, turned so that x is the east or the longitude.
struct RawPoint {
  double x_in_unit = 0.0;
  double y_in_unit = 0.0;
  bool operator==(const RawPoint&) const = default;
};
using RawRing = std::vector<RawPoint>;

struct RawPolygon {
  RawRing shell;
  std::vector<RawRing> holes;
};
using RawSurface = std::vector<RawPolygon>;

/// Points in metres of EPSG:25832, by PROJ without its database: the systems share one ellipsoid,
/// so the way is  geographic = utm⁻¹(zone),  result = utm(32).  Good to 1e-4 mm.
/// Errors: InvalidArgument with the place of the first point that is not finite, or does not lie in
/// Norway, and what that looks like: swapped axes, degrees for metres or metres for degrees.
absl::StatusOr<models::PlanSurface> ToPlanSurface(const RawSurface& surface,
                                                  CoordinateSystem system);

/// A place given in degrees, as people look it up.
models::PlanPoint ToPlanPoint(double longitude_deg, double latitude_deg);

struct Degrees {
  double lon_deg = 0.0;
  double lat_deg = 0.0;
};
/// The way back, good to 1e-9 degrees.
Degrees ToDegrees(const models::PlanPoint& point);

}  // namespace data

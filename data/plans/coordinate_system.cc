#include "data/plans/coordinate_system.h"

#include <proj.h>

#include <cmath>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

struct PjDelete {
  void operator()(PJ* operation) const { proj_destroy(operation); }
};
struct ContextDelete {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};

// Where mainland Norway lies, with a wide edge.
struct Frame {
  double west, south, east, north;
  bool Holds(double x, double y) const {
    return x >= west && x <= east && y >= south && y <= north;
  }
};
constexpr Frame kMetres{-600'000.0, 6'350'000.0, 1'700'000.0, 8'000'000.0};
constexpr Frame kDegrees{2.0, 57.0, 33.0, 72.0};

std::string NumbersText(const RawPoint& point) {
  return absl::StrFormat("(%.10g, %.10g)", point.x_in_unit, point.y_in_unit);
}

// Empty when the point can be one of the system.
std::string FindFault(const RawPoint& point, CoordinateSystem system) {
  const double x = point.x_in_unit, y = point.y_in_unit;
  if (!std::isfinite(x) || !std::isfinite(y)) return "a coordinate is no finite number";
  const bool is_degrees = system == CoordinateSystem::kGeographic;
  const Frame& frame = is_degrees ? kDegrees : kMetres;
  if (frame.Holds(x, y)) return "";
  const std::string numbers = NumbersText(point);
  if (frame.Holds(y, x)) {
    return absl::StrCat(numbers, " has its axes the wrong way round: it would lie in Norway as ",
                        NumbersText({y, x}), "; export with ",
                        is_degrees ? "the longitude" : "the easting", " where ",
                        CoordinateSystemText(system), " has it in this format");
  }
  if (is_degrees && (kMetres.Holds(x, y) || kMetres.Holds(y, x))) {
    return absl::StrCat(numbers,
                        " are metres, not degrees: name their system (EPSG:25832 or "
                        "EPSG:25833) or write WGS 84");
  }
  if (!is_degrees && (kDegrees.Holds(x, y) || kDegrees.Holds(y, x))) {
    return absl::StrCat(numbers, " are degrees, not metres of ", CoordinateSystemText(system));
  }
  return absl::StrCat(numbers, " does not lie in Norway by ", CoordinateSystemText(system));
}

class Transform {
 public:
  explicit Transform(CoordinateSystem system) : context_(proj_context_create()) {
    proj_log_level(context_.get(), PJ_LOG_NONE);
    std::string way = "+proj=pipeline ";
    if (system == CoordinateSystem::kGeographic) {
      way += "+step +proj=unitconvert +xy_in=deg +xy_out=rad ";
    } else {
      way += "+step +inv +proj=utm +zone=33 +ellps=GRS80 ";
    }
    way += "+step +proj=utm +zone=32 +ellps=GRS80";
    operation_.reset(proj_create(context_.get(), way.c_str()));
  }

  models::PlanPoint At(const RawPoint& point) const {
    const PJ_COORD at =
        proj_trans(operation_.get(), PJ_FWD, proj_coord(point.x_in_unit, point.y_in_unit, 0, 0));
    return {at.xy.x, at.xy.y};
  }
  RawPoint Back(const models::PlanPoint& point) const {
    const PJ_COORD at =
        proj_trans(operation_.get(), PJ_INV, proj_coord(point.east_m, point.north_m, 0, 0));
    return {at.xy.x, at.xy.y};
  }

 private:
  std::unique_ptr<PJ_CONTEXT, ContextDelete> context_;
  std::unique_ptr<PJ, PjDelete> operation_;
};

absl::StatusOr<models::PlanRing> ToRing(const RawRing& ring, CoordinateSystem system,
                                        const Transform* transform) {
  models::PlanRing result;
  result.reserve(ring.size());
  for (const RawPoint& point : ring) {
    if (const std::string fault = FindFault(point, system); !fault.empty()) {
      return absl::InvalidArgumentError(fault);
    }
    result.push_back(transform == nullptr ? models::PlanPoint{point.x_in_unit, point.y_in_unit}
                                          : transform->At(point));
  }
  return result;
}

}  // namespace

std::string CoordinateSystemText(CoordinateSystem system) {
  switch (system) {
    case CoordinateSystem::kUtm32:
      return "EPSG:25832";
    case CoordinateSystem::kUtm33:
      return "EPSG:25833";
    case CoordinateSystem::kGeographic:
      return "EPSG:4326";
  }
  return "";
}

absl::StatusOr<NamedSystem> ParseSystemName(const std::string& name) {
  if (name == "urn:ogc:def:crs:OGC:1.3:CRS84" || name == "urn:ogc:def:crs:OGC::CRS84" ||
      name == "http://www.opengis.net/def/crs/OGC/1.3/CRS84") {
    return NamedSystem{CoordinateSystem::kGeographic, false};
  }
  absl::string_view code = name;
  const bool is_short = absl::ConsumePrefix(&code, "EPSG:");
  const bool is_long =
      !is_short && (absl::ConsumePrefix(&code, "urn:ogc:def:crs:EPSG:") ||
                    absl::ConsumePrefix(&code, "http://www.opengis.net/def/crs/EPSG/") ||
                    absl::ConsumePrefix(&code, "https://www.opengis.net/def/crs/EPSG/"));
  if (is_long) {
    const std::size_t cut = code.find_last_of(":/");
    if (cut != absl::string_view::npos) code = code.substr(cut + 1);
  }
  int number = 0;
  if ((is_short || is_long) && absl::SimpleAtoi(code, &number)) {
    if (number == 25832) return NamedSystem{CoordinateSystem::kUtm32, false};
    if (number == 25833) return NamedSystem{CoordinateSystem::kUtm33, false};
    if (number == 4326 || number == 4258) {
      if (is_long) return NamedSystem{CoordinateSystem::kGeographic, true};
      return absl::InvalidArgumentError(absl::StrCat(
          "'", name,
          "' does not say which axis comes first: write http://www.opengis.net/def/crs/"
          "EPSG/0/",
          number, " (latitude first), or EPSG:25832"));
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("coordinate system '", name.substr(0, 80),
                   "' is not read: export in EPSG:25832, EPSG:25833 or EPSG:4326"));
}

absl::StatusOr<CoordinateSystem> ParseSosiSystem(const std::string& code) {
  if (code == "22") return CoordinateSystem::kUtm32;
  if (code == "23") return CoordinateSystem::kUtm33;
  if (code == "84") return CoordinateSystem::kGeographic;
  return absl::InvalidArgumentError(
      absl::StrCat("KOORDSYS '", code.substr(0, 20),
                   "' is not read: export in 22 (UTM 32), 23 (UTM 33) or 84 (degrees)"));
}

absl::StatusOr<models::PlanSurface> ToPlanSurface(const RawSurface& surface,
                                                  CoordinateSystem system) {
  std::optional<Transform> transform;
  if (system != CoordinateSystem::kUtm32) transform.emplace(system);
  const Transform* way = transform ? &*transform : nullptr;
  models::PlanSurface result;
  for (const RawPolygon& polygon : surface) {
    models::PlanPolygon made;
    TWIN_ASSIGN_OR_RETURN(made.shell, ToRing(polygon.shell, system, way));
    for (const RawRing& hole : polygon.holes) {
      TWIN_ASSIGN_OR_RETURN(models::PlanRing ring, ToRing(hole, system, way));
      made.holes.push_back(std::move(ring));
    }
    result.push_back(std::move(made));
  }
  return result;
}

namespace {

// Setting a transform up costs more than using it; PROJ's contexts belong to one thread.
const Transform& DegreesTransform() {
  thread_local const Transform transform(CoordinateSystem::kGeographic);
  return transform;
}

}  // namespace

models::PlanPoint ToPlanPoint(double longitude_deg, double latitude_deg) {
  return DegreesTransform().At({longitude_deg, latitude_deg});
}

Degrees ToDegrees(const models::PlanPoint& point) {
  const RawPoint at = DegreesTransform().Back(point);
  return {.lon_deg = at.x_in_unit, .lat_deg = at.y_in_unit};
}

}  // namespace data

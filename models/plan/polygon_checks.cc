#include "models/plan/polygon_checks.h"

#include <cmath>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/plan/geos_geometry.h"

namespace models {
namespace {

// Squares of a metre: less is drawn by mistake.
constexpr double kLeastAreaM2 = 1e-3;

std::string FindRingFault(const PlanRing& ring) {
  if (ring.empty()) return "a ring has no points";
  for (const PlanPoint& point : ring) {
    if (!std::isfinite(point.east_m) || !std::isfinite(point.north_m)) {
      return "a coordinate is no finite number";
    }
  }
  if (ring.size() < 4) {
    return absl::StrCat("a ring has ", ring.size(), " points, must have 4 at least, at ",
                        PlaceText(ring.front()));
  }
  if (!(ring.front() == ring.back())) {
    return absl::StrCat("a ring is not closed: begins at ", PlaceText(ring.front()), ", ends at ",
                        PlaceText(ring.back()));
  }
  return "";
}

// What GEOS calls it and what a planner calls it.
std::string Reason(const std::string& geos) {
  static constexpr std::pair<const char*, const char*> kReasons[] = {
      {"Ring Self-intersection", "a ring touches itself"},
      {"Self-intersection", "self-intersection"},
      {"Hole lies outside shell", "a hole lies outside its shell"},
      {"Holes are nested", "a hole lies inside another hole"},
      {"Interior is disconnected", "holes cut the area in two"},
      {"Nested shells", "a part lies inside another part"},
      {"Duplicate Rings", "a ring is drawn twice"},
      {"Too few points", "a ring has fewer than three different points"},
  };
  for (const auto& [theirs, ours] : kReasons) {
    if (absl::StartsWith(geos, theirs)) return ours;
  }
  return geos;
}

std::string FindTopologyFault(const PlanSurface& surface) {
  const GeosContext context;
  const GEOSContextHandle_t handle = context.handle();
  const GeosGeometry geometry = MakeGeosGeometry(context, surface);
  if (geometry == nullptr) return absl::StrCat("the geometry is not readable: ", context.problem());
  char* reason = nullptr;
  GEOSGeometry* place = nullptr;
  const char valid = GEOSisValidDetail_r(handle, geometry.get(), 0, &reason, &place);
  const GeosGeometry owned_place = OwnGeometry(context, place);
  if (valid == 1) return "";
  std::string fault = reason == nullptr ? context.problem() : Reason(reason);
  if (reason != nullptr) GEOSFree_r(handle, reason);
  PlanPoint at;
  if (place != nullptr && GEOSGeomGetX_r(handle, place, &at.east_m) == 1 &&
      GEOSGeomGetY_r(handle, place, &at.north_m) == 1) {
    absl::StrAppend(&fault, " at ", PlaceText(at));
  }
  return fault;
}

}  // namespace

std::string FindSurfaceFault(const PlanSurface& surface) {
  if (surface.empty()) return "has no polygon";
  for (const PlanPolygon& polygon : surface) {
    if (std::string fault = FindRingFault(polygon.shell); !fault.empty()) return fault;
    for (const PlanRing& hole : polygon.holes) {
      if (std::string fault = FindRingFault(hole); !fault.empty()) return fault;
    }
  }
  if (std::string fault = FindTopologyFault(surface); !fault.empty()) return fault;
  if (CalcAreaM2(surface) < kLeastAreaM2) {
    return absl::StrCat("has no area, at ", PlaceText(surface.front().shell.front()));
  }
  return "";
}

}  // namespace models

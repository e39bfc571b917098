#include "models/plan/geos_geometry.h"

#include <vector>

namespace models {
namespace {

GEOSGeometry* MakeRing(GEOSContextHandle_t handle, const PlanRing& ring) {
  std::vector<double> points;
  points.reserve(2 * ring.size());
  for (const PlanPoint& point : ring) {
    points.push_back(point.east_m);
    points.push_back(point.north_m);
  }
  GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromBuffer_r(
      handle, points.data(), static_cast<unsigned>(ring.size()), 0, 0);
  return sequence == nullptr ? nullptr : GEOSGeom_createLinearRing_r(handle, sequence);
}

GEOSGeometry* MakePolygon(GEOSContextHandle_t handle, const PlanPolygon& polygon) {
  GEOSGeometry* shell = MakeRing(handle, polygon.shell);
  if (shell == nullptr) return nullptr;
  std::vector<GEOSGeometry*> holes;
  for (const PlanRing& ring : polygon.holes) {
    holes.push_back(MakeRing(handle, ring));
    if (holes.back() != nullptr) continue;
    for (GEOSGeometry* hole : holes) GEOSGeom_destroy_r(handle, hole);
    GEOSGeom_destroy_r(handle, shell);
    return nullptr;
  }
  return GEOSGeom_createPolygon_r(handle, shell, holes.data(), static_cast<unsigned>(holes.size()));
}

}  // namespace

GeosContext::GeosContext() : handle_(GEOS_init_r()) {
  GEOSContext_setErrorMessageHandler_r(
      handle_.get(),
      [](const char* message, void* self) {
        std::string& problem = static_cast<GeosContext*>(self)->problem_;
        if (problem.empty()) problem = message;
      },
      this);
}

GeosGeometry MakeGeosGeometry(const GeosContext& context, const PlanSurface& surface) {
  std::vector<GEOSGeometry*> parts;
  for (const PlanPolygon& polygon : surface) {
    parts.push_back(MakePolygon(context.handle(), polygon));
    if (parts.back() != nullptr) continue;
    for (GEOSGeometry* part : parts) GEOSGeom_destroy_r(context.handle(), part);
    return OwnGeometry(context, nullptr);
  }
  return OwnGeometry(context,
                     GEOSGeom_createCollection_r(context.handle(), GEOS_MULTIPOLYGON, parts.data(),
                                                 static_cast<unsigned>(parts.size())));
}

}  // namespace models

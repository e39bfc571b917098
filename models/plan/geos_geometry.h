#pragma once

#include <geos_c.h>

#include <memory>
#include <string>

#include "models/plan/polygon.h"

namespace models {

/// One call's use of GEOS: its context, and the first error it reported. For the sources of this
/// folder alone. Nothing thrown inside GEOS passes its C interface.
class GeosContext {
 public:
  GeosContext();

  GEOSContextHandle_t handle() const { return handle_.get(); }
  /// Empty when nothing failed.
  const std::string& problem() const { return problem_; }

 private:
  struct Finish {
    void operator()(GEOSContextHandle_t handle) const { GEOS_finish_r(handle); }
  };
  std::unique_ptr<GEOSContextHandle_HS, Finish> handle_;
  std::string problem_;
};

struct GeosDelete {
  GEOSContextHandle_t handle;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
};
/// Does not outlive its context.
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosDelete>;

inline GeosGeometry OwnGeometry(const GeosContext& context, GEOSGeometry* geometry) {
  return GeosGeometry(geometry, GeosDelete{context.handle()});
}

/// A multipolygon; null when GEOS refuses (rings of fewer than four points, or not closed).
GeosGeometry MakeGeosGeometry(const GeosContext& context, const PlanSurface& surface);

}  // namespace models

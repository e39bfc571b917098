#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/plan/polygon.h"

namespace models {

/// What two surfaces share.
struct SurfaceOverlap {
  std::size_t first = 0;  ///< places in the list
  std::size_t second = 0;
  double area_m2 = 0.0;
  PlanPoint inside;  ///< a point of it
};

/// Area covered by at least one surface. 0 of none.
/// Errors: Internal when GEOS gives up, which it does not with surfaces that have no fault.
absl::StatusOr<double> CalcUnionM2(std::span<const PlanSurface* const> surfaces);

/// Every pair that shares more than `least_m2`, by place in the list. Boxes are swept from west to
/// east first, so that thousands of areas that lie side by side cost little.
/// **Valid** surfaces without fault. Errors: as above.
absl::StatusOr<std::vector<SurfaceOverlap>> FindOverlaps(
    std::span<const PlanSurface* const> surfaces, double least_m2);

/// Area of `surface` that none of `covers` covers. Errors: as above.
absl::StatusOr<double> CalcUncoveredM2(const PlanSurface& surface,
                                       std::span<const PlanSurface* const> covers);

}  // namespace models

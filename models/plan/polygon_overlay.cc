#include "models/plan/polygon_overlay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/plan/geos_geometry.h"

namespace models {
namespace {

absl::Status GaveUp(const GeosContext& context) {
  return absl::InternalError(absl::StrCat("areas could not be overlaid: ", context.problem()));
}

// The union of many; null when GEOS gave up.
GeosGeometry MakeUnion(const GeosContext& context, std::span<const PlanSurface* const> surfaces) {
  const GEOSContextHandle_t handle = context.handle();
  std::vector<GEOSGeometry*> parts;
  for (const PlanSurface* surface : surfaces) {
    if (surface->empty()) continue;
    if (GeosGeometry part = MakeGeosGeometry(context, *surface)) parts.push_back(part.release());
  }
  const GeosGeometry all = OwnGeometry(
      context, GEOSGeom_createCollection_r(handle, GEOS_GEOMETRYCOLLECTION, parts.data(),
                                           static_cast<unsigned>(parts.size())));
  if (all == nullptr) return OwnGeometry(context, nullptr);
  return OwnGeometry(context, GEOSUnaryUnion_r(handle, all.get()));
}

absl::StatusOr<double> AreaOf(const GeosContext& context, const GeosGeometry& geometry) {
  double area_m2 = 0.0;
  if (geometry == nullptr || GEOSArea_r(context.handle(), geometry.get(), &area_m2) != 1) {
    return GaveUp(context);
  }
  return area_m2;
}

}  // namespace

absl::StatusOr<double> CalcUnionM2(std::span<const PlanSurface* const> surfaces) {
  const GeosContext context;
  return AreaOf(context, MakeUnion(context, surfaces));
}

absl::StatusOr<double> CalcUncoveredM2(const PlanSurface& surface,
                                       std::span<const PlanSurface* const> covers) {
  if (covers.empty()) return CalcAreaM2(surface);
  const GeosContext context;
  const GeosGeometry geometry = MakeGeosGeometry(context, surface);
  const GeosGeometry cover = MakeUnion(context, covers);
  if (geometry == nullptr || cover == nullptr) return GaveUp(context);
  return AreaOf(context, OwnGeometry(context, GEOSDifference_r(context.handle(), geometry.get(),
                                                               cover.get())));
}

absl::StatusOr<std::vector<SurfaceOverlap>> FindOverlaps(
    std::span<const PlanSurface* const> surfaces, double least_m2) {
  const GeosContext context;
  const GEOSContextHandle_t handle = context.handle();
  std::vector<PlanBox> boxes;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < surfaces.size(); ++i) {
    boxes.push_back(surfaces[i]->empty() ? PlanBox{} : CalcBox(*surfaces[i]));
    if (!surfaces[i]->empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return boxes[a].west_m < boxes[b].west_m; });
  std::vector<GeosGeometry> made;
  for (std::size_t i = 0; i < surfaces.size(); ++i) made.push_back(OwnGeometry(context, nullptr));
  const auto geometry = [&](std::size_t i) {
    if (made[i] == nullptr) made[i] = MakeGeosGeometry(context, *surfaces[i]);
    return made[i].get();
  };
  std::vector<SurfaceOverlap> overlaps;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const PlanBox& a = boxes[order[i]];
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const PlanBox& b = boxes[order[j]];
      if (b.west_m >= a.east_m) break;
      if (b.south_m >= a.north_m || a.south_m >= b.north_m) continue;
      const auto [first, second] = std::minmax(order[i], order[j]);
      if (geometry(first) == nullptr || geometry(second) == nullptr) return GaveUp(context);
      const GeosGeometry shared =
          OwnGeometry(context, GEOSIntersection_r(handle, geometry(first), geometry(second)));
      const auto area_m2 = AreaOf(context, shared);
      if (!area_m2.ok()) return area_m2.status();
      if (!(*area_m2 > least_m2)) continue;
      SurfaceOverlap overlap{.first = first, .second = second, .area_m2 = *area_m2};
      const GeosGeometry inside = OwnGeometry(context, GEOSPointOnSurface_r(handle, shared.get()));
      if (inside == nullptr || GEOSGeomGetX_r(handle, inside.get(), &overlap.inside.east_m) != 1 ||
          GEOSGeomGetY_r(handle, inside.get(), &overlap.inside.north_m) != 1) {
        return GaveUp(context);
      }
      overlaps.push_back(overlap);
    }
  }
  std::sort(overlaps.begin(), overlaps.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
  });
  return overlaps;
}

}  // namespace models

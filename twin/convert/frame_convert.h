#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "models/asset_names.h"
#include "models/region.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "twin/frame.h"
#include "twin/frame_layout.h"
#include "twin/limit_breaches.h"

namespace twin::convert {

/// What frames are read with.
struct FrameContext {
  const models::Region& region;
  const FrameLayout& layout;
};

/// Which rows of the grid a caller wants.
struct ElementFilter {
  bool takes_all = true;
  std::vector<char> buses;
  std::vector<char> branches;
  std::vector<char> generators;
};

/// Errors: NotFound with the nearest names, FailedPrecondition for an ambiguous name,
/// InvalidArgument when there are too many.
absl::StatusOr<ElementFilter> MakeElementFilter(
    const google::protobuf::RepeatedPtrField<std::string>& element_ids,
    const models::Region& region, const models::AssetNames& names);

/// The filter with everything of these counties besides; none: as it is.
/// Errors: NotFound with the nearest names; InvalidArgument when there are too many.
absl::StatusOr<ElementFilter> AddCounties(
    const google::protobuf::RepeatedPtrField<std::string>& counties, const models::Region& region,
    ElementFilter filter);

ostlandet::twin::v1::Balance ToBalance(const FrameContext& context, const Frame& frame);
void AddWeather(const FrameContext& context, const Frame& frame,
                google::protobuf::RepeatedPtrField<ostlandet::twin::v1::WeatherSummary>& weather);
void AddStale(std::span<const StalePart> parts,
              google::protobuf::RepeatedPtrField<ostlandet::twin::v1::StalePart>& stale);
inline void AddStale(const Frame& frame,
                     google::protobuf::RepeatedPtrField<ostlandet::twin::v1::StalePart>& stale) {
  AddStale(frame.stale, stale);
}

ostlandet::twin::v1::Violation ToViolation(const models::ElectricityGrid& grid,
                                           const Breach& breach);

/// Limits broken in the frame, worst first.
std::vector<ostlandet::twin::v1::Violation> FindViolations(const FrameContext& context,
                                                           const Frame& frame);

/// The grid's state; with `before`, only rows that differ from it by more than the resolution a
/// person or a plot can see (1e-5 pu, 0.001 deg, 0.01 MW, 1e-4 of loading).
ostlandet::twin::v1::GridFrame ToGridFrame(const FrameContext& context, const Frame& frame,
                                           const ElementFilter& filter,
                                           const Frame* before = nullptr);

}  // namespace twin::convert

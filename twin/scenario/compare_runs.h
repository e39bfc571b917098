#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/frame_ring.h"
#include "twin/scenario/compare.h"

namespace twin::scenario {

/// The frames of one run in the quarters [from, to), whoever reads or computes them.
using FindFramesCall =
    std::function<absl::StatusOr<std::vector<FramePtr>>(models::Quarter from, models::Quarter to)>;

/// Compares two runs over [from, to), a day at a time: memory does not grow with the period.
/// **Errors** as of the calls; Cancelled when `go_on` says false.
absl::StatusOr<Comparison> CompareRuns(const models::Region& region, const FrameLayout& layout,
                                       const FindFramesCall& first, const FindFramesCall& second,
                                       models::Quarter from, models::Quarter to,
                                       const std::function<bool()>& go_on = {});

}  // namespace twin::scenario

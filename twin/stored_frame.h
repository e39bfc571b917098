#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/frame_ring.h"
#include "twin/stepper.h"
#include "twin/store/folder.h"

namespace twin {

/// Reads one group's series, whoever does.
using ReadSeriesCall =
    std::function<absl::StatusOr<store::Series>(const store::SeriesQuery& query)>;

/// The frames of the quarters [from, to) as the store has them, without the hashes of their states.
/// Errors: NotFound naming a quarter the twin never was at; as of `read`.
absl::StatusOr<std::vector<FramePtr>> ReadStoredFrames(const Stepper& stepper, models::Quarter from,
                                                       models::Quarter to,
                                                       const ReadSeriesCall& read);

/// The frame of `quarter` as the store has it, without the hash of its state. Errors: NotFound when
/// the twin never was there; as of `read`.
absl::StatusOr<FramePtr> ReadStoredFrame(const Stepper& stepper, models::Quarter quarter,
                                         const ReadSeriesCall& read);

}  // namespace twin

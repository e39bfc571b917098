#include "twin/stored_frame.h"

#include <cmath>
#include <memory>

#include "models/base/status_macros.h"

namespace twin {

absl::StatusOr<FramePtr> ReadStoredFrame(const Stepper& stepper, models::Quarter quarter,
                                         const ReadSeriesCall& read) {
  auto frame = std::make_shared<Frame>();
  frame->sequence = FrameSequenceOf(quarter);
  frame->quarter = quarter;
  for (const store::SeriesGroup& group : stepper.layout().schema().groups) {
    TWIN_ASSIGN_OR_RETURN(const store::Series series,
                          read({.group = group.name, .from = quarter, .to = quarter + 1}));
    frame->values.insert(frame->values.end(), series.values.begin(), series.values.end());
  }
  if (frame->values.size() != stepper.layout().size() || std::isnan(frame->values.front())) {
    return absl::NotFoundError("the twin's memory does not hold this time");
  }
  frame->stale = stepper.FlaggedStale(frame->values, quarter);
  return FramePtr(std::move(frame));
}

}  // namespace twin

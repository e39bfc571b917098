#include "twin/stored_frame.h"

#include <cmath>
#include <cstddef>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/quarter_text.h"

namespace twin {

absl::StatusOr<std::vector<FramePtr>> ReadStoredFrames(const Stepper& stepper, models::Quarter from,
                                                       models::Quarter to,
                                                       const ReadSeriesCall& read) {
  std::vector<std::shared_ptr<Frame>> frames;
  for (models::Quarter quarter = from; quarter < to; quarter = quarter + 1) {
    auto& frame = frames.emplace_back(std::make_shared<Frame>());
    frame->sequence = FrameSequenceOf(quarter);
    frame->quarter = quarter;
    frame->values.reserve(stepper.layout().size());
  }
  for (const store::SeriesGroup& group : stepper.layout().schema().groups) {
    TWIN_ASSIGN_OR_RETURN(const store::Series series,
                          read({.group = group.name, .from = from, .to = to}));
    const std::size_t width = series.element_ids.size();
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto row = series.values.begin() + static_cast<std::ptrdiff_t>(i * width);
      frames[i]->values.insert(frames[i]->values.end(), row,
                               row + static_cast<std::ptrdiff_t>(width));
    }
  }
  for (const auto& frame : frames) {
    if (frame->values.size() != stepper.layout().size() || std::isnan(frame->values.front())) {
      return absl::NotFoundError(
          absl::StrCat("the twin's memory does not hold ", QuarterText(frame->quarter)));
    }
    frame->stale = stepper.FlaggedStale(frame->values, frame->quarter);
  }
  return std::vector<FramePtr>(frames.begin(), frames.end());
}

absl::StatusOr<FramePtr> ReadStoredFrame(const Stepper& stepper, models::Quarter quarter,
                                         const ReadSeriesCall& read) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<FramePtr> frames,
                        ReadStoredFrames(stepper, quarter, quarter + 1, read));
  return frames.front();
}

}  // namespace twin

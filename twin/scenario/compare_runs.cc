#include "twin/scenario/compare_runs.h"

#include <algorithm>

#include "models/base/status_macros.h"

namespace twin::scenario {

absl::StatusOr<Comparison> CompareRuns(const models::Region& region, const FrameLayout& layout,
                                       const FindFramesCall& first, const FindFramesCall& second,
                                       models::Quarter from, models::Quarter to,
                                       const std::function<bool()>& go_on) {
  Comparer comparer(region, layout);
  for (models::Quarter begin = from; begin < to;) {
    if (go_on && !go_on()) return absl::CancelledError("stopped");
    const models::Quarter end = std::min(to, begin.UtcDayStart() + models::kQuartersPerDay);
    TWIN_ASSIGN_OR_RETURN(const std::vector<FramePtr> of_first, first(begin, end));
    TWIN_ASSIGN_OR_RETURN(const std::vector<FramePtr> of_second, second(begin, end));
    for (std::size_t i = 0; i < of_first.size(); ++i) comparer.Add(*of_first[i], *of_second[i]);
    begin = end;
  }
  return comparer.Finish();
}

}  // namespace twin::scenario

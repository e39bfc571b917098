#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/store/column_index.h"
#include "twin/store/folder.h"
#include "twin/store/segment.h"
#include "twin/store/summary.h"

namespace twin::store {

/// Some elements of one group, read day by day from `unsealed` days where there are some, else from
/// segments. Values are rounded to the group's quantum in both cases: sealing changes no answer.
/// **Errors** of every read: DataLoss, a damaged segment, named; FailedPrecondition, the day does
/// not keep such rows any more.
class SeriesSource {
 public:
  /// **Errors** NotFound: group, element. `folder`, `schema` and `unsealed` must outlive it.
  static absl::StatusOr<SeriesSource> Make(const Folder& folder, const Schema& schema,
                                           std::span<const DayPtr> unsealed,
                                           const std::string& group,
                                           const std::vector<std::string>& element_ids);

  const SeriesGroup& group() const { return *group_; }
  std::size_t width() const { return positions_.size(); }
  std::vector<std::string> ElementIds() const;

  /// Quarters [from, to), which lie in one UTC day. What was not simulated is left as it is.
  /// **Shape** quality [quarter], values [quarter × element].
  absl::Status ReadQuarters(models::Quarter from, models::Quarter to, std::span<Quality> quality,
                            std::span<double> values) const;
  /// Whole hours or days in [from, to), which lie in one UTC day, and how many quarters of each
  /// were simulated.
  absl::Status ReadSummary(Every every, models::Quarter from, models::Quarter to,
                           std::vector<std::uint8_t>& quarter_count, SummaryValues& values) const;

 private:
  SeriesSource(const Folder& folder, std::span<const DayPtr> unsealed, const SeriesGroup& group)
      : folder_(folder), unsealed_(unsealed), group_(&group) {}

  /// The day by its index; nothing when it has none, is of another layout or was never sealed.
  absl::StatusOr<std::optional<IndexedDay>> OpenIndexed(models::Quarter day) const;
  /// From what compaction kept of the day, as many quarters as `quality` has; false when it keeps
  /// its quarters or was never sealed.
  absl::StatusOr<bool> ReadKeptSummary(Every every, models::Quarter from,
                                       std::span<Quality> quality, SummaryValues& values) const;
  void ReadUnsealed(const Day& day, models::Quarter from, models::Quarter to,
                    std::span<Quality> quality, std::span<double> values) const;
  absl::Status ReadSealed(const Segment& segment, models::Quarter from, models::Quarter to,
                          std::span<Quality> quality, std::span<double> values) const;
  /// Where the wanted elements stand in a segment that was sealed under another layout, and which
  /// of ours they are; elements it does not have are left out.
  std::vector<std::pair<std::size_t, std::size_t>> MatchByName(const Segment& segment) const;

  const Folder& folder_;
  std::span<const DayPtr> unsealed_;
  const SeriesGroup* group_;
  std::size_t frame_offset_ = 0;
  Hash256 layout_hash_{};
  std::vector<std::size_t> positions_;
};

}  // namespace twin::store

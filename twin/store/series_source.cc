#include "twin/store/series_source.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::store {
namespace {

/// The segment of a day, nothing when it was never simulated.
absl::StatusOr<std::optional<Segment>> OpenDay(const Folder& folder, models::Quarter day) {
  absl::StatusOr<Segment> segment =
      Segment::Open(absl::StrCat(folder.segments(), "/", SegmentName(day)));
  if (absl::IsNotFound(segment.status())) return std::nullopt;
  if (!segment.ok()) return segment.status();
  return *std::move(segment);
}

std::size_t SlotOf(models::Quarter quarter) {
  return static_cast<std::size_t>(quarter - quarter.UtcDayStart());
}

}  // namespace

absl::StatusOr<SeriesSource> SeriesSource::Make(const Folder& folder, const Schema& schema,
                                                std::span<const DayPtr> unsealed,
                                                const std::string& group,
                                                const std::vector<std::string>& element_ids) {
  TWIN_ASSIGN_OR_RETURN(const std::size_t index, FindGroup(schema.frame, group));
  SeriesSource source(folder, unsealed, schema.frame.groups[index]);
  source.frame_offset_ = GroupOffsets(schema.frame)[index];
  source.layout_hash_ = CalcLayoutHash(schema);
  TWIN_ASSIGN_OR_RETURN(source.positions_, FindElements(source.group(), element_ids));
  return source;
}

std::vector<std::string> SeriesSource::ElementIds() const {
  std::vector<std::string> ids;
  for (const std::size_t position : positions_) ids.push_back(group_->element_ids[position]);
  return ids;
}

absl::Status SeriesSource::ReadQuarters(models::Quarter from, models::Quarter to,
                                        std::span<Quality> quality,
                                        std::span<double> values) const {
  const models::Quarter day = from.UtcDayStart();
  if (const Day* unsealed = FindDay(unsealed_, day); unsealed != nullptr) {
    ReadUnsealed(*unsealed, from, to, quality, values);
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const std::optional<IndexedDay> indexed, OpenIndexed(day));
  if (indexed.has_value()) {
    const std::size_t first = SlotOf(from), end = first + static_cast<std::size_t>(to - from);
    for (std::size_t slot = first; slot < end; ++slot) {
      quality[slot - first] = static_cast<Quality>(indexed->index().quality[slot]);
    }
    return indexed->ReadColumns("/" + group_->name, positions_, first, end, values);
  }
  TWIN_ASSIGN_OR_RETURN(const std::optional<Segment> segment, OpenDay(folder_, day));
  if (!segment.has_value()) return absl::OkStatus();
  return DamagedSegment(ReadSealed(*segment, from, to, quality, values));
}

absl::StatusOr<std::optional<IndexedDay>> SeriesSource::OpenIndexed(models::Quarter day) const {
  absl::StatusOr<std::optional<IndexedDay>> indexed =
      IndexedDay::Open(absl::StrCat(folder_.segments(), "/", SegmentName(day)));
  if (absl::IsNotFound(indexed.status())) return std::nullopt;
  if (!indexed.ok()) return indexed.status();
  const bool is_ours = indexed->has_value() && (*indexed)->index().layout_hash == layout_hash_;
  if (!is_ours) return std::nullopt;
  return *std::move(indexed);
}

void SeriesSource::ReadUnsealed(const Day& day, models::Quarter from, models::Quarter to,
                                std::span<Quality> quality, std::span<double> values) const {
  for (const StepRecord& step : day.steps) {
    if (step.quarter < from || step.quarter >= to) continue;
    const auto row = static_cast<std::size_t>(step.quarter - from);
    quality[row] = step.quality;
    for (std::size_t i = 0; i < width(); ++i) {
      values[row * width() + i] =
          RoundToQuantum(step.frame[frame_offset_ + positions_[i]], group_->quantum);
    }
  }
}

std::vector<std::pair<std::size_t, std::size_t>> SeriesSource::MatchByName(
    const Segment& segment) const {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  const absl::StatusOr<std::vector<std::string>> ids = segment.ReadElementIds(group_->axis);
  if (!ids.ok()) return found;  // no such axis then: nothing to tell
  for (std::size_t i = 0; i < width(); ++i) {
    const auto place = std::find(ids->begin(), ids->end(), group_->element_ids[positions_[i]]);
    if (place != ids->end()) found.emplace_back(place - ids->begin(), i);
  }
  return found;
}

absl::Status SeriesSource::ReadSealed(const Segment& segment, models::Quarter from,
                                      models::Quarter to, std::span<Quality> quality,
                                      std::span<double> values) const {
  const std::size_t first = SlotOf(from);
  const std::size_t rows = static_cast<std::size_t>(to - from);
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> stored, segment.ReadQuality());
  for (std::size_t row = 0; row < rows; ++row) {
    quality[row] = static_cast<Quality>(stored[first + row]);
  }
  TWIN_ASSIGN_OR_RETURN(const std::string hash, segment.ReadAttribute("twin_layout_hash"));
  if (hash == ToHex(layout_hash_)) {
    return segment.ReadColumns(group_->name, positions_, first, first + rows, values);
  }
  std::vector<std::size_t> columns;
  const auto found = MatchByName(segment);
  for (const auto& [theirs, ours] : found) columns.push_back(theirs);
  if (columns.empty()) return absl::OkStatus();
  std::vector<double> table(rows * columns.size());
  TWIN_RETURN_IF_ERROR(segment.ReadColumns(group_->name, columns, first, first + rows, table));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      values[row * width() + found[i].second] = table[row * columns.size() + i];
    }
  }
  return absl::OkStatus();
}

absl::Status SeriesSource::ReadSummary(Every every, models::Quarter from, models::Quarter to,
                                       std::vector<std::uint8_t>& quarter_count,
                                       SummaryValues& values) const {
  const auto quarters = static_cast<std::size_t>(to - from);
  const auto per_row = static_cast<std::size_t>(QuartersIn(every));
  std::vector<Quality> quality(quarters, Quality::kMissing);
  TWIN_ASSIGN_OR_RETURN(const bool was_kept, ReadKeptSummary(every, from, quality, values));
  if (!was_kept) {
    std::vector<double> table(quarters * width(), std::numeric_limits<double>::quiet_NaN());
    TWIN_RETURN_IF_ERROR(ReadQuarters(from, to, quality, table));
    values = Summarise(table, width(), per_row, group_->quantum);
  }
  quarter_count.assign(quarters / per_row, 0);
  for (std::size_t i = 0; i < quarters; ++i) {
    if (quality[i] != Quality::kMissing) ++quarter_count[i / per_row];
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SeriesSource::ReadKeptSummary(Every every, models::Quarter from,
                                                   std::span<Quality> quality,
                                                   SummaryValues& values) const {
  const models::Quarter day = from.UtcDayStart();
  if (FindDay(unsealed_, day) != nullptr) return false;
  const auto per_row = static_cast<std::size_t>(QuartersIn(every));
  const std::size_t first = SlotOf(from) / per_row;
  const std::size_t rows = quality.size() / per_row;
  TWIN_ASSIGN_OR_RETURN(const std::optional<IndexedDay> indexed, OpenIndexed(day));
  if (!indexed.has_value() || indexed->index().detail == Every::kQuarter) return false;
  for (std::size_t i = 0; i < quality.size(); ++i) {
    quality[i] = static_cast<Quality>(indexed->index().quality[SlotOf(from) + i]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i].resize(rows * width());
    TWIN_RETURN_IF_ERROR(indexed->ReadSummary(SummaryPath(group_->name, every),
                                              static_cast<Statistic>(i), positions_, first,
                                              first + rows, values[i]));
  }
  return true;
}

}  // namespace twin::store

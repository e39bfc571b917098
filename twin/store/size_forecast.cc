#include "twin/store/size_forecast.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDaysMeasured = 10;

std::int64_t BytesBelow(const std::string& folder) {
  std::int64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto size = entry.is_regular_file(error) ? entry.file_size(error) : 0;
    if (!error) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace

absl::StatusOr<SizeMeasure> MeasureSize(const std::string& directory) {
  const Folder folder{directory};
  TWIN_ASSIGN_OR_RETURN(const Schema schema, ReadSchemaFile(folder));
  SizeMeasure measure;
  measure.journal_bytes = BytesBelow(folder.journals());
  measure.snapshot_bytes = BytesBelow(folder.snapshots());
  measure.answer_bytes = BytesBelow(directory + "/answers") + BytesBelow(directory + "/scenarios");
  measure.planning_bytes = BytesBelow(directory + "/planning");
  TWIN_ASSIGN_OR_RETURN(std::vector<SegmentInfo> segments, ListSegments(folder));
  std::reverse(segments.begin(), segments.end());
  std::int64_t measured_bytes = 0, measured_days = 0;
  std::optional<SegmentInfo> sample;
  for (const SegmentInfo& info : segments) {
    measure.sealed_bytes += info.size_bytes;
    const absl::StatusOr<Segment> segment = Segment::Open(info.path);
    if (!segment.ok()) continue;  // damaged: `twin store check` tells
    measure.hour_day_count += segment->detail() == Every::kHour;
    measure.day_day_count += segment->detail() == Every::kDay;
    if (segment->detail() != Every::kQuarter) continue;
    ++measure.quarter_day_count;
    if (!sample.has_value()) sample = info;
    if (measured_days == kDaysMeasured) continue;
    measured_bytes += info.size_bytes;
    ++measured_days;
  }
  if (!sample.has_value()) {
    return absl::NotFoundError(absl::StrCat(directory, " holds no sealed day to measure by"));
  }
  measure.quarter_day_bytes = measured_bytes / measured_days;
  TWIN_ASSIGN_OR_RETURN(const Segment segment, Segment::Open(sample->path));
  for (const Every detail : {Every::kHour, Every::kDay}) {
    TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                          EncodeCompacted(schema, sample->first_quarter, segment, detail));
    (detail == Every::kHour ? measure.hour_day_bytes : measure.day_day_bytes) =
        static_cast<std::int64_t>(bytes.size());
  }
  return measure;
}

std::int64_t ForecastSealedBytes(const SizeMeasure& measure, const Retention& retention,
                                 std::int64_t day_count) {
  const std::int64_t quarter_days = retention.keep_quarters_days == 0
                                        ? day_count
                                        : std::min(day_count, retention.keep_quarters_days);
  const std::int64_t kept_days =
      retention.keep_hours_days == 0 ? day_count : std::min(day_count, retention.keep_hours_days);
  const std::int64_t hour_days = std::max<std::int64_t>(0, kept_days - quarter_days);
  return quarter_days * measure.quarter_day_bytes + hour_days * measure.hour_day_bytes +
         (day_count - quarter_days - hour_days) * measure.day_day_bytes;
}

}  // namespace twin::store

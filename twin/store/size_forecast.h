#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "twin/store/compaction.h"

namespace twin::store {

/// What a folder takes on disk, and what a day of it takes in each detail.
struct SizeMeasure {
  std::int64_t sealed_bytes = 0;
  std::int64_t journal_bytes = 0;
  std::int64_t snapshot_bytes = 0;
  std::int64_t answer_bytes = 0;  ///< and branches
  std::int64_t planning_bytes = 0;
  std::int64_t quarter_day_count = 0;  ///< sealed days that keep their quarters
  std::int64_t hour_day_count = 0;
  std::int64_t day_day_count = 0;
  std::int64_t quarter_day_bytes = 0;  ///< of a day that keeps quarters: mean of the newest ten
  std::int64_t hour_day_bytes = 0;     ///< of the newest such day, reduced to hours
  std::int64_t day_day_bytes = 0;      ///< the same, reduced to the day

  std::int64_t total_bytes() const {
    return sealed_bytes + journal_bytes + snapshot_bytes + answer_bytes + planning_bytes;
  }
};

/// Changes nothing; may run beside a writer. **Errors** NotFound: no store, or no sealed day that
/// keeps its quarters to measure by.
absl::StatusOr<SizeMeasure> MeasureSize(const std::string& directory);

/// Size of the sealed days of a history `day_count` days long, in which the newest N keep quarters,
/// the next up to M hours, the others the day:
///   N q + (M − N) h + (days − M) d
std::int64_t ForecastSealedBytes(const SizeMeasure& measure, const Retention& retention,
                                 std::int64_t day_count);

}  // namespace twin::store

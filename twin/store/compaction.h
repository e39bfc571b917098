#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/store/file_io.h"
#include "twin/store/folder.h"
#include "twin/store/segment.h"
#include "twin/store/summary.h"

/// What old days are reduced to (FORMAT.md, section 14). State at the start, commands and hashes
/// always stay: a day can be replayed bit for bit however old it is.
namespace twin::store {

/// For how many sealed days what is kept; 0: for ever.
struct Retention {
  std::int64_t keep_quarters_days = 0;
  std::int64_t keep_hours_days = 0;
  bool operator==(const Retention&) const = default;
};

/// **Errors** InvalidArgument: a negative number, or fewer days with hours than with quarters.
absl::Status Validate(const Retention& retention);

/// What a day that is `age_days` older than the newest sealed one keeps.
Every DetailAt(const Retention& retention, std::int64_t age_days);

/// The sealed bytes of a day that keeps `detail` only, which is coarser than the segment's own.
/// **Errors** FailedPrecondition: the segment was sealed with other series than `schema`.
absl::StatusOr<std::string> EncodeCompacted(const Schema& schema, models::Quarter first_quarter,
                                            const Segment& segment, Every detail);

struct Compaction {
  std::int64_t day_count = 0;
  std::int64_t bytes_before = 0;
  std::int64_t bytes_after = 0;
  std::vector<std::string> skipped;  ///< days that could not be reduced, and why
};

/// What days were found to keep, so that they are not opened again.
using KnownDetails = std::map<models::Quarter, Every>;

/// Reduces every sealed day of the folder that is old enough, oldest first, each as one step:
/// written anew, synced, renamed. A day that is damaged stays as it is. Stops between two days
/// once `is_stopping`. Fault points compact.*
/// **Errors** of the disk; the day at hand is then as it was.
absl::StatusOr<Compaction> CompactFolder(const Folder& folder, const Schema& schema,
                                         const Retention& retention, const FaultHook& hook,
                                         const std::atomic<bool>& is_stopping, KnownDetails& known);

}  // namespace twin::store

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/store/day.h"
#include "twin/store/file_io.h"
#include "twin/store/folder.h"
#include "twin/store/journal.h"
#include "twin/store/schema.h"

namespace twin::store {

/// A folder as its last writer left it, mended and ready to be written on.
struct RecoveredFolder {
  std::uint64_t epoch = 0;  ///< 0: the folder is new
  std::uint64_t last_sequence = 0;
  std::vector<DayPtr> finished_days;  ///< to be sealed, oldest first
  std::optional<Journal> journal;     ///< of `current`; nothing when no day is begun
  Day current;
  /// What a first journal begins with when there is none.
  BaseRecord base;
  std::vector<std::string> notes;   ///< torn tails cut, left-overs removed: nothing lost
  std::vector<std::string> damage;  ///< what is lost or set aside, where
};

/// Reads journals, newest segment and newest snapshot, refuses what belongs to another schema or
/// data revision, and only then changes anything: removes *.tmp, cuts torn tails, sets damaged
/// files aside (in aside/, never deleted) and goes on with everything in them that is good.
/// **Errors** FailedPrecondition: other layout, data revision or format version; sealed days
/// without a journal or snapshot. ResourceExhausted: disk full.
absl::StatusOr<RecoveredFolder> RecoverFolder(const Folder& folder, const Schema& schema,
                                              const FaultHook& hook);

/// A random name for a new history, never 0.
absl::StatusOr<std::uint64_t> DrawEpoch();

}  // namespace twin::store

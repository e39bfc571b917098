#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/store/file_io.h"

namespace twin::store {

struct Migration {
  std::size_t file_count = 0;         ///< looked at
  std::vector<std::string> migrated;  ///< written anew, below the folder
  std::vector<std::string> left;      ///< damaged before, or of other series: why each was left
};

/// Brings a folder that nobody writes in to what this program writes: the versions of all files are
/// read first, and one that is unknown stops it before anything is changed. Then sealed days
/// without a column index get one. Each file is written anew, synced and renamed, so that a crash
/// anywhere leaves the old or the new; begun again it goes on. Fault points migrate.*
/// **Errors** NotFound: no store. FailedPrecondition: in use, or a file of an unknown version: its
/// path, its version and the versions this program reads.
absl::StatusOr<Migration> MigrateFolder(const std::string& directory, const FaultHook& hook);

}  // namespace twin::store

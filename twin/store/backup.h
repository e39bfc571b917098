#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/store/manifest.h"

/// Copies of a whole folder (FORMAT.md, section 15).
namespace twin::store {

struct Backup {
  Manifest manifest;
  /// What the folder itself has lost or holds damaged, one line each: damaged snapshots and
  /// segments are left out, damaged journals copied as they are.
  std::vector<std::string> damage;
};

/// Copies the memory in `directory` to the new folder `destination`, also beside a running twin,
/// which never waits for it. What is copied is the history up to one moment after the call began.
/// Planning bases can be computed again and tokens are no memory: neither is copied.
/// **Errors** NotFound: no store. FailedPrecondition: `destination` is not free. DataLoss: what was
/// written reads back otherwise. Of the disk. Nothing is left behind then.
absl::StatusOr<Backup> MakeBackup(const std::string& directory, const std::string& destination);

/// Reads every file of a backup against its manifest.
/// **Errors** NotFound: no backup there. DataLoss: the first file that is missing or changed.
absl::StatusOr<Manifest> VerifyBackup(const std::string& backup);

/// Verifies all of `backup`, then copies it to `directory`, which is not there yet or empty. A twin
/// started there goes on from the backup's last record.
/// **Errors** as above; FailedPrecondition: `directory` is not free.
absl::StatusOr<Manifest> RestoreBackup(const std::string& backup, const std::string& directory);

}  // namespace twin::store

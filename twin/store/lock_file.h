#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/store/file_io.h"

namespace twin::store {

/// Who writes a folder.
struct LockHolder {
  std::int64_t pid = 0;
  std::string address;  ///< where it serves; empty until it does
};

/// <directory>/twin.lock: one writer for each folder. The lock is the kernel's (an open file
/// description lock on the whole file), so that it dies with its process; the text in the file only
/// names the holder. Unlike flock it can be asked for without being taken: a reader that asks never
/// makes a starting server fail.
class LockFile {
 public:
  /// **Errors** FailedPrecondition naming the holder's pid and address.
  static absl::StatusOr<LockFile> Acquire(const std::string& directory);
  LockFile(LockFile&&) = default;
  LockFile& operator=(LockFile&&) = default;
  /// Empties the text and lets go.
  ~LockFile();

  absl::Status SetAddress(const std::string& address);

 private:
  explicit LockFile(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;
};

/// The same lock on any file, which is made where it is missing: waited for, held until what is
/// returned is closed, also by a process that is killed. **Errors** of the file system.
absl::StatusOr<FileDescriptor> WaitForFileLock(const std::string& path);

/// The living holder, nothing when nobody holds the folder. Never takes the lock.
absl::StatusOr<std::optional<LockHolder>> ReadLock(const std::string& directory);

}  // namespace twin::store

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::store {

/// Called at every named place inside a write, fsync, rename or unlink ("segment.renamed"). A test
/// may end the process there, or return an error, which the operation then fails with. Empty in
/// production.
using FaultHook = std::function<absl::Status(absl::string_view point)>;

/// OK without a hook, else what the hook says.
absl::Status PassFaultPoint(const FaultHook& hook, absl::string_view prefix,
                            absl::string_view place);

/// The status of a failed system call.
/// **Errors** ResourceExhausted: no space, quota, file size or descriptors left. NotFound. Else
/// FailedPrecondition for what an operator can mend (permission, read-only), Internal for the rest.
absl::Status ErrnoStatus(int error_number, absl::string_view what);

/// Owns one file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { Close(); }

  static absl::StatusOr<FileDescriptor> Open(const std::string& path, int flags,
                                             mode_t mode = 0600);
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  void Close();

 private:
  int descriptor_ = -1;
};

/// Writes all bytes at `offset`, going on after short writes.
absl::Status WriteAllAt(const FileDescriptor& file, absl::string_view bytes, std::int64_t offset,
                        absl::string_view what);

/// Fills `bytes` from `offset` on, going on after short reads. Returns how many there were.
absl::StatusOr<std::size_t> ReadAt(const FileDescriptor& file, std::span<char> bytes,
                                   std::int64_t offset, absl::string_view what);

/// Makes renames and unlinks in `folder` durable.
absl::Status SyncFolder(const std::string& folder);

/// Replaces `path` by `bytes` as one step: path.tmp, fsync, rename, fsync of the folder. After a
/// crash anywhere the path holds the old bytes or the new ones; after OK the new ones, durably.
/// Passes the fault points prefix.{begin, half_written, written, synced, renamed, durable}.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes,
                                 absl::string_view fault_prefix, const FaultHook& hook);

/// Unlinks `path` durably; a file that is not there is fine.
/// Passes prefix.{begin, unlinked, durable}.
absl::Status RemoveFileDurably(const std::string& path, absl::string_view fault_prefix,
                               const FaultHook& hook);

/// Moves `path` into `folder` durably under its own name, or name.1, name.2, … Returns where.
absl::StatusOr<std::string> MoveAside(const std::string& path, const std::string& folder);

absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

/// The names in `folder` that end in `suffix`, sorted.
absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& folder,
                                                    absl::string_view suffix);

/// Makes `folder` with mode 0700 unless it is there. Its parent must exist.
absl::Status MakeFolder(const std::string& folder);

std::string FolderOf(const std::string& path);

}  // namespace twin::store

#include "twin/access/command_log.h"

#include <fcntl.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/file_io.h"

namespace twin::access {
namespace {

// Held until the descriptor is closed, also by a process that is killed.
absl::StatusOr<store::FileDescriptor> WaitForLock(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(store::FileDescriptor file,
                        store::FileDescriptor::Open(path, O_RDWR | O_CREAT));
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(file.get(), F_OFD_SETLKW, &whole) != 0) {
    if (errno != EINTR) return store::ErrnoStatus(errno, "cannot lock " + path);
  }
  return file;
}

}  // namespace

std::string CommandLogFolder(const std::string& directory) {
  return absl::StrCat(directory, "/audit/commands");
}

absl::Status NoteCommand(const std::string& directory, const AuditEntry& entry) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(directory + "/audit"));
  const std::string folder = CommandLogFolder(directory);
  TWIN_RETURN_IF_ERROR(store::MakeFolder(folder));
  TWIN_ASSIGN_OR_RETURN(const store::FileDescriptor lock, WaitForLock(folder + "/lock"));
  TWIN_ASSIGN_OR_RETURN(const auto log, AuditLog::Open(folder));
  return log->AppendNow(entry);
}

}  // namespace twin::access

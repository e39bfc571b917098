#include "twin/access/command_log.h"

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/file_io.h"
#include "twin/store/lock_file.h"

namespace twin::access {

std::string CommandLogFolder(const std::string& directory) {
  return absl::StrCat(directory, "/audit/commands");
}

absl::Status NoteCommand(const std::string& directory, const AuditEntry& entry) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(directory + "/audit"));
  const std::string folder = CommandLogFolder(directory);
  TWIN_RETURN_IF_ERROR(store::MakeFolder(folder));
  TWIN_ASSIGN_OR_RETURN(const store::FileDescriptor lock, store::WaitForFileLock(folder + "/lock"));
  TWIN_ASSIGN_OR_RETURN(const auto log, AuditLog::Open(folder));
  return log->AppendNow(entry);
}

}  // namespace twin::access

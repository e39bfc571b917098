#pragma once

#include <string>

#include "absl/status/status.h"
#include "twin/access/audit_log.h"

namespace twin::access {

/// Where commands on a twin's folder are noted: <directory>/audit/commands, a chain of its own
/// beside the twin's, which has one writer.
std::string CommandLogFolder(const std::string& directory);

/// Appends one command to that log and gives it to the disk before returning; commands that run at
/// the same time wait for each other. **Errors** as of AuditLog::Open and of writing: what cannot
/// be noted is not to be told.
absl::Status NoteCommand(const std::string& directory, const AuditEntry& entry);

}  // namespace twin::access

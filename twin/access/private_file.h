#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

/// Files that only their owner may read: keys, tokens, the register.
namespace twin::access {

/// The text of `path`. Errors: NotFound; PermissionDenied when others may read or write it;
/// InvalidArgument when it is no plain file or larger than a file of this kind is.
absl::StatusOr<std::string> ReadPrivateFile(const std::string& path);
/// The same for a private key that a group of the system may read, as secrets are mounted.
absl::StatusOr<std::string> ReadKeyFile(const std::string& path);
/// The same for what is no secret: certificates, public keys, policy.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path);

/// Makes or replaces `path` with mode 0600, as one step: whoever is killed leaves no half of it.
/// Errors: as of store::WriteFileAtomically.
absl::Status WriteOwnerOnly(const std::string& path, absl::string_view text);

/// What tells one content of a file from the next without reading it: device, inode, size and
/// times. Empty when there is no file.
std::string CalcFileStamp(const std::string& path);

}  // namespace twin::access

#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/access/identity.h"

namespace twin::cli {

/// Who asks for `action` ("local/export") in the folder of a twin, by the decision point that calls
/// have: the token in `token_file`, operator.token in the folder when it is empty, its register and
/// the built-in policy or `policy_file`. A folder without a register, such as a backup, is its
/// owner's. In a folder with one, who asked and whether it was granted is noted before anything is
/// told (access::NoteCommand). Errors: NotFound: no folder; PermissionDenied: it is open to others,
/// or as of Gatekeeper::Admit; as of access::NoteCommand.
absl::StatusOr<access::Identity> AdmitToFolder(const std::string& directory,
                                               const std::string& token_file,
                                               absl::string_view action);

/// --token-file, alike for every command on a folder.
inline void AddTokenOption(CLI::App& command, std::string& token_file) {
  command.add_option("--token-file", token_file,
                     "file with your token; default: operator.token in the folder");
}

}  // namespace twin::cli

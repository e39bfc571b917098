#include "twin/cli/folder_access.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/access/command_log.h"
#include "twin/access/gatekeeper.h"
#include "twin/access/private_file.h"

namespace twin::cli {
namespace {

constexpr absl::string_view kStoreCheck = "local/store_check";

std::string EnvironmentOf(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

absl::Status CheckFolder(const std::string& directory) {
  struct stat info;
  if (stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return absl::NotFoundError(absl::StrCat("there is no folder ", directory));
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("the folder ", directory,
                   " is open to others and holds power-sensitive data; run chmod 700 on it"));
}

absl::Status Note(const std::string& directory, absl::string_view action,
                  const absl::StatusOr<access::Identity>& admitted) {
  access::AuditEntry entry{.who = "unknown", .method = std::string(action)};
  if (admitted.ok()) {
    entry.who = admitted->token_id.empty() ? "public" : admitted->token_id;
    entry.role = std::string(access::RoleName(admitted->role));
    entry.projection = ostlandet::twin::v1::Secrecy_Name(admitted->clearance.highest());
  }
  entry.outcome = absl::StatusCodeToString(admitted.status().code());
  return access::NoteCommand(directory, entry);
}

}  // namespace

absl::StatusOr<access::Identity> AdmitToFolder(const std::string& directory,
                                               const std::string& token_file,
                                               absl::string_view action) {
  TWIN_RETURN_IF_ERROR(CheckFolder(directory));
  umask(S_IRWXG | S_IRWXO);  // what comes of the folder is its owner's alone, too
  access::AccessFiles files = access::AccessFiles::InFolder(directory);
  files.policy = EnvironmentOf("TWIN_POLICY");
  files.jwt = EnvironmentOf("TWIN_JWT");
  if (const std::string users = EnvironmentOf("TWIN_REGISTER"); !users.empty()) {
    files.users = users;
  }
  if (!std::filesystem::exists(files.users)) return access::FolderOwner();
  TWIN_ASSIGN_OR_RETURN(const auto gate, access::Gatekeeper::Open(std::move(files)));
  const std::string path = token_file.empty() ? directory + "/operator.token" : token_file;
  access::Credentials credentials{.address = "this machine"};
  if (auto token = access::ReadPrivateFile(path); token.ok()) {
    credentials.authorization = absl::StrCat("Bearer ", absl::StripAsciiWhitespace(*token));
  } else if (!token_file.empty() || !absl::IsNotFound(token.status())) {
    return token.status();
  }
  const auto admitted = gate->Admit(credentials, action);
  const absl::Status noted = Note(directory, action, admitted);
  // Who cannot be noted is told nothing; but a check tells of files alone, and a disk that turned
  // read-only is where it is wanted.
  if (!noted.ok() && action != kStoreCheck) return noted;
  return admitted;
}

}  // namespace twin::cli

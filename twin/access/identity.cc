#include "twin/access/identity.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"

namespace twin::access {
namespace {

constexpr std::size_t kTokenBytes = 32;

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const Role role : {Role::kPublic, Role::kGridCompany}) {
    if (name == RoleName(role)) return role;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("role '", name, "' is unknown; known: public, grid_company"));
}

absl::Status WriteOwnerOnly(const std::string& path, absl::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
  }
  const ssize_t written = write(fd, text.data(), text.size());
  const bool ok = written == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  if (ok) return absl::OkStatus();
  unlink(path.c_str());
  return absl::ResourceExhaustedError(absl::StrCat("cannot write ", path, ": disk full?"));
}

std::string MakeTokenText() {
  std::array<unsigned char, kTokenBytes> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  return absl::WebSafeBase64Escape(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kPublic:
      return "public";
    case Role::kGridCompany:
      return "grid_company";
  }
  return "public";
}

std::string CalcSha256Hex(absl::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

absl::StatusOr<TokenRegistry> TokenRegistry::Load(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError(absl::StrCat("no token file ", path));
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("token file ", path, " can be read by others; run chmod 600 on it"));
  }
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat("token file ", path, " line ",
                                                   parsed.error().source().begin.line, ": ",
                                                   std::string(parsed.error().description())));
  }
  TokenRegistry registry;
  const toml::array* tokens = parsed.table()["token"].as_array();
  if (tokens == nullptr) return registry;
  for (const toml::node& node : *tokens) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("token file ", path, ": token is no table"));
    }
    Token token;
    token.id = (*table)["id"].value_or(std::string());
    token.sha256_hex = (*table)["sha256"].value_or(std::string());
    TWIN_ASSIGN_OR_RETURN(token.role, ParseRole((*table)["role"].value_or(std::string())));
    if (token.id.empty() || token.sha256_hex.size() != 2 * SHA256_DIGEST_LENGTH) {
      return absl::InvalidArgumentError(
          absl::StrCat("token file ", path, " line ", table->source().begin.line,
                       ": a token needs an id and a sha256 of 64 hexadecimal digits"));
    }
    registry.tokens_.push_back(std::move(token));
  }
  return registry;
}

absl::StatusOr<Identity> TokenRegistry::Identify(absl::string_view authorization) const {
  if (authorization.empty()) return Identity{};
  if (!absl::ConsumePrefix(&authorization, "Bearer ")) {
    return absl::UnauthenticatedError("the authorization header must be 'Bearer <token>'");
  }
  const std::string presented = CalcSha256Hex(authorization);
  for (const Token& token : tokens_) {
    if (CRYPTO_memcmp(presented.data(), token.sha256_hex.data(), presented.size()) == 0) {
      return Identity{.role = token.role, .token_id = token.id};
    }
  }
  return absl::UnauthenticatedError("the token is not known here");
}

absl::Status EnsureLocalTokens(const std::string& directory) {
  const std::string registry_path = absl::StrCat(directory, "/tokens.toml");
  const std::string token_path = absl::StrCat(directory, "/operator.token");
  if (std::filesystem::exists(registry_path)) return absl::OkStatus();
  const std::string token = MakeTokenText();
  if (token.empty()) return absl::InternalError("no random numbers to be had from OpenSSL");
  std::error_code ignored;
  std::filesystem::remove(token_path, ignored);
  TWIN_RETURN_IF_ERROR(WriteOwnerOnly(token_path, token));
  return WriteOwnerOnly(registry_path,
                        absl::StrCat("# Who may see what on this machine. See README.md.\n",
                                     "[[token]]\nid = \"local\"\nrole = \"grid_company\"\n",
                                     "sha256 = \"", CalcSha256Hex(token), "\"\n"));
}

}  // namespace twin::access

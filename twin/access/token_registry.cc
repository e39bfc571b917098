#include "twin/access/token_registry.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <toml++/toml.h>

#include <array>
#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "models/base/status_macros.h"
#include "twin/access/data_file.h"
#include "twin/access/digest.h"
#include "twin/access/identity.h"
#include "twin/access/private_file.h"
#include "twin/access/register.h"

namespace twin::access {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr absl::Duration kLocalLife = absl::Hours(24 * 365);

std::string MakeTokenText() {
  std::array<unsigned char, kTokenBytes> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  return absl::WebSafeBase64Escape(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

absl::Status EnsureTokenFiles(const std::string& directory) {
  const std::string registry_path = absl::StrCat(directory, "/tokens.toml");
  const std::string token_path = absl::StrCat(directory, "/operator.token");
  if (std::filesystem::exists(registry_path)) return absl::OkStatus();
  const std::string token = MakeTokenText();
  if (token.empty()) return absl::InternalError("no random numbers to be had from OpenSSL");
  std::error_code ignored;
  std::filesystem::remove(token_path, ignored);
  TWIN_RETURN_IF_ERROR(WriteOwnerOnly(token_path, token));
  return WriteOwnerOnly(
      registry_path,
      absl::StrCat("# Tokens of this machine; whose they are and what for stands "
                   "in register.toml.\n",
                   "[[token]]\nid = \"local\"\n", "sha256 = \"", CalcSha256Hex(token), "\"\n"));
}

}  // namespace

absl::StatusOr<TokenRegistry> TokenRegistry::Parse(const std::string& text,
                                                   const std::string& origin) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat(origin, " line ",
                                                   parsed.error().source().begin.line, ": ",
                                                   std::string(parsed.error().description())));
  }
  TokenRegistry registry;
  StrictTable top(parsed.table(), origin);
  TWIN_ASSIGN_OR_RETURN(auto tables, top.Tables("token"));
  TWIN_RETURN_IF_ERROR(top.Finish());
  for (StrictTable& table : tables) {
    Token token;
    TWIN_ASSIGN_OR_RETURN(token.id, table.Text("id"));
    TWIN_ASSIGN_OR_RETURN(token.sha256_hex, table.Text("sha256"));
    TWIN_ASSIGN_OR_RETURN(const std::string role, table.TextOr("role", ""));
    if (!role.empty()) TWIN_RETURN_IF_ERROR(ParseRole(role).status());
    if (token.sha256_hex.size() != 2 * SHA256_DIGEST_LENGTH ||
        token.sha256_hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
      return table.Wrong("sha256", "must be 64 hexadecimal digits, small letters");
    }
    TWIN_RETURN_IF_ERROR(table.Finish());
    registry.tokens_.push_back(std::move(token));
  }
  return registry;
}

std::string TokenRegistry::FindId(absl::string_view token) const {
  const std::string presented = CalcSha256Hex(token);
  std::string id;
  for (const Token& known : tokens_) {
    if (CRYPTO_memcmp(presented.data(), known.sha256_hex.data(), presented.size()) == 0) {
      id = known.id;
    }
  }
  return id;
}

absl::Status EnsureLocalTokens(const std::string& directory) {
  TWIN_RETURN_IF_ERROR(EnsureTokenFiles(directory));
  const std::string register_path = absl::StrCat(directory, "/register.toml");
  if (std::filesystem::exists(register_path)) return absl::OkStatus();
  return WriteOwnerOnly(register_path, MakeLocalRegister(absl::Now() + kLocalLife));
}

}  // namespace twin::access

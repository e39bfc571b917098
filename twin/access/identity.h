#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::access {

/// Who a caller is, as far as decisions go. More roles (party, planner, operator, admin) come with
/// the policy data; their order here is not a ranking.
enum class Role { kPublic, kGridCompany };

absl::string_view RoleName(Role role);

/// A caller: role and the opaque id of the token used. No personal data.
struct Identity {
  Role role = Role::kPublic;
  std::string token_id;  ///< empty for the public
};

/// Tokens of one machine, read from a file only its owner can read.
///
/// File: TOML with one `[[token]]` table per token: `id`, `role`, `sha256` (of the token text,
/// hexadecimal). The token texts themselves are not in it.
class TokenRegistry {
 public:
  TokenRegistry() = default;

  /// Reads `path`. Errors: NotFound, PermissionDenied when others may read the file,
  /// InvalidArgument naming the entry and what is wrong with it.
  static absl::StatusOr<TokenRegistry> Load(const std::string& path);

  /// Identity of the value of an `authorization` header. An empty header is the public; a header
  /// that is not a known bearer token is Unauthenticated, so that a mistyped token is not
  /// mistaken for a public call.
  absl::StatusOr<Identity> Identify(absl::string_view authorization) const;

 private:
  struct Token {
    std::string id;
    Role role = Role::kPublic;
    std::string sha256_hex;
  };
  std::vector<Token> tokens_;
};

/// Makes `tokens.toml` and `operator.token` (the text of one grid_company token) in `directory`,
/// both readable by the owner only, unless they exist.
absl::Status EnsureLocalTokens(const std::string& directory);

/// SHA-256 of `text`, hexadecimal.
std::string CalcSha256Hex(absl::string_view text);

}  // namespace twin::access

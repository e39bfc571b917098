#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::access {

/// Tokens of one machine: TOML with one `[[token]]` table per token: `id` of a user in the register
/// and `sha256` (of the token text, hexadecimal). The token texts themselves are not in it.
/// A `role` that files of earlier versions carry must be a role and decides nothing: the register
/// does.
class TokenRegistry {
 public:
  TokenRegistry() = default;

  /// Errors: InvalidArgument naming the line and what is wrong there.
  static absl::StatusOr<TokenRegistry> Parse(const std::string& text, const std::string& origin);

  /// The id that `token` stands for; empty when it is not known. Takes as long for each token.
  std::string FindId(absl::string_view token) const;

 private:
  struct Token {
    std::string id;
    std::string sha256_hex;
  };
  std::vector<Token> tokens_;
};

/// Makes `tokens.toml`, `operator.token` (the text of one token, of the user "local") and
/// `register.toml` (which makes "local" the grid company for a year) in `directory`, readable by
/// the owner only, unless they exist.
absl::Status EnsureLocalTokens(const std::string& directory);

}  // namespace twin::access

#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace twin::access {

/// What a token says of itself once it has been found true.
struct JwtClaims {
  std::string issuer;
  std::string subject;
  absl::Time expires;
};

/// Checks bearer tokens of known issuers: JSON Web Tokens in compact form (RFC 7515, RFC 7519),
/// signed RS256 or ES256 (RFC 7518, 3.3 and 3.4).
///
/// The key decides the algorithm, the token's header only repeats it: an RSA key checks RS256, a
/// P-256 key ES256, and there are no other keys. So "none" and HS256 with a public key as its
/// secret cannot be said, let alone believed. By OpenSSL alone: it is here for TLS anyway, and
/// Debian's libcpp-jwt (1.4) throws, and lets the caller's list of algorithms and the key disagree.
///
/// File: TOML with schema and version, per `[[issuer]]`: `issuer`, `audience`, `clock_skew_s` (60
/// unless said), `max_life_s` (a day unless said), and per `[[issuer.key]]`: `kid` and `file`, a
/// public key in PEM, beside the TOML file unless the path is absolute.
class JwtVerifier {
 public:
  /// Knows nobody: every token is refused.
  JwtVerifier() = default;

  /// Errors: as of the file; InvalidArgument for a key that is private, no RSA key of 2048 bits or
  /// more, and no key on P-256.
  static absl::StatusOr<JwtVerifier> Load(const std::string& path);

  /// Whether `token` has the form of one: three parts.
  static bool LooksLikeJwt(absl::string_view token);

  /// Errors: Unauthenticated, without telling which key was tried.
  absl::StatusOr<JwtClaims> Verify(absl::string_view token, absl::Time now) const;

  /// Every file that Load has read.
  const std::vector<std::string>& files() const { return files_; }

 private:
  enum class Algorithm { kRs256, kEs256 };
  struct Key {
    std::string kid;
    Algorithm algorithm = Algorithm::kRs256;
    std::shared_ptr<EVP_PKEY> key;
  };
  struct Issuer {
    std::string name;
    std::string audience;
    absl::Duration clock_skew;
    absl::Duration max_life;
    std::vector<Key> keys;
  };

  static absl::StatusOr<Key> LoadKey(const std::string& path, const std::string& kid);
  absl::Status CheckSignature(const Issuer& issuer, absl::string_view header_json,
                              absl::string_view signed_text, absl::string_view signature) const;

  std::vector<Issuer> issuers_;
  std::vector<std::string> files_;
};

}  // namespace twin::access

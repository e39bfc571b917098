#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "twin/access/identity.h"

namespace twin::access {

/// One rightful user: who (an opaque id and an organisation, no person), what for, by which
/// decision, until when, and how the user is recognised. No personal data.
struct RegisterEntry {
  std::string id;
  Role role = Role::kPublic;
  std::string organisation;
  std::string purpose;
  std::string decision;  ///< reference of the decision that made the user a rightful one
  absl::Time expires;
  Scope scope;
  std::string certificate_subject;  ///< RFC 2253, as 'openssl x509 -nameopt RFC2253' prints it
  std::string jwt_issuer;
  std::string jwt_subject;
};

/// The register of rightful users (kraftberedskapsforskriften § 6-2): who is not in it is told
/// nothing that needs it. TOML with a schema and a version, one `[[user]]` each, readable by its
/// owner only; FORMAT in twin/access/README.md.
class Register {
 public:
  Register() = default;

  /// Errors: InvalidArgument naming the line: an unknown key, one that is missing, an id or a
  /// subject that stands twice.
  static absl::StatusOr<Register> Parse(const std::string& text, const std::string& origin);

  const std::string& version() const { return version_; }
  std::size_t size() const { return users_.size(); }
  /// Null: there is none.
  const RegisterEntry* Find(absl::string_view id) const;
  const RegisterEntry* FindByCertificate(absl::string_view subject) const;
  const RegisterEntry* FindByJwt(absl::string_view issuer, absl::string_view subject) const;

 private:
  std::string version_;
  std::map<std::string, RegisterEntry, std::less<>> users_;
  std::map<std::string, std::string, std::less<>> by_certificate_;  ///< to ids
  std::map<std::string, std::string, std::less<>> by_jwt_;          ///< issuer, newline, subject
};

/// The register of a machine that is tried out: one entry, "local", for the owner of the folder,
/// until `expires`.
std::string MakeLocalRegister(absl::Time expires);

}  // namespace twin::access

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "twin/access/budgets.h"
#include "twin/access/identity.h"
#include "twin/access/jwt.h"
#include "twin/access/policy.h"
#include "twin/access/question_book.h"
#include "twin/access/register.h"
#include "twin/access/token_registry.h"

namespace twin::access {

/// Where the rules stand. An empty path: none of this kind; for the policy, the one that is built
/// in.
struct AccessFiles {
  std::string tokens;
  std::string users;  ///< the register of rightful users
  std::string policy;
  std::string jwt;
  std::string questions;  ///< where the day's questions are counted; empty: in memory

  /// The files of a twin's folder.
  static AccessFiles InFolder(const std::string& directory);
};

/// What a caller shows of itself.
struct Credentials {
  std::string authorization;        ///< value of the header; empty: none
  std::string certificate_subject;  ///< of a client certificate that TLS has verified; empty: none
  std::string address;              ///< where the call came from
};

/// The one place that decides who a caller is and what the caller may do: for gRPC, and so for the
/// gateway and the page, and for commands on the folder. Its files are read again when they change;
/// what is wrong then is said in the log and the rules before it stay in force. Thread-safe.
class Gatekeeper {
 public:
  /// Errors: of any of the files, naming it.
  static absl::StatusOr<std::unique_ptr<Gatekeeper>> Open(
      AccessFiles files, std::function<absl::Time()> now = absl::Now);

  /// Who this is. Nothing shown, or a certificate that no entry of the register names, is the
  /// public; a bearer token decides over a certificate.
  /// Errors: Unauthenticated for a token that is not a true one, so that a mistyped token is not
  /// mistaken for a public call; PermissionDenied for a true one without an entry in the register
  /// that holds now.
  absl::StatusOr<Identity> Recognise(const Credentials& credentials);

  /// Recognise, then whether the policy allows `action`, then one call of the caller's budget.
  /// Errors: as of these; ResourceExhausted.
  absl::StatusOr<Identity> Admit(const Credentials& credentials, absl::string_view action);

  /// For calls that last: whether the identity still holds as it was admitted.
  /// Errors: Unauthenticated when it has expired, was taken out of the register or changed there.
  absl::Status CheckStillHolds(const Identity& identity);

  /// One connection question, where the caller does not see K3. Errors: as of QuestionBook.
  absl::Status TakeQuestion(const Identity& identity, const BudgetedQuestion& question);
  absl::Status OpenStream(const Identity& identity);
  void CloseStream(const Identity& identity);

  /// What is laid down for the caller's role.
  RoleLimits LimitsOf(const Identity& identity);

  bool IsOpenToAll(absl::string_view action);
  std::string policy_version();
  /// How often a changed file was wrong and the rules before it stayed.
  int failed_reloads() const;

 private:
  struct Rules {
    std::shared_ptr<const Policy> policy;
    Register users;
    TokenRegistry tokens;
    JwtVerifier jwt;
    std::vector<std::pair<std::string, std::string>> stamps;  ///< of every file read
  };

  Gatekeeper(AccessFiles files, std::function<absl::Time()> now);
  static absl::StatusOr<std::shared_ptr<const Rules>> Read(const AccessFiles& files);
  std::shared_ptr<const Rules> Current();
  absl::StatusOr<Identity> IdentifyEntry(const Rules& rules, const RegisterEntry* entry,
                                         absl::string_view id, absl::Time until) const;
  absl::StatusOr<Identity> IdentifyBearer(const Rules& rules, absl::string_view token) const;

  const AccessFiles files_;
  const std::function<absl::Time()> now_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Rules> rules_;
  absl::Time looked_;
  int failed_reloads_ = 0;
  std::string failed_stamps_;  ///< of files that were found wrong: said once
  Budgets budgets_;
  QuestionBook questions_;
};

/// The host of a gRPC peer such as "ipv4:192.0.2.7:4711"; of IPv6 the /64 that one subscriber has.
std::string BudgetAddress(absl::string_view peer);

}  // namespace twin::access

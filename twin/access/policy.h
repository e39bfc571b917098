#pragma once

#include <array>
#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/access/identity.h"

namespace twin::access {

/// How much one caller of a role may ask for. 0: no limit.
struct RoleLimits {
  double calls_per_s = 0.0;  ///< refilled at this rate …
  double burst_count = 0.0;  ///< … up to this many at once
  /// Different connection questions a day about one area: a municipality, or a busbar's own where
  /// none is known. The same question again is free.
  double area_questions_per_day = 0.0;
  double questions_per_day = 0.0;  ///< about all areas together
  /// About one point and kind, when they differ in nothing but MW or profile.
  double point_questions_per_day = 0.0;
  double streams_count = 0.0;  ///< open at once
  /// When replies are told: at a whole multiple of this after the call came, so that how long the
  /// work took does not show. Of reads, and of questions that are computed.
  double reply_grid_ms = 0.0;
  double answer_grid_ms = 0.0;
  double stream_grid_ms = 0.0;  ///< when frames of a stream are: at a whole multiple on the clock
};

/// What is laid down for one role.
struct RoleRules {
  Clearance clearance = Clearance::Public();
  RoleLimits limits;
};

/// Who may call what and see which classes: data, read from a file with a version (policy.toml).
/// Deny by default: what no row allows is refused to everyone.
class Policy {
 public:
  /// The policy that is built into the program: twin/access/policy.toml.
  static const Policy& Shipped();
  static absl::string_view ShippedText();

  /// Errors: InvalidArgument naming file and line: an unknown key, role, class or call; a role
  /// without rules; the public seeing anything but K0.
  static absl::StatusOr<Policy> Parse(const std::string& text, const std::string& origin);

  const std::string& version() const { return version_; }
  const RoleRules& rules(Role role) const { return roles_[static_cast<std::size_t>(role)]; }

  /// Whether this caller may call `action`: a full gRPC name such as
  /// "/ostlandet.twin.v1.Operations/GetStatus", or a command on the folder such as "local/export".
  /// Errors: PermissionDenied; Unauthenticated when any token would help.
  absl::Status CheckAllowed(const Identity& identity, absl::string_view action) const;
  /// Whether anyone at all may call it.
  bool IsOpenToAll(absl::string_view action) const;
  /// Whether the call itself tells nobody of more than the caller's own part of the region.
  bool HoldsOwnArea(absl::string_view action) const { return own_area_.count(action) != 0; }

 private:
  std::string version_;
  std::array<RoleRules, kAllRoles.size()> roles_;
  std::map<std::string, std::set<Role>, std::less<>> allowed_;  ///< by action
  std::set<std::string, std::less<>> own_area_;                 ///< actions
};

/// Whether this caller may read a branch through methods that everyone may call: what is tried in
/// one is power-sensitive. Errors: as of CheckAllowed.
absl::Status CheckMayReadBranches(const Identity& identity);

}  // namespace twin::access

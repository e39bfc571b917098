#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "twin/access/clearance.h"

namespace twin::access {

/// Who a caller is, as far as decisions go. The order is not a ranking: what a role may see and do
/// is policy data.
enum class Role { kPublic, kParty, kPlanner, kOperator, kGridCompany, kAdmin };
inline constexpr std::array kAllRoles = {Role::kPublic,   Role::kParty,       Role::kPlanner,
                                         Role::kOperator, Role::kGridCompany, Role::kAdmin};

absl::string_view RoleName(Role role);
/// Errors: InvalidArgument naming the roles there are.
absl::StatusOr<Role> ParseRole(absl::string_view name);

/// Where a caller may look: whole municipalities and whole concession areas, never single points.
/// Empty lists: the whole region.
struct Scope {
  std::vector<std::string> municipalities;    ///< numbers, "0301"
  std::vector<std::string> concession_areas;  ///< ids of the register
  bool is_whole_region() const { return municipalities.empty() && concession_areas.empty(); }
  bool operator==(const Scope&) const = default;
};

/// A caller as the gatekeeper has recognised it. No personal data: an opaque id.
struct Identity {
  Role role = Role::kPublic;
  std::string token_id;                       ///< of the register; empty for the public
  Clearance clearance = Clearance::Public();  ///< for what tells of the whole region
  Scope scope;
  Clearance clearance_in_scope = Clearance::Public();  ///< for what tells of a place inside it
  absl::Time expires = absl::InfiniteFuture();
  /// What budgets are kept by: the id, or for the public the address the call came from.
  std::string budget_key;
};

/// The identity for a reply about one place: what its role sees when the place lies in its scope,
/// what the public sees when it does not. An unknown place lies in no scope but the whole region.
/// `grid_company` has the area concession of `municipality`.
Identity At(Identity identity, absl::string_view municipality, absl::string_view grid_company);

/// Who owns the twin's folder on this machine: whoever may write in it may see all that comes of
/// it. For commands that compute in the folder themselves.
Identity FolderOwner();

}  // namespace twin::access

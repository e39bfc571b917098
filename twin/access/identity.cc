#include "twin/access/identity.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace twin::access {

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kPublic:
      return "public";
    case Role::kParty:
      return "party";
    case Role::kPlanner:
      return "planner";
    case Role::kOperator:
      return "operator";
    case Role::kGridCompany:
      return "grid_company";
    case Role::kAdmin:
      return "admin";
  }
  return "public";
}

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const Role role : kAllRoles) {
    if (name == RoleName(role)) return role;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "role '", name,
      "' is unknown; known: ", absl::StrJoin(kAllRoles, ", ", [](std::string* out, Role role) {
        absl::StrAppend(out, RoleName(role));
      })));
}

Identity At(Identity identity, absl::string_view municipality, absl::string_view grid_company) {
  const auto holds = [](const std::vector<std::string>& list, absl::string_view name) {
    return !name.empty() && std::find(list.begin(), list.end(), name) != list.end();
  };
  if (holds(identity.scope.municipalities, municipality) ||
      holds(identity.scope.concession_areas, grid_company)) {
    identity.clearance = identity.clearance_in_scope;
  }
  return identity;
}

Identity FolderOwner() {
  return {.role = Role::kGridCompany,
          .token_id = "local",
          .clearance = Clearance::Everything(),
          .clearance_in_scope = Clearance::Everything()};
}

}  // namespace twin::access

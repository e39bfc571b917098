#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ostlandet/twin/v1/secrecy.pb.h"
#include "twin/access/identity.h"

namespace twin::access {

/// Highest class a role may see.
ostlandet::twin::v1::Secrecy ClearanceOf(Role role);

/// Whether `role` may call `method`, a full gRPC name such as
/// "/ostlandet.twin.v1.Operations/GetStatus". Deny by default: a method that is not in the table
/// is refused to everyone.
/// Errors: PermissionDenied, Unauthenticated when any token would help.
absl::Status CheckAllowed(const Identity& identity, absl::string_view method);

/// Whether this caller may read a branch through methods that everyone may call: what is tried in
/// one is power-sensitive. Errors: as above.
absl::Status CheckMayReadBranches(const Identity& identity);

}  // namespace twin::access

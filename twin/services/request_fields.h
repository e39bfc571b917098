#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/call_runner.h"
#include "twin/limits.h"

namespace twin::services {

inline absl::Status CheckRequestId(const std::string& request_id) {
  if (request_id.size() <= limits::kMaxRequestIdBytes) return absl::OkStatus();
  return models::errors::InvalidField(
      "request_id",
      absl::StrCat("is ", request_id.size(), " bytes long, at most ", limits::kMaxRequestIdBytes));
}

/// No longer than any id is; a longer one is unknown all the same.
template <class Request>
std::string BranchIdOf(const Request& request) {
  return request.branch_id().substr(0, limits::kMaxIdBytes);
}

/// The caller's role as orders keep it.
inline std::string RoleNameOf(const CallContext& call) {
  return std::string(RoleName(call.identity.role));
}

}  // namespace twin::services

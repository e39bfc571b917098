#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace twin::gateway {

/// Where a request comes from, as budgets are kept by. `peer` made the connection; only when it is
/// one of `proxies` is anything believed of `forwarded`, the values of X-Forwarded-For in their
/// order: then it is the last address there that is none of `proxies`, for what stands before it
/// may have been written by anybody. What is no address ends the search: `peer` is meant.
std::string FindCaller(const std::string& peer, const std::vector<std::string>& forwarded,
                       const std::vector<std::string>& proxies);

/// The address as budgets are kept by: of IPv6 the /64 that one subscriber has. Empty for what is
/// none.
std::string CanonicalAddress(absl::string_view text);

}  // namespace twin::gateway

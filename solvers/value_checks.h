#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"

namespace solvers {

/// Errors: InvalidArgument when `values` are not `size` or one is not finite; `what` names them.
absl::Status CheckValues(const std::vector<double>& values, std::size_t size, const char* what);

}  // namespace solvers

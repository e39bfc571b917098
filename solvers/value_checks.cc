#include "solvers/value_checks.h"

#include <cmath>

#include "absl/strings/str_format.h"

namespace solvers {

absl::Status CheckValues(const std::vector<double>& values, std::size_t size, const char* what) {
  if (values.size() != size)
    return absl::InvalidArgumentError(
        absl::StrFormat("%s has %d entries, not %d", what, values.size(), size));
  for (std::size_t row = 0; row < size; ++row)
    if (!std::isfinite(values[row]))
      return absl::InvalidArgumentError(absl::StrFormat("%s[%d] is not finite", what, row));
  return absl::OkStatus();
}

}  // namespace solvers

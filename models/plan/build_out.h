#pragma once

#include "absl/status/status.h"

namespace models {

/// When what a plan permits is built: evenly from the beginning of the first year on.
struct BuildOut {
  int first_year = 0;
  double build_years = 1.0;  ///< until all of it stands; 0: all at once on 1 January
  bool operator==(const BuildOut&) const = default;
};

/// Share that stands at the end of a year:
///   s = clamp((year + 1 − first_year) / build_years, 0, 1),  0 before the first year
double CalcBuiltShare(const BuildOut& build_out, int year);

/// The last year in which something is added. **Valid** as of Validate.
int LastYear(const BuildOut& build_out);

/// Errors: InvalidArgument when the first year is not within 1950–2150 or the years not 0–100.
absl::Status Validate(const BuildOut& build_out);

}  // namespace models

#include "models/plan/build_out.h"

#include <algorithm>
#include <cmath>

#include "models/base/field_checks.h"

namespace models {

double CalcBuiltShare(const BuildOut& build_out, int year) {
  if (year < build_out.first_year) return 0.0;
  if (!(build_out.build_years > 0.0)) return 1.0;
  return std::min(1.0, (year + 1 - build_out.first_year) / build_out.build_years);
}

int LastYear(const BuildOut& build_out) {
  const double years = std::max(1.0, std::ceil(build_out.build_years));
  return build_out.first_year + static_cast<int>(years) - 1;
}

absl::Status Validate(const BuildOut& build_out) {
  FieldChecks checks;
  checks.Within("first_year", build_out.first_year, 1950, 2150);
  checks.Within("build_years", build_out.build_years, 0, 100);
  return checks.ToStatus();
}

}  // namespace models

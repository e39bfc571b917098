#include "models/base/field_checks.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace models {

void FieldChecks::Positive(const std::string& field, double value) {
  if (!std::isfinite(value) || value <= 0.0)
    Report(field, absl::StrCat("is ", value, ", must be above zero"));
}

void FieldChecks::NotNegative(const std::string& field, double value) {
  if (!std::isfinite(value) || value < 0.0)
    Report(field, absl::StrCat("is ", value, ", must not be negative"));
}

void FieldChecks::Within(const std::string& field, double value, double low, double high) {
  if (!(value >= low && value <= high))
    Report(field, absl::StrFormat("must lie in [%g, %g], is %g", low, high, value));
}

void FieldChecks::Share(const std::string& field, double value) {
  if (!(value >= 0.0 && value <= 1.0))
    Report(field, absl::StrCat("is ", value, ", must be 0 to 1"));
}

void FieldChecks::Report(const std::string& field, const std::string& problem) {
  violations_.push_back({field, problem});
}

void FieldChecks::Collect(const std::string& part, const absl::Status& status) {
  for (const errors::FieldViolation& violation : errors::FieldViolationsOf(status))
    Report(absl::StrCat(part, ".", violation.field), violation.description);
}

absl::Status FieldChecks::ToStatus() const {
  return violations_.empty() ? absl::OkStatus() : errors::InvalidFields(violations_);
}

}  // namespace models

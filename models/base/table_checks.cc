#include "models/base/table_checks.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace models {

void TableChecks::Finite(const char* table, std::size_t row, const char* field, double value) {
  if (!std::isfinite(value)) Report(table, row, field, absl::StrCat("is not finite: ", value));
}

void TableChecks::Positive(const char* table, std::size_t row, const char* field, double value) {
  if (!(value > 0.0) || !std::isfinite(value))
    Report(table, row, field, absl::StrCat("must be positive, is ", value));
}

void TableChecks::NotNegative(const char* table, std::size_t row, const char* field, double value) {
  if (!(value >= 0.0) || !std::isfinite(value))
    Report(table, row, field, absl::StrCat("must not be negative, is ", value));
}

void TableChecks::Report(const char* table, std::size_t row, const char* field,
                         const std::string& problem) {
  violations_.push_back({absl::StrCat(table, "[", row, "].", field), problem});
}

void TableChecks::Report(const std::string& table, const std::string& problem) {
  violations_.push_back({table, problem});
}

absl::Status TableChecks::ToStatus() const {
  return violations_.empty() ? absl::OkStatus() : errors::InvalidFields(violations_);
}

}  // namespace models

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/base/errors.h"

namespace models {

/// Collects what is wrong with the rows of tables, as "pipes[12].length_m".
class TableChecks {
 public:
  void Finite(const char* table, std::size_t row, const char* field, double value);
  void Positive(const char* table, std::size_t row, const char* field, double value);
  void NotNegative(const char* table, std::size_t row, const char* field, double value);
  void Report(const char* table, std::size_t row, const char* field, const std::string& problem);
  /// Of a table as a whole.
  void Report(const std::string& table, const std::string& problem);

  /// OK, or InvalidArgument with every field.
  absl::Status ToStatus() const;

 private:
  std::vector<errors::FieldViolation> violations_;
};

}  // namespace models

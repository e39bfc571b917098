#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/base/errors.h"

namespace models {

/// Collects what is wrong with the fields of one struct, so that all of it is told at once.
class FieldChecks {
 public:
  void Positive(const std::string& field, double value);
  void NotNegative(const std::string& field, double value);
  void Within(const std::string& field, double value, double low, double high);
  /// 0 to 1.
  void Share(const std::string& field, double value);
  void Report(const std::string& field, const std::string& problem);
  /// What another check found with a part, under "part.".
  void Collect(const std::string& part, const absl::Status& status);

  /// OK, or InvalidArgument with every field.
  absl::Status ToStatus() const;

 private:
  std::vector<errors::FieldViolation> violations_;
};

}  // namespace models

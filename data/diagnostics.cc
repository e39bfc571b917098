#include "data/diagnostics.h"

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace data {
namespace {

std::string PlaceOf(const Diagnostic& diagnostic) {
  std::string place = diagnostic.file;
  if (diagnostic.line > 0) absl::StrAppend(&place, ":", diagnostic.line);
  if (diagnostic.column > 0) absl::StrAppend(&place, " column ", diagnostic.column);
  if (!diagnostic.column_name.empty()) absl::StrAppend(&place, " (", diagnostic.column_name, ")");
  return place;
}

}  // namespace

std::string ToText(const Diagnostic& diagnostic) {
  return absl::StrCat(PlaceOf(diagnostic), ": ", diagnostic.problem);
}

absl::Status ToStatus(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return absl::OkStatus();
  std::vector<models::errors::FieldViolation> violations;
  for (const Diagnostic& diagnostic : diagnostics) {
    violations.push_back({PlaceOf(diagnostic) + ":", diagnostic.problem});
  }
  return models::errors::InvalidFields(violations);
}

}  // namespace data

#include "models/base/errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace models::errors {
namespace {

constexpr char kViolationsUrl[] = "ostlandet.twin/field_violations";
constexpr char kSuggestionsUrl[] = "ostlandet.twin/suggestions";
// ASCII unit and record separators: they appear in no id, name or message of ours.
constexpr char kUnitSeparator = '\x1f';
constexpr char kRecordSeparator = '\x1e';

absl::Status WithSuggestions(absl::Status status, std::span<const std::string> suggestions) {
  if (!suggestions.empty()) {
    status.SetPayload(kSuggestionsUrl,
                      absl::Cord(absl::StrJoin(suggestions, std::string(1, kRecordSeparator))));
  }
  return status;
}

std::string PayloadOf(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status UnknownId(absl::string_view kind, absl::string_view id,
                       std::span<const std::string> nearest_names) {
  std::string message = absl::StrCat("no ", kind, " is called '", id, "'");
  if (!nearest_names.empty()) {
    absl::StrAppend(&message, "; nearest: ", absl::StrJoin(nearest_names, ", "));
  }
  return WithSuggestions(absl::NotFoundError(message), nearest_names);
}

absl::Status AmbiguousName(absl::string_view kind, absl::string_view name,
                           std::span<const std::string> matching_ids) {
  return WithSuggestions(absl::FailedPreconditionError(
                             absl::StrCat("'", name, "' names ", matching_ids.size(), " ", kind,
                                          "s; use an id: ", absl::StrJoin(matching_ids, ", "))),
                         matching_ids);
}

absl::Status InvalidField(absl::string_view field, absl::string_view problem) {
  const FieldViolation violation{std::string(field), std::string(problem)};
  return InvalidFields(std::span(&violation, 1));
}

absl::Status NotFinite(absl::string_view field, double value) {
  return InvalidField(field, absl::StrFormat("is %g, must be a finite number", value));
}

absl::Status OutOfRange(absl::string_view field, double value, double low, double high) {
  return InvalidField(field, absl::StrFormat("is %g, must lie in [%g, %g]", value, low, high));
}

absl::Status Diverged(absl::string_view what, int iterations, double worst_pu,
                      absl::string_view worst_place) {
  return absl::FailedPreconditionError(
      absl::StrFormat("%s did not converge in %d iterations: %.3g pu left at %s", what, iterations,
                      worst_pu, worst_place));
}

absl::Status Infeasible(absl::string_view what, absl::string_view reason) {
  return absl::FailedPreconditionError(absl::StrCat(what, " has no answer: ", reason));
}

absl::Status Corrupt(absl::string_view what, absl::string_view detail) {
  return absl::DataLossError(absl::StrCat(what, " is damaged: ", detail));
}

absl::Status InvalidFields(std::span<const FieldViolation> violations) {
  std::vector<std::string> lines;
  std::vector<std::string> records;
  for (const FieldViolation& violation : violations) {
    lines.push_back(absl::StrCat(violation.field, " ", violation.description));
    records.push_back(
        absl::StrCat(violation.field, std::string(1, kUnitSeparator), violation.description));
  }
  absl::Status status = absl::InvalidArgumentError(absl::StrJoin(lines, "; "));
  status.SetPayload(kViolationsUrl,
                    absl::Cord(absl::StrJoin(records, std::string(1, kRecordSeparator))));
  return status;
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const std::string payload = PayloadOf(status, kViolationsUrl);
  for (const absl::string_view record : absl::StrSplit(payload, kRecordSeparator, absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(record, absl::MaxSplits(kUnitSeparator, 1));
    violations.push_back({parts.first, parts.second});
  }
  return violations;
}

std::vector<std::string> SuggestionsOf(const absl::Status& status) {
  const std::string payload = PayloadOf(status, kSuggestionsUrl);
  return absl::StrSplit(payload, kRecordSeparator, absl::SkipEmpty());
}

}  // namespace models::errors

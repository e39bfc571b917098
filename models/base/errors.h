#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

/// The named statuses of the whole program. A message says what, where and how much.
/// What a caller may do with one follows from its code (see ../shared style rules, section 6):
/// InvalidArgument, NotFound, FailedPrecondition, ResourceExhausted, DataLoss, Internal.
namespace models::errors {

/// NotFound: no `kind` has this id or name; the nearest names are listed.
/// The nearest names also travel as a payload (see SuggestionsOf).
absl::Status UnknownId(absl::string_view kind, absl::string_view id,
                       std::span<const std::string> nearest_names);

/// FailedPrecondition: a display name that several rows carry; the matching ids are listed.
absl::Status AmbiguousName(absl::string_view kind, absl::string_view name,
                           std::span<const std::string> matching_ids);

/// InvalidArgument: one field of a request or a table is wrong.
/// `field` is a path such as "patch.temperature_offset.offset_k".
absl::Status InvalidField(absl::string_view field, absl::string_view problem);

/// InvalidArgument: `field` is NaN or infinite.
absl::Status NotFinite(absl::string_view field, double value);

/// InvalidArgument: `field` lies outside [low, high].
absl::Status OutOfRange(absl::string_view field, double value, double low, double high);

/// FailedPrecondition: an iteration stopped without reaching its tolerance.
absl::Status Diverged(absl::string_view what, int iterations, double worst_pu,
                      absl::string_view worst_place);

/// FailedPrecondition: no answer satisfies the constraints.
absl::Status Infeasible(absl::string_view what, absl::string_view reason);

/// DataLoss: stored bytes do not match their checksum.
absl::Status Corrupt(absl::string_view what, absl::string_view detail);

/// One wrong field, as attached to InvalidArgument statuses.
struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

/// InvalidArgument carrying all violations at once. `violations` must not be empty.
absl::Status InvalidFields(std::span<const FieldViolation> violations);

/// The violations attached to `status`, empty when there are none.
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

/// The nearest names or matching ids attached to `status`, empty when there are none.
std::vector<std::string> SuggestionsOf(const absl::Status& status);

}  // namespace models::errors

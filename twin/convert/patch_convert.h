#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/patch.h"
#include "ostlandet/twin/v1/scenario.pb.h"

namespace twin::convert {

/// A patch as asked for; an absent `from` becomes `default_from`, an absent `to` kForever.
/// Errors: InvalidArgument naming every wrong field.
absl::StatusOr<models::Patch> FromProto(const ostlandet::twin::v1::Patch& patch,
                                        models::Minute default_from);
ostlandet::twin::v1::Patch ToProto(const models::Patch& patch);

/// A patch as the journal keeps it, and the request that brought it.
struct StoredPatch {
  models::Patch patch;
  std::string request_id;
};
/// `payload` is a StoredCommand. Errors: DataLoss naming `id` when it is none.
absl::StatusOr<StoredPatch> ParseStoredPatch(absl::string_view id, const std::string& payload);

}  // namespace twin::convert

#pragma once

#include "absl/status/statusor.h"
#include "models/patch.h"
#include "ostlandet/twin/v1/scenario.pb.h"

namespace twin::convert {

/// A patch as asked for; an absent `from` becomes `default_from`, an absent `to` kForever.
/// Errors: InvalidArgument naming every wrong field.
absl::StatusOr<models::Patch> FromProto(const ostlandet::twin::v1::Patch& patch,
                                        models::Minute default_from);
ostlandet::twin::v1::Patch ToProto(const models::Patch& patch);

}  // namespace twin::convert

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/plan/connection_level.h"

namespace data {

/// Reads plans/connection_levels.csv below `directory`. Not part of data_revision.
/// Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<models::ConnectionLevels> LoadConnectionLevels(const std::string& directory);

}  // namespace data

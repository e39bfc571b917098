#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"

namespace data {

/// Reads a whole region: grid, people, climate, heat. Every load, generator and branch is linked to
/// the nearest place with weather; the revision is a hash over all tables but heat_networks.csv,
/// from which nothing electric follows. A folder with a MATPOWER case and a profile becomes a
/// region without climate (data/matpower_region.h).
/// Errors: InvalidArgument with every error of every file at once
/// (models::errors::FieldViolationsOf gives them one by one); NotFound when the folder is not
/// there.
absl::StatusOr<models::Region> LoadRegion(const std::string& directory);

}  // namespace data

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/diagnostics.h"
#include "models/electricity/connection_profile.h"

namespace data {

/// Profiles a connection may be asked with. Nothing of the grid follows from them: they are not
/// part of data_revision.
inline constexpr char kConnectionProfilesFile[] = "connection_profiles.csv";
/// Their shares: columns profile, from_month, to_month (past December: 11 to 2), day_type
/// (workday, saturday, sunday, or all), h00 … h23.
inline constexpr char kConnectionHoursFile[] = "connection_profile_hours.csv";

/// Columns id, name, driver, is_open, begins_degc, full_degc, as_of, source, confidence. Every
/// month and day type of a profile with hours must be given once. Empty without the file.
models::ConnectionProfiles LoadConnectionProfiles(const std::string& directory,
                                                  Diagnostics& diagnostics);
/// Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<models::ConnectionProfiles> LoadConnectionProfiles(const std::string& directory);

}  // namespace data

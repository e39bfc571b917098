#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/electricity/df_profile.h"

namespace data {

/// Companies' principles for connections. Nothing of the grid follows from them.
inline constexpr char kDfProfilesFile[] = "df_profiles.csv";

/// Columns id, company, version, rating_ratio, v_min_pu, v_max_pu, voltage_step_share,
/// least_outage_kv, load_case, source, confidence. Empty without the file.
models::DfProfiles LoadDfProfiles(const std::string& directory, Diagnostics& diagnostics);

}  // namespace data

#pragma once

#include <optional>
#include <string>

#include "data/diagnostics.h"
#include "models/distribution/mv_rules.h"

namespace data {

/// Tables of the medium-voltage networks, which nothing of the regional grid depends on.
inline constexpr char kMvRulesFile[] = "mv_rules.csv";
inline constexpr char kMvLineTypesFile[] = "mv_line_types.csv";
inline constexpr char kMvTransformersFile[] = "mv_transformers.csv";

/// Reads mv_rules.csv, mv_line_types.csv and mv_transformers.csv below `directory`; a region
/// without mv_rules.csv has none. What is wrong goes to the diagnostics, all of it at once.
std::optional<models::MvRules> LoadMvRules(const std::string& directory, Diagnostics& diagnostics);

}  // namespace data

#pragma once

#include <string>

#include "absl/status/status.h"
#include "data/hdf5_file.h"
#include "twin/planning/planning_base.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

/// What a file of a planning year begins with: title, notice and key as attributes, and the start
/// of every quarter as the scale "/time".
absl::Status WriteYearHead(data::Hdf5File& file, const std::string& title,
                           const std::string& notice, const PlanningKey& key,
                           const PlanningSpan& span);

}  // namespace twin::planning

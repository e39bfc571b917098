#pragma once

#include <string>

#include "models/region.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

/// How much of a planning year the region's weather series measures, in words: "The planning year
/// 2027 replays 2023: air temperature 12 %, …". Empty without a series.
std::string DescribePlannedWeather(const models::Region& region, const PlanningKey& key);

}  // namespace twin::planning

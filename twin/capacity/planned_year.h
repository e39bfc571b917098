#pragma once

#include "models/region.h"
#include "models/time/quarter.h"
#include "twin/planning/planning_key.h"

namespace twin::capacity {

/// The year that is planned with.
struct PlannedYear {
  const models::Region& region;
  const planning::PlanningKey& key;
  models::Quarter first;
};

}  // namespace twin::capacity

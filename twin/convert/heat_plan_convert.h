#pragma once

#include "models/heat/heat_system.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "solvers/heat_plan_ahead.h"

namespace twin::convert {

/// A plan made at `first`. `system` as built: heat of sources that patches add has no plant of its
/// own and counts as surplus heat.
ostlandet::twin::v1::PlanAheadResponse ToPlanAhead(const models::HeatSystemParams& system,
                                                   models::Quarter first,
                                                   const solvers::HeatPlanAhead& plan);

}  // namespace twin::convert

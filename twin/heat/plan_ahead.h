#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "models/patch.h"
#include "solvers/heat_plan_ahead.h"
#include "twin/stepper.h"
#include "twin/world_state.h"

namespace twin::heat {

/// Plans one heat system from the living twin's next quarter on, under the patches that are known,
/// those of later quarters too. Weather and prices ahead are the twin's own. Buildings and sources
/// that patches add count as they do in the first quarter; a source whose patch ends is lost then.
/// Errors: as of solvers::PlanHeatAhead.
absl::StatusOr<solvers::HeatPlanAhead> PlanAhead(const Stepper& stepper, const WorldState& state,
                                                 std::span<const models::Patch> patches,
                                                 models::HeatSystemIndex system,
                                                 std::size_t horizon_hours,
                                                 const solvers::CommitmentLimits& limits);

}  // namespace twin::heat

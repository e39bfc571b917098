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

struct PlanOrderLimits {
  std::size_t horizon_hours = 48;  ///< that are planned
  std::size_t ordered_hours = 12;  ///< of them, that are ordered: by then there is another plan
  solvers::CommitmentLimits solve;
};

/// The same plan as an order to follow it, without an id. Errors: as of solvers::PlanHeatSystem.
absl::StatusOr<models::Patch> MakePlanOrder(const Stepper& stepper, const WorldState& state,
                                            std::span<const models::Patch> patches,
                                            models::HeatSystemIndex system,
                                            const PlanOrderLimits& limits);

/// Leaves out the hours of an order that have begun before `next`; false when none is left.
bool DropPassedHours(models::Quarter next, models::Patch& patch);

}  // namespace twin::heat

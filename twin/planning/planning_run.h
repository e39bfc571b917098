#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "twin/frame.h"
#include "twin/scenario/totals.h"

namespace twin::planning {

/// A period as planning bases compute theirs, summed.
struct PlanningRun {
  /// Neither rooms nor heat: only heat systems whose electricity stands beside the loads are run. A
  /// quarter without a solution counts as stale, with the losses that were planned for it.
  scenario::Totals totals;
  StateHash final_hash{};  ///< of the state after the last quarter
};

/// Runs [from, to) at planning fidelity from stores at rest, today's demand. Chains of the power
/// flow begin anew every 384 quarters, so that the bits do not depend on `threads`.
/// **Errors** as of solvers::MakePlanningParams and AdvancePlanning, and of the solvers' Make.
absl::StatusOr<PlanningRun> RunPlanning(const models::Region& region,
                                        const models::WeatherYear& weather_year,
                                        models::Quarter from, models::Quarter to,
                                        std::size_t threads);

}  // namespace twin::planning

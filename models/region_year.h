#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "models/climate/growth.h"
#include "models/electricity/grid_project.h"
#include "models/electricity/large_load_entry.h"
#include "models/region.h"

namespace models {

/// The region as it stands in a year: its grid with the projects whose year has come at `pace`, its
/// loads grown to that year at `growth` (none: demand of today). Large loads with a busbar enter
/// after that, ungrown: those reserved from their year on at every pace, the rest of the queue and
/// what is announced only when asked for (AddLargeLoads).
/// Its data_revision names year, pace, growth and queue, so that nothing computed for one is taken
/// for another; its `grid_projects` and `growth` are none, as they are built, or grown, or not to
/// be. Errors: as of MakeGridOfYear, GrowLoads and AddLargeLoads.
absl::StatusOr<Region> MakeRegionOfYear(const Region& region, int year, Pace pace,
                                        std::optional<GrowthPace> growth = std::nullopt,
                                        bool has_queue = false);

}  // namespace models

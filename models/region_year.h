#pragma once

#include "absl/status/statusor.h"
#include "models/electricity/grid_project.h"
#include "models/region.h"

namespace models {

/// The region as it stands in a year: its grid with the projects whose year has come. Nothing else
/// of the region depends on the year yet; growth of demand belongs here.
/// Its data_revision names year and pace, so that nothing computed for one grid is taken for
/// another's; its `grid_projects` are none, as they are built or not to be.
/// Errors: as of MakeGridOfYear.
absl::StatusOr<Region> MakeRegionOfYear(const Region& region, int year, Pace pace);

}  // namespace models

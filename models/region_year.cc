#include "models/region_year.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/electricity/load_growth.h"

namespace models {

absl::StatusOr<Region> MakeRegionOfYear(const Region& region, int year, Pace pace,
                                        std::optional<GrowthPace> growth, bool has_queue) {
  TWIN_ASSIGN_OR_RETURN(ElectricityGrid grid,
                        MakeGridOfYear(region.grid, region.grid_projects, year, pace));
  Region of_year = region;
  of_year.grid = std::move(grid);
  of_year.grid_projects.clear();
  of_year.data_revision = absl::StrCat(region.data_revision, "-", year, NameOf(pace));
  if (growth.has_value()) {
    TWIN_RETURN_IF_ERROR(GrowLoads(region.growth, {.year = year, .pace = *growth}, region.demand,
                                   of_year.grid.loads));
    of_year.growth = {};
    absl::StrAppend(&of_year.data_revision, "-", std::string(GrowthPaceId(*growth)));
  }
  TWIN_RETURN_IF_ERROR(AddLargeLoads({.year = year, .has_queue = has_queue}, of_year.large_loads,
                                     of_year.demand, of_year.grid));
  if (has_queue) absl::StrAppend(&of_year.data_revision, "-queue");
  return of_year;
}

}  // namespace models

#include "models/region_year.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace models {

absl::StatusOr<Region> MakeRegionOfYear(const Region& region, int year, Pace pace) {
  TWIN_ASSIGN_OR_RETURN(ElectricityGrid grid,
                        MakeGridOfYear(region.grid, region.grid_projects, year, pace));
  Region of_year = region;
  of_year.grid = std::move(grid);
  of_year.grid_projects.clear();
  of_year.data_revision = absl::StrCat(region.data_revision, "-", year, NameOf(pace));
  return of_year;
}

}  // namespace models

#include "twin/planning/year_head.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/planning/block_file.h"

namespace twin::planning {

absl::Status WriteYearHead(data::Hdf5File& file, const std::string& title,
                           const std::string& notice, const PlanningKey& key,
                           const PlanningSpan& span) {
  TWIN_RETURN_IF_ERROR(WriteTexts(file, "/",
                                  {{"Conventions", "CF-1.8"},
                                   {"title", title},
                                   {"notice", notice},
                                   {"model_revision", absl::StrCat(key.model_revision)},
                                   {"data_revision", key.data_revision},
                                   {"planning_year", absl::StrCat(key.planning_year)},
                                   {"growth_scenario", key.growth_scenario},
                                   {"weather_seed", absl::StrCat(key.seed)},
                                   {"weather_year", absl::StrCat(key.weather_year)},
                                   {"fidelity", "planning"}}));
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < span.quarter_count; ++i) {
    times.push_back((span.first + static_cast<std::int64_t>(i)).start_s());
  }
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/time", .shape = {times.size()}}, times));
  TWIN_RETURN_IF_ERROR(file.MakeScale("/time"));
  return WriteTexts(file, "/time",
                    {{"units", "seconds since 1970-01-01T00:00:00Z"},
                     {"calendar", "standard"},
                     {"standard_name", "time"}});
}

}  // namespace twin::planning

#include "models/planning_region.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/region_year.h"

namespace models {

absl::StatusOr<Pace> ParsePace(const std::string& text) {
  for (const Pace pace : {Pace::kEarly, Pace::kBase, Pace::kLate}) {
    if (NameOf(pace) == text) return pace;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("pace of projects \"", text, "\" is not early, base or late"));
}

absl::StatusOr<std::optional<GrowthPace>> ParseGrowth(const std::string& text) {
  if (text == kNoGrowth) return std::nullopt;
  for (const GrowthPace growth : {GrowthPace::kLow, GrowthPace::kBase, GrowthPace::kHigh}) {
    if (GrowthPaceId(growth) == text) return growth;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("growth of demand \"", text, "\" is not none, low, base or high"));
}

absl::StatusOr<PlanningRegion> MakePlanningRegion(std::shared_ptr<const Region> today,
                                                  const PlanningYear& asked) {
  const bool has_growth = !today->growth.years.empty();
  const std::string growth_text =
      !asked.growth.empty() ? asked.growth : (has_growth ? "base" : kNoGrowth);
  TWIN_ASSIGN_OR_RETURN(const Pace pace, ParsePace(asked.pace.empty() ? "base" : asked.pace));
  TWIN_ASSIGN_OR_RETURN(const auto growth, ParseGrowth(growth_text));
  if (today->grid_projects.empty() && today->large_loads.empty() && !growth.has_value()) {
    return PlanningRegion{std::move(today), growth_text};
  }
  TWIN_ASSIGN_OR_RETURN(Region region,
                        MakeRegionOfYear(*today, asked.year, pace, growth, asked.has_queue));
  return PlanningRegion{std::make_shared<const Region>(std::move(region)), growth_text};
}

}  // namespace models

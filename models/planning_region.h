#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "models/climate/growth.h"
#include "models/electricity/grid_project.h"
#include "models/region.h"

namespace models {

inline constexpr int kFirstPlanningYear = 1971;
inline constexpr int kLastPlanningYear = 2099;

/// A region without change of demand says so by this growth scenario.
inline constexpr char kNoGrowth[] = "none";

/// "early", "base" or "late". Errors: InvalidArgument.
absl::StatusOr<Pace> ParsePace(const std::string& text);
/// "none" (no value), "low", "base" or "high". Errors: InvalidArgument.
absl::StatusOr<std::optional<GrowthPace>> ParseGrowth(const std::string& text);

/// Whose grid and demand are planned with.
struct PlanningYear {
  int year = 0;
  std::string pace;        ///< of ParsePace; empty: base
  std::string growth;      ///< of ParseGrowth; empty: base where the region has a table of growth
  bool has_queue = false;  ///< large loads of the queue and announced ones, beside those reserved
};

struct PlanningRegion {
  std::shared_ptr<const Region> region;
  std::string growth_scenario;  ///< of ParseGrowth
};

/// The region as it stands in its planning year; the same object where nothing changes.
/// Errors: as of ParsePace, ParseGrowth and MakeRegionOfYear.
absl::StatusOr<PlanningRegion> MakePlanningRegion(std::shared_ptr<const Region> today,
                                                  const PlanningYear& asked);

}  // namespace models

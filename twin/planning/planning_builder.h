#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "twin/planning/planning_base.h"
#include "twin/planning/planning_key.h"

namespace twin::planning {

struct PlanningBuild {
  PlanningKey key;
  double demand_ratio = 1.0;  ///< of the planning year and growth scenario
  std::size_t threads = 1;
  /// Called whenever blocks have been finished, several at a time, from the calling thread.
  std::function<void(std::size_t blocks_done, std::size_t block_count)> on_progress;
  const std::atomic<bool>* is_cancelled = nullptr;
};

/// The planning base of a key: the sealed one when it is there, else it is built, going on with
/// what an earlier build has finished. A region with a profile has as many quarters as that.
/// Errors: Cancelled; what the region's tables lack; as of PlanningBase.
absl::StatusOr<std::unique_ptr<PlanningBase>> OpenOrBuildPlanningBase(const std::string& folder,
                                                                      const models::Region& region,
                                                                      const PlanningBuild& build);

}  // namespace twin::planning

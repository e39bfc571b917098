#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/municipality_places.h"
#include "data/plans/plan_feature.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"

namespace data {

/// A plan's file, read and checked.
struct LoadedPlans {
  std::string format;
  CoordinateSystem coordinates = CoordinateSystem::kUtm32;
  std::map<std::string, std::size_t> left_out;  ///< object types that say nothing of demand
  std::vector<models::Plan> plans;
};

/// What a plan is checked against.
struct PlanContext {
  models::PlanTables tables;
  std::vector<MunicipalityPlace> municipalities;
};

/// Whether a region's folder has tables of plans at all.
bool HasPlanTables(const std::string& directory);
/// The tables and municipalities of a region's folder. Errors: InvalidArgument with everything.
absl::StatusOr<PlanContext> LoadPlanContext(const std::string& directory);

/// Reads plans from the bytes of a file of any of the four formats, which its first bytes tell, not
/// its name. An archive is refused unopened, so that none can unfold into memory.
LoadedPlans ParsePlans(absl::string_view bytes, const std::string& shown_name,
                       const PlanContext& context, Diagnostics& diagnostics);

/// The same with the planner's assumptions as CSV text; empty for none. Errors: InvalidArgument
/// with everything that is wrong; nothing half.
absl::StatusOr<LoadedPlans> LoadPlanBytes(absl::string_view bytes, const std::string& shown_name,
                                          absl::string_view assumptions,
                                          const PlanContext& context);

/// The same from a file of at most 64 MiB, with the planner's assumptions from another; an empty
/// path for none. Errors: InvalidArgument with everything that is wrong, up to 200; nothing half.
absl::StatusOr<LoadedPlans> LoadPlans(const std::string& path, const std::string& assumptions_path,
                                      const PlanContext& context);

}  // namespace data

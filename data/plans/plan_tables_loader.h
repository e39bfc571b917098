#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/diagnostics.h"
#include "models/plan/plan_tables.h"

namespace data {

/// Where the tables of plans stand in a region's folder. Not part of data_revision.
inline constexpr char kPlansFolder[] = "plans";

/// Reads the tables of the folder `directory`/plans: purposes.csv, plan_types.csv,
/// plan_statuses.csv, utilisations.csv, building_uses.csv, use_demand.csv, use_shapes.csv and
/// given_power.csv. A use that a purpose names must be there; uses have passed models::Validate.
models::PlanTables LoadPlanTables(const std::string& directory, Diagnostics& diagnostics);
/// Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<models::PlanTables> LoadPlanTables(const std::string& directory);

}  // namespace data

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/diagnostics.h"
#include "models/plan/heat_tables.h"

namespace data {

/// Reads heat_costs.csv, heat_rules.csv and emission_methods.csv of the folder `directory`/plans.
/// Not part of data_revision. Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<models::HeatPlanTables> LoadHeatPlanTables(const std::string& directory);

}  // namespace data

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "models/plan/plan.h"

namespace data {

/// Sets what a planner says beside the file. A CSV table with columns plan_id and field_name, and
/// any of those of plan_fields.h; notes begin with '#'. A row without field name is of the plan as
/// a whole (first_year, build_years and standard only). What a row leaves empty stays as the file
/// has it. A row whose plan or field is not in the file is an error. All areas of one field name
/// take the row: those on several levels are one thing (solvers/plan/plan_areas.h). `plans` are
/// those of one file.
void ApplyPlanAssumptions(const std::string& csv_path, const std::string& shown_name,
                          std::vector<models::Plan>& plans, Diagnostics& diagnostics);
void ApplyPlanAssumptionsText(absl::string_view csv, const std::string& shown_name,
                              std::vector<models::Plan>& plans, Diagnostics& diagnostics);

}  // namespace data

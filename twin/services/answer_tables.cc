#include "twin/services/answer_tables.h"

#include <utility>

#include "data/connection_profile_loader.h"
#include "data/connection_rules_loader.h"
#include "data/connection_voltage_loader.h"
#include "data/df_profile_loader.h"
#include "data/fault_rules_loader.h"
#include "data/line_conductor_loader.h"
#include "data/measure_loader.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"

namespace twin::services {

absl::StatusOr<AnswerTables> LoadAnswerTables(const std::string& directory,
                                              const models::Region& region,
                                              const std::string& pace) {
  AnswerTables tables;
  data::Diagnostics diagnostics;
  tables.profiles = data::LoadConnectionProfiles(directory, diagnostics);
  tables.voltages = data::LoadConnectionVoltages(directory, diagnostics);
  tables.df_profiles = data::LoadDfProfiles(directory, diagnostics);
  tables.fault_rules = data::LoadFaultRules(directory, diagnostics);
  tables.remedies.catalogue = data::LoadMeasureCatalogue(directory, diagnostics);
  tables.hold_backs = data::LoadHoldBackRules(directory, diagnostics);
  tables.process_times = data::LoadProcessTimes(directory, diagnostics);
  tables.reliability = data::LoadReliability(directory, diagnostics);
  auto conductors = data::LoadLineConductors(directory, region.grid, diagnostics);
  if (conductors.has_value()) tables.remedies.conductors = *std::move(conductors);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  tables.remedies.projects = region.grid_projects;
  TWIN_ASSIGN_OR_RETURN(tables.remedies.pace, models::ParsePace(pace.empty() ? "base" : pace));
  return tables;
}

}  // namespace twin::services

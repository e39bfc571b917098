#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "models/electricity/connection_profile.h"
#include "models/electricity/connection_voltage.h"
#include "models/electricity/df_profile.h"
#include "models/electricity/fault_rules.h"
#include "models/electricity/hold_back.h"
#include "models/electricity/process_time.h"
#include "models/electricity/reliability.h"
#include "models/region.h"
#include "twin/capacity/remedy_candidates.h"

namespace twin::services {

/// Tables of a region that nothing of the grid follows from, which answers are made with.
struct AnswerTables {
  models::ConnectionProfiles profiles;  ///< that questions may name; "flat" needs none
  capacity::RemedyTables remedies;
  models::ConnectionVoltages voltages;
  models::DfProfiles df_profiles;  ///< the first is the twin's own
  models::HoldBackRules hold_backs;
  models::ProcessTimes process_times;
  models::ReliabilityTables reliability;
  std::optional<models::FaultRules> fault_rules;  ///< none: no short-circuit currents are told
};

/// Reads what there is of them in the region's folder. `pace` of its announced projects: early,
/// base (or empty) or late. Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<AnswerTables> LoadAnswerTables(const std::string& directory,
                                              const models::Region& region,
                                              const std::string& pace);

}  // namespace twin::services

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "twin/scenario/scenario.h"

namespace twin::convert {

/// A scenario written as proto JSON (ScenarioFile). Names are resolved to ids later: see
/// ResolveScenario. Errors: InvalidArgument with the place of an unknown key or a wrong value.
absl::StatusOr<scenario::Scenario> ParseScenarioFile(const std::string& json);

/// Every patch with names replaced by ids, checked. Errors: as of models::ResolveNames, with the
/// place of the patch in the file before the message.
absl::StatusOr<scenario::Scenario> ResolveScenario(scenario::Scenario scenario,
                                                   const models::AssetNames& names);

}  // namespace twin::convert

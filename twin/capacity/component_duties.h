#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/line_conductors.h"
#include "solvers/component_overload.h"
#include "solvers/hosting_capacity.h"
#include "twin/capacity/remedy_candidates.h"

namespace twin::capacity {

/// What a component that binds could carry by its warmth, in the quarter and under the outage where
/// it binds, and how long it bears the requested MW there.
struct ComponentDuty {
  solvers::BindingLimit limit;
  double air_degc = 20.0;
  double used_mva = 0.0;  ///< the rating behind the answer, seasonal at the air temperature
  solvers::ComponentRating steady;  ///< for good, by weather where more is known
  struct Emergency {
    double duration_min = 0.0;
    solvers::ComponentRating rating;
  };
  std::vector<Emergency> emergencies;
  double before_share = 0.0;  ///< of used_mva, intact network with the requested MW
  double after_share = 0.0;   ///< after the outage
  solvers::OverloadTime bears;
};

/// One for every current limit in `met`, each component once. The weather is that of the planning
/// year; a region with a load profile has none: then only seasonal ratings are told for lines.
/// Errors: as of solvers::MakePlanningParams.
absl::StatusOr<std::vector<ComponentDuty>> CalcComponentDuties(
    const PlannedYear& year, const solvers::HostingBasis& basis,
    const models::LineConductors& conductors, const solvers::HostingQuery& query,
    double requested_mw, const std::vector<solvers::BindingLimit>& met);

}  // namespace twin::capacity

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/line_conductors.h"
#include "solvers/component_overload.h"
#include "solvers/hosting_capacity.h"
#include "twin/capacity/planned_year.h"

namespace twin::capacity {

/// What a component that binds could carry by its warmth, in the quarter and under the outage where
/// it binds, and how long it bears what is asked of it there.
struct ComponentDuty {
  solvers::BindingLimit limit;
  double air_degc = 20.0;
  double used_mva = 0.0;  ///< the rating behind the answer, seasonal at the air temperature
  solvers::ComponentRating steady;  ///< for good, by weather where more is known
  struct Emergency {
    double duration_min = 0.0;
    solvers::ComponentRating rating;
  };
  std::vector<Emergency> emergencies;  ///< after the requested MW
  /// What some MW of the applicant put on it.
  struct Load {
    double before_share = 0.0;  ///< of used_mva, intact network
    double after_share = 0.0;   ///< after the outage
    solvers::OverloadTime bears;
  };
  Load requested;
  Load until_trip;  ///< the MW of who is disconnected after an outage
};

struct DutyQuestion {
  const solvers::HostingQuery& query;
  double requested_mw = 0.0;
  double until_trip_mw = 0.0;
  std::vector<solvers::BindingLimit> met;  ///< by the answer
};

/// One for every current limit in `met`, each component once. The weather is that of the planning
/// year; a region with a load profile has none: then only seasonal ratings are told for lines.
/// Errors: as of PlannedDemand::Make.
absl::StatusOr<std::vector<ComponentDuty>> CalcComponentDuties(
    const PlannedYear& year, const solvers::HostingBasis& basis,
    const models::LineConductors& conductors, const DutyQuestion& question);

}  // namespace twin::capacity

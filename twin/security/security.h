#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "models/time/quarter.h"
#include "solvers/contingency_list.h"
#include "twin/stepper.h"

namespace twin::security {

/// What one outage would do.
struct Outage {
  std::string id;  ///< of the branch or generator that is lost
  std::string name;
  solvers::ContingencyKind kind = solvers::ContingencyKind::kLine;
  bool has_solution = false;
  double worst_share = 0.0;          ///< largest loading that has risen; 0: none has
  models::BranchIndex worst_branch;  ///< of it
  bool is_overloading = false;
  double beyond_pu = 0.0;      ///< farthest that a voltage was moved outside its limits
  models::BusIndex worst_bus;  ///< of it
  double lost_load_mw = 0.0;
};

/// The highest loading of one branch after any outage.
struct BranchMargin {
  double loading_share = 0.0;  ///< 0: no rating
  std::size_t outage = 0;      ///< row of Security::outages
};

/// N-1 of one quarter: every line, transformer and running generator lost in turn, each by AC power
/// flow from the quarter's own state, ratings in its weather.
struct Security {
  models::Quarter quarter;
  std::vector<Outage> outages;
  std::vector<BranchMargin> margins;  ///< [branch]
  double milliseconds = 0.0;

  /// Outages that break a limit, or have no solution.
  std::size_t CountInsecure() const;
};

bool IsInsecure(const Outage& outage);

/// **Errors** as of solvers::ContingencyBatch::Make.
absl::StatusOr<Security> CalcSecurity(const models::ElectricityGrid& grid, const StepFlow& flow,
                                      models::Quarter quarter, std::size_t threads);

}  // namespace twin::security

#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_list.h"
#include "solvers/contingency_screen.h"
#include "solvers/contingency_solve.h"

namespace solvers {

/// What a branch may carry after an outage, for a while.
struct EmergencyRating {
  double rating_share = 1.0;  ///< of the normal rating
  double duration_min = 0.0;  ///< how long; 0: not told
};

struct ContingencyParams {
  std::vector<double> rating_mva;  ///< [branch] normal, of apparent power at 1 pu; 0: none
  std::vector<double> demand_mw;   ///< [bus] what is lost where there is no voltage any more
  EmergencyRating emergency;
  double limit_share = 1.0;  ///< of the emergency rating: an overload from here on
  /// Of the normal rating: an overload is an outage's doing when it lifts the loading by more than
  /// this above that of the intact grid.
  double rise_share = 0.01;
  bool is_screened = false;  ///< AC only where the linear estimate comes near the limit
  double screen_margin_share = 0.15;
  bool measures_misses = false;  ///< screen, yet solve all: how much the screen would have missed
};

/// One contingency. Loadings are shares of the normal rating, |S|/(V rating), the larger of both
/// ends. A branch has risen when it carries more than in the intact grid, by more than rise_share.
struct ContingencyRow {
  enum class Outcome : char { kSolved, kFailed, kScreenedOut };
  Outcome outcome = Outcome::kScreenedOut;
  std::string reason;                ///< of a failure, in the solver's words
  double estimated_share = 0.0;      ///< the screen's; 0 when it was not asked or cannot tell
  double worst_share = 0.0;          ///< 0 when no branch has a rating
  models::BranchIndex worst_branch;  ///< invalid when no branch has a rating
  double risen_share = 0.0;          ///< largest loading of those that have risen; 0: none has
  models::BranchIndex risen_branch;  ///< invalid when none has
  bool is_overloading = false;       ///< that loading is above the limit
  double worst_v_pu = 0.0;           ///< nearest to, or furthest beyond, its limits
  models::BusIndex worst_bus;
  bool has_voltage_violation = false;
  double lost_load_mw = 0.0;  ///< where there was voltage before and is none after
};

/// A branch that is above its limit with nothing lost: no outage's doing.
struct IntactOverload {
  models::BranchIndex branch;
  double loading_share = 0.0;  ///< of the normal rating
};

/// A bus outside its limits with nothing lost.
struct IntactVoltage {
  models::BusIndex bus;
  double v_pu = 0.0;
};

/// A branch that some outage overloads: above the limit, and risen to it.
struct Overload {
  struct Cause {
    std::size_t contingency = 0;
    double loading_share = 0.0;  ///< of the normal rating
  };
  models::BranchIndex branch;
  std::vector<Cause> causes;  ///< largest loading first
};

struct ContingencyReport {
  std::vector<ContingencyRow> rows;              ///< [contingency]
  std::vector<Overload> overloads;               ///< worst branch first
  ContingencyRow base;                           ///< nothing lost
  std::vector<IntactOverload> intact_overloads;  ///< worst first
  std::vector<IntactVoltage> intact_voltages;    ///< by bus
  std::size_t rated_count = 0;                   ///< branches with a rating; 0: nothing to rank by
  std::size_t solved_count = 0;                  ///< AC power flows asked for
  std::size_t wanted_count = 0;  ///< those the screen asks for; all without a screen
  /// With measures_misses: contingencies that overload, and that fail, which the screen would not
  /// have asked about.
  std::vector<std::size_t> missed_overloads, missed_failures;
};

/// Every contingency against the limits, centred on overloads; what breaks limits with nothing
/// lost is listed apart. A rating of a branch that is not monitored is none. Memory grows with the
/// contingencies and the overloads found, never with contingencies × branches. `base` solves
/// `inputs`. Errors: InvalidArgument for tables of the wrong size; those of ScreenContingencies. A
/// contingency without a solution is a row, not an error.
absl::StatusOr<ContingencyReport> AnalyseContingencies(const models::ElectricityGrid& grid,
                                                       const PowerFlowInputs& inputs,
                                                       const PowerFlowSolution& base,
                                                       std::span<const Contingency> contingencies,
                                                       const ContingencyParams& params,
                                                       const ContingencySolve& solve);

}  // namespace solvers

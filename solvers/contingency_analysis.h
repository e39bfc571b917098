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

/// How contingencies are chosen that AC is asked about.
enum class ContingencyScreen : char {
  kNone,    ///< all of them
  kLinear,  ///< ScreenContingencies: active flows by the DC network, no voltages
  kStep     ///< ScreenByStep: one Newton step, with voltages
};

struct ContingencyParams {
  std::vector<double> rating_mva;  ///< [branch] normal, of apparent power at 1 pu; 0: none
  std::vector<double> demand_mw;   ///< [bus] what is lost where there is no voltage any more
  EmergencyRating emergency;
  double limit_share = 1.0;  ///< of the emergency rating: an overload from here on
  /// Of the normal rating: an overload is an outage's doing when it lifts the loading by more than
  /// this above that of the intact grid.
  double rise_share = 0.01;
  /// A voltage outside its limits is an outage's doing when it lies further out by more than this
  /// than in the intact grid.
  double v_move_pu = 0.001;
  ContingencyScreen screen = ContingencyScreen::kNone;
  double screen_margin_share = 0.15;  ///< of the linear screen
  double step_margin_share = 0.05;    ///< of the other, as of StepScreenParams
  double step_v_margin_pu = 0.005;
  double step_most_open_pu = 0.1;
  bool measures_misses = false;  ///< screen, yet solve all: how much the screen would have missed
};

/// One contingency. Loadings are shares of the normal rating, |S|/(V rating), the larger of both
/// ends. A branch has risen when it carries more than in the intact grid, by more than rise_share.
struct ContingencyRow {
  enum class Outcome : char { kSolved, kFailed, kScreenedOut };
  Outcome outcome = Outcome::kScreenedOut;
  std::string reason;                ///< of a failure, in the solver's words
  double estimated_share = 0.0;      ///< the screen's; 0 when it was not asked or cannot tell
  double estimated_v_pu = 0.0;       ///< likewise, of kStep
  double worst_share = 0.0;          ///< 0 when no branch has a rating
  models::BranchIndex worst_branch;  ///< invalid when no branch has a rating
  double risen_share = 0.0;          ///< largest loading of those that have risen; 0: none has
  models::BranchIndex risen_branch;  ///< invalid when none has
  bool is_overloading = false;       ///< that loading is above the limit
  double worst_v_pu = 0.0;           ///< nearest to, or furthest beyond, its limits
  models::BusIndex worst_bus;
  bool has_voltage_violation = false;
  double moved_beyond_pu = 0.0;  ///< furthest outside its limits that it has moved by v_move_pu
  models::BusIndex moved_bus;    ///< invalid: it has moved none outside
  double lost_load_mw = 0.0;     ///< where there was voltage before and is none after
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
  std::size_t wanted_count = 0;     ///< those the screen asks for; all without a screen
  std::size_t estimated_count = 0;  ///< of all, those that the screen has an estimate of
  /// With measures_misses: contingencies that overload, that move a voltage out of its limits, and
  /// that fail, which the screen would not have asked about.
  std::vector<std::size_t> missed_overloads, missed_voltages, missed_failures;
  double worst_missed_share = 0.0;      ///< largest loading of the first; 0: none
  double worst_missed_beyond_pu = 0.0;  ///< furthest outside of the second; 0: none
};

/// Every contingency against the limits, centred on overloads; what breaks limits with nothing
/// lost is listed apart. A rating of a branch that is not monitored is none. Memory grows with the
/// contingencies and the overloads found, never with contingencies × branches. `base` solves
/// `inputs`; `estimate` is what kStep screens by (ContingencyBatch::EstimateOnThreads). Errors:
/// InvalidArgument for tables of the wrong size, and for kStep without an estimate; those of
/// ScreenContingencies. A contingency without a solution is a row, not an error.
absl::StatusOr<ContingencyReport> AnalyseContingencies(const models::ElectricityGrid& grid,
                                                       const PowerFlowInputs& inputs,
                                                       const PowerFlowSolution& base,
                                                       std::span<const Contingency> contingencies,
                                                       const ContingencyParams& params,
                                                       const ContingencySolve& solve,
                                                       const ContingencySolve& estimate = nullptr);

}  // namespace solvers

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "solvers/heat/network_run.h"
#include "twin/heat/network_model.h"
#include "twin/heat/network_solution.h"

namespace twin::heat {

/// What a quarter's frame says of how a network is run in it; constant over the quarter.
struct NetworkDrive {
  models::HeatNetworkMoment moment;  ///< share delivered, supply that plants aim at
  double unserved_share = 0.0;       ///< asked for beyond that, and not to be had
};

/// What memory carries from minute to minute. Copies are independent.
struct NetworkMotionState {
  solvers::heat::NetworkRunState run;
  solvers::heat::NetworkRunResult last;  ///< of the last minute that could be solved
  std::string failure;                   ///< why the newest minute is not all its own; or empty
  models::Minute failing_since = 0;      ///< when there is a failure
};

/// A network in one minute, means over it. Where something could not be solved, `failure` says
/// why, and what is shown is the last that could.
struct NetworkMinute {
  models::Minute minute = 0;                        ///< its beginning
  std::shared_ptr<const NetworkSolution> solution;  ///< null when nothing could be solved yet
  solvers::heat::NetworkRunEnergy energy;
  std::vector<double> plant_supply_degc;  ///< [producer]
  double missing_w = 0.0;                 ///< asked for and not got, by all consumers
  double stored_j = 0.0;    ///< heat above the ground in the water and steel of all pipes
  int short_consumers = 0;  ///< whose pressure lets less through than they want
  std::string failure;
  models::Minute failing_since = 0;
  bool is_stale() const { return !failure.empty(); }
};

/// Scratch of one thread.
struct NetworkMotionWorkspace {
  std::unique_ptr<solvers::heat::NetworkRun::Workspace> minutes;
  std::unique_ptr<solvers::heat::NetworkRun::Workspace> quarters;
};

/// How a network moves from minute to minute: solvers::heat::NetworkRun with consumers that ask for
/// their part of what the heat system is asked for,
///   q = (share delivered + share unserved) · q_design,   return as in the steady answers,
/// and plants that regulate to the system's supply temperature. Where the system leaves nothing
/// unserved plants give what it takes. Where it does, all of them together give no more than
///   Q = share delivered · Σ q_design + what pipes lost in the minute before,
/// divided by their flows, so that water leaves them colder, valves open, and the network cools:
/// what a steady answer of the same quarter cannot show. Pumps hold the worst consumer's
/// differential pressure as there. When frames stay as they are this ends in the steady answer, as
/// long as nothing is unserved.
/// Immutable; threads work side by side, each with its own workspace.
class NetworkMotion {
 public:
  /// `model` must outlive it. Errors: as of SolveSteadyHeat on the coldest day, NetworkRun::Make.
  static absl::StatusOr<std::unique_ptr<const NetworkMotion>> Make(const NetworkModel& model);

  const NetworkModel& model() const { return model_; }
  /// In steps of a minute.
  const solvers::heat::NetworkRun& run() const { return run_; }
  NetworkMotionWorkspace MakeWorkspace() const {
    return {run_.MakeWorkspace(), quarter_run_.MakeWorkspace()};
  }

  /// At rest under `drive`; as on the coldest day where there is no steady answer.
  NetworkMotionState Begin(const NetworkDrive& drive) const;
  solvers::heat::NetworkRunInputs MakeInputs(const NetworkDrive& drive,
                                             const NetworkMotionState& state) const;
  /// The next minute, which begins at `minute`. A minute that cannot be solved leaves its reason in
  /// `state`, and the clock goes on.
  void Advance(const NetworkDrive& drive, models::Minute minute, NetworkMotionWorkspace& workspace,
               NetworkMotionState& state) const;
  /// A whole quarter in one step. Fronts arrive as they do in minutes, but valves answer only in
  /// the next quarter: good enough for what is long past.
  void AdvanceQuarter(const NetworkDrive& drive, models::Quarter quarter,
                      NetworkMotionWorkspace& workspace, NetworkMotionState& state) const;
  /// The minute that `state` has come out of.
  NetworkMinute Tell(const NetworkDrive& drive, models::Minute minute,
                     const NetworkMotionState& state) const;

 private:
  NetworkMotion(const NetworkModel& model, solvers::heat::SteadyHeatSolution coldest,
                solvers::heat::NetworkRun run, solvers::heat::NetworkRun quarter_run);

  const NetworkModel& model_;
  const solvers::heat::SteadyHeatSolution coldest_;
  const solvers::heat::NetworkRun run_;
  const solvers::heat::NetworkRun quarter_run_;
  double design_w_ = 0.0;      ///< of all consumers
  double above_0_degc_j_ = 0;  ///< stored above 0 °C by pipes as cold as the ground
};

}  // namespace twin::heat

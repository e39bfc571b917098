#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"

namespace solvers {

/// What is put into the grid and how it is run. Every table is [bus] or [branch] of the network.
struct PowerFlowInputs {
  models::Table<models::BusIndex, double> injection_mw;    ///< scheduled, into the grid
  models::Table<models::BusIndex, double> injection_mvar;  ///< without what regulation adds
  models::Table<models::BusIndex, double> shunt_mvar;      ///< injected by bus shunts at 1 pu
  models::Table<models::BusIndex, double> shunt_mw;        ///< demanded by bus shunts at 1 pu
  models::Table<models::BusIndex, char> regulates;         ///< holds v_set_pu within its Q range
  models::Table<models::BusIndex, double> v_set_pu;
  models::Table<models::BusIndex, double> q_min_mvar;  ///< of what regulation may add
  models::Table<models::BusIndex, double> q_max_mvar;
  models::Table<models::BranchIndex, char> in_service;
  /// Who takes the difference between injections and losses; sums to 1. One bus with 1 is the
  /// classical slack bus. The largest one is the angle reference.
  models::Table<models::BusIndex, double> participation_share;

  /// Zero injections, branches as built, participation as of the grid's boundaries.
  static PowerFlowInputs MakeZero(const models::ElectricityGrid& grid);
};

/// How a bus is held at the solution.
enum class BusControl : char { kFree, kHeld, kAtMinQ, kAtMaxQ };

/// Where a solution stands: start of the next one. Passed in and returned, never kept inside.
struct PowerFlowState {
  models::Table<models::BusIndex, double> vm_pu;
  models::Table<models::BusIndex, double> va_rad;
  models::Table<models::BusIndex, BusControl> control;
  models::Table<models::BranchIndex, int> tap_step;

  /// 1 pu, 0 rad, neutral taps.
  static PowerFlowState MakeFlat(const models::ElectricityGrid& grid);
  bool operator==(const PowerFlowState&) const = default;
};

struct PowerFlowOptions {
  double tolerance_pu = 1e-9;
  int max_iterations = 20;      ///< Newton steps of one inner solve
  int max_control_rounds = 30;  ///< rounds of limits and tap changers
  bool enforces_q_limits = true;
  bool moves_taps = true;
};

/// Flows at both ends of a branch, into the branch.
struct BranchFlow {
  double p_from_mw = 0.0;
  double q_from_mvar = 0.0;
  double p_to_mw = 0.0;
  double q_to_mvar = 0.0;
};

struct PowerFlowResult {
  models::Table<models::BranchIndex, BranchFlow> flow;
  models::Table<models::BusIndex, char> is_energised;
  models::Table<models::BusIndex, double> regulated_mvar;  ///< what regulation added
  double losses_mw = 0.0;
  double mismatch_mw = 0.0;  ///< taken by the participants: losses + Σ demand − Σ injection
  int iterations = 0;        ///< Newton steps of all rounds
  int control_rounds = 0;
  double worst_pu = 0.0;      ///< largest mismatch left
  bool started_flat = false;  ///< the given start did not serve
};

struct PowerFlowSolution {
  PowerFlowResult result;
  PowerFlowState state;
};

/// AC power flow of one network. Immutable: pattern and ordering are made once and serve every
/// switch state, control status and outage; any number of threads may solve on it, each with its
/// own workspace.
class AcPowerFlow {
 public:
  class Workspace;

  /// `grid` must outlive the solver and have passed Validate.
  /// Errors: FailedPrecondition when the grid has no bus that may be the angle reference.
  static absl::StatusOr<AcPowerFlow> Make(const models::ElectricityGrid& grid);
  ~AcPowerFlow();
  AcPowerFlow(AcPowerFlow&&) noexcept;
  AcPowerFlow& operator=(AcPowerFlow&&) noexcept;

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Newton in polar form from `start`; from a flat start when that fails.
  /// Buses cut off from the reference are reported without voltage; what hangs there is not served.
  /// Errors: FailedPrecondition naming the worst bus when it does not converge, or when nobody
  /// takes the mismatch; InvalidArgument for tables of the wrong size or values that are not
  /// finite.
  absl::StatusOr<PowerFlowSolution> Solve(const PowerFlowInputs& inputs,
                                          const PowerFlowState& start,
                                          const PowerFlowOptions& options,
                                          Workspace& workspace) const;

 private:
  struct Network;
  explicit AcPowerFlow(std::unique_ptr<const Network> network);
  std::unique_ptr<const Network> network_;
};

/// Needed by callers that own a workspace through its base pointer type.
class AcPowerFlow::Workspace {
 public:
  explicit Workspace(const Network& network);
  ~Workspace();

 private:
  friend class AcPowerFlow;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace solvers

#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/heat/heat_system.h"

namespace solvers {

struct HeatOdeOptions {
  double relative_tolerance_ratio = 1e-9;
  double temperature_tolerance_k = 1e-9;
  double energy_tolerance_mwh = 1e-9;
  long max_steps = 20000;
};

/// What stays constant while one macro step is integrated.
struct HeatOdeProblem {
  const models::HeatSystemParams& system;
  double outdoor_degc = 0.0;
  double ventilation_share = 0.0;
  double charge_mw = 0.0;          ///< into the accumulator; negative: discharge
  double space_heat_cap_mw = 0.0;  ///< what plants and store can give to space heating
};

/// The states at the end and what flowed meanwhile.
struct HeatOdeSolution {
  models::HeatSystemState state;
  double space_heat_mwh = 0.0;        ///< given to the buildings
  double space_heat_asked_mwh = 0.0;  ///< what radiators asked for
  double accumulator_loss_mwh = 0.0;
  double outdoor_loss_mwh = 0.0;  ///< from the buildings
};

/// Integrates accumulator and buildings over a macro step with CVODE (variable-order BDF, dense
/// Newton with the analytic Jacobian). Flows are states of the same system, so that energy closes
/// to rounding whatever the tolerances: BDF keeps linear invariants.
/// Holds CVODE's memory between steps but nothing of the solution: every call starts anew, so equal
/// problems give equal bits whatever was solved before. One object per thread.
class HeatOdeSolver {
 public:
  explicit HeatOdeSolver(const HeatOdeOptions& options = {});
  ~HeatOdeSolver();
  HeatOdeSolver(HeatOdeSolver&&) noexcept;
  HeatOdeSolver& operator=(HeatOdeSolver&&) noexcept;

  /// Errors: FailedPrecondition when CVODE gives up (its reason is in the message); Internal when
  /// its memory cannot be had.
  absl::StatusOr<HeatOdeSolution> Solve(const HeatOdeProblem& problem,
                                        const models::HeatSystemState& start, double step_h);

 private:
  struct Memory;
  HeatOdeOptions options_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace solvers

#pragma once

#include "models/electricity/branch.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// Inner solves stop here while controls still move; the last one at the caller's tolerance.
inline constexpr double kControlTolerancePu = 1e-5;

/// Where a regulating bus stands after an inner solve, per unit.
struct RegulationState {
  double regulated_pu = 0.0;  ///< reactive power that regulation adds
  double q_min_pu = 0.0;
  double q_max_pu = 0.0;
  double v_error_pu = 0.0;  ///< V − v_set
};

/// How a regulating bus is held next. A held bus whose regulation lies outside its range goes to
/// that limit; one at a limit is held again when its voltage has crossed the set value by a
/// hysteresis, and only twice in one solve, counted in `returns`: no flapping. kFree stays kFree.
BusControl CalcNextControl(BusControl control, const RegulationState& state, int& returns);

/// How a bus begins a solve: a bus that regulates and has voltage keeps the limit its start gives,
/// unless limits are not enforced; any other is free.
BusControl CalcFirstControl(BusControl start, bool regulates, bool enforces_q_limits);

/// Step of a tap changer next, by the voltage at its `to` bus: as many whole steps as the error
/// asks for, at most two a round; none inside the dead-band. The changer stands at `from`: a larger
/// ratio lowers the voltage at `to`. **Valid** for a branch with tap_step_ratio ≠ 0.
int CalcNextTapStep(const models::BranchParams& branch, int step, double v_to_pu);

/// Tolerance of the inner solves before `options.max_control_rounds` is used up.
double CalcRoundTolerancePu(const PowerFlowOptions& options, int round);

}  // namespace solvers

#pragma once

#include "models/electricity/branch.h"
#include "models/electricity/generator.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// Inner solves stop here while controls still move; the last one at the caller's tolerance.
inline constexpr double kControlTolerancePu = 1e-5;

inline constexpr double kLimitSlackPu = 1e-7;        ///< a limit counts as passed beyond this
inline constexpr double kReturnHysteresisPu = 1e-4;  ///< past the set value before a bus is held
inline constexpr int kMaxReturns = 2;                ///< to being held, per bus and solve

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

/// How a stepwise control has moved in one solve. One that turns round more than twice stays where
/// it is: no hunting.
struct StepMotion {
  signed char direction = 0;
  signed char turns = 0;
};

/// What a changer's control looks at after an inner solve.
struct TapReading {
  double v_to_pu = 0.0;
  double p_from_mw = 0.0;
};

/// Step of a tap changer or phase shifter next: none inside the dead-band. The changer stands at
/// `from`: a larger ratio lowers the voltage at `to`, a larger shift lowers the active power into
/// the branch at `from`. A changer with equal steps of ratio moves by as many as the voltage asks
/// for, at most two a round; any other by one. **Valid** for a branch that HasTapChanger.
int CalcNextTapStep(const models::BranchParams& branch, int step, const TapReading& reading,
                    StepMotion& motion);

/// Steps of a bank that keeps a voltage, one a round: more injection below its band, less above.
int CalcNextShuntStep(const models::ShuntParams& bank, int step, double v_pu, StepMotion& motion);

/// Tolerance of the inner solves before `options.max_control_rounds` is used up.
double CalcRoundTolerancePu(const PowerFlowOptions& options, int round);

}  // namespace solvers

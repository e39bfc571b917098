#include "solvers/power_flow_controls.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

constexpr double kLimitSlackPu = 1e-7;        // a limit counts as passed beyond this
constexpr double kReturnHysteresisPu = 1e-4;  // past the set value before a bus is held again
constexpr int kMaxReturns = 2;                // per bus and solve
constexpr int kMaxTapStepsPerRound = 2;

}  // namespace

BusControl CalcNextControl(BusControl control, const RegulationState& state, int& returns) {
  BusControl next = control;
  switch (control) {
    case BusControl::kFree:
      return control;
    case BusControl::kHeld:
      if (state.regulated_pu > state.q_max_pu + kLimitSlackPu) next = BusControl::kAtMaxQ;
      if (state.regulated_pu < state.q_min_pu - kLimitSlackPu) next = BusControl::kAtMinQ;
      return next;
    case BusControl::kAtMaxQ:
      if (state.v_error_pu > kReturnHysteresisPu) next = BusControl::kHeld;
      break;
    case BusControl::kAtMinQ:
      if (state.v_error_pu < -kReturnHysteresisPu) next = BusControl::kHeld;
      break;
  }
  if (next == BusControl::kHeld && ++returns > kMaxReturns) return control;
  return next;
}

BusControl CalcFirstControl(BusControl start, bool regulates, bool enforces_q_limits) {
  if (!regulates) return BusControl::kFree;
  if (start == BusControl::kFree || !enforces_q_limits) return BusControl::kHeld;
  return start;
}

int CalcNextTapStep(const models::BranchParams& branch, int step, double v_to_pu) {
  const double error_pu = v_to_pu - branch.tap_target_v_pu;
  if (std::abs(error_pu) <= branch.tap_deadband_v_pu) return step;
  const int wanted =
      std::clamp(static_cast<int>(std::lround(error_pu / std::abs(branch.tap_step_ratio))),
                 -kMaxTapStepsPerRound, kMaxTapStepsPerRound);
  return std::clamp(step + (branch.tap_step_ratio > 0 ? wanted : -wanted), branch.tap_min_step,
                    branch.tap_max_step);
}

double CalcRoundTolerancePu(const PowerFlowOptions& options, int round) {
  return round < options.max_control_rounds ? std::max(options.tolerance_pu, kControlTolerancePu)
                                            : options.tolerance_pu;
}

}  // namespace solvers

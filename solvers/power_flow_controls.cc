#include "solvers/power_flow_controls.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

constexpr int kMaxTapStepsPerRound = 2;
constexpr int kMaxTurns = 2;  // per changer or bank and solve

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

namespace {

// The step that a control wants, unless it has turned round too often.
int Move(int step, int wanted, int low, int high, StepMotion& motion) {
  const int next = std::clamp(wanted, low, high);
  if (next == step) return step;
  const signed char direction = next > step ? 1 : -1;
  if (motion.direction == -direction && ++motion.turns > kMaxTurns) return step;
  motion.direction = direction;
  return next;
}

// One step towards a larger ratio or shift.
int CalcRise(const models::BranchParams& branch, int step, double models::TapStepRow::*quantity) {
  const double up = models::CalcTapStep(branch, step + 1).*quantity,
               down = models::CalcTapStep(branch, step - 1).*quantity;
  return up > down ? 1 : (up < down ? -1 : 0);
}

int CalcWantedTapStep(const models::BranchParams& branch, int step, const TapReading& reading) {
  if (branch.tap_control == models::TapControl::kActivePower) {
    const double error_mw = reading.p_from_mw - branch.tap_target_mw;
    if (std::abs(error_mw) <= branch.tap_deadband_mw) return step;
    const int rise = CalcRise(branch, step, &models::TapStepRow::shift_deg);
    return error_mw > 0.0 ? step + rise : step - rise;
  }
  const double error_pu = reading.v_to_pu - branch.tap_target_v_pu;
  if (std::abs(error_pu) <= branch.tap_deadband_v_pu) return step;
  if (!branch.tap_table.empty()) {
    const int rise = CalcRise(branch, step, &models::TapStepRow::ratio);
    return error_pu > 0.0 ? step + rise : step - rise;
  }
  if (branch.tap_step_ratio == 0.0) return step;
  const int wanted =
      std::clamp(static_cast<int>(std::lround(error_pu / std::abs(branch.tap_step_ratio))),
                 -kMaxTapStepsPerRound, kMaxTapStepsPerRound);
  return step + (branch.tap_step_ratio > 0 ? wanted : -wanted);
}

}  // namespace

int CalcNextTapStep(const models::BranchParams& branch, int step, const TapReading& reading,
                    StepMotion& motion) {
  return Move(step, CalcWantedTapStep(branch, step, reading), branch.tap_min_step,
              branch.tap_max_step, motion);
}

int CalcNextShuntStep(const models::ShuntParams& bank, int step, double v_pu, StepMotion& motion) {
  const int more = bank.step_mvar > 0.0 ? 1 : -1;
  int wanted = step;
  if (v_pu < bank.v_low_pu) wanted += more;
  if (v_pu > bank.v_high_pu) wanted -= more;
  return Move(step, wanted, 0, bank.max_steps, motion);
}

double CalcRoundTolerancePu(const PowerFlowOptions& options, int round) {
  return round < options.max_control_rounds ? std::max(options.tolerance_pu, kControlTolerancePu)
                                            : options.tolerance_pu;
}

}  // namespace solvers

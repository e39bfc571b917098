// Reactive limits and tap changers of a chord lane. They move as in ac_power_flow.cc, judged early
// where every bus stands clear of its limit and at a small residual where one does not, because a
// chord's error shrinks only linearly.
#include <algorithm>
#include <cmath>

#include "solvers/chord_lanes.h"
#include "solvers/power_flow_controls.h"

namespace solvers {
namespace {

using models::BranchIndex;

// Nearer than this to a limit, a bus may still end on its other side.
constexpr double kNearPu = 1e-3;
constexpr double kNearVoltagePu = 5e-5;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

bool ChordLanes::MovesControls() const { return options_.enforces_q_limits || options_.moves_taps; }

void ChordLanes::SetSchedule(std::size_t regulated, int lane) {
  const Lane& state = lanes_[U(lane)];
  const LaneBase& base = *factor_->base;
  const std::size_t bus = U(pattern_.network->lu.order[U(factor_->regulated_row[regulated])]);
  double q_pu = q_injected_.data()[At(regulated, lane)];
  if (state.control[regulated] == BusControl::kAtMinQ) q_pu += base.q_min_pu[bus];
  if (state.control[regulated] == BusControl::kAtMaxQ) q_pu += base.q_max_pu[bus];
  a_.q_schedule[At(regulated, lane)] = q_pu;
  const bool is_held = state.control[regulated] == BusControl::kHeld;
  a_.is_free[At(regulated, lane)] = is_held || state.is_dead[regulated] != 0 ? 0.0 : 1.0;
}

double ChordLanes::RegulatedQPu(std::size_t regulated, int lane) const {
  const Lane& state = lanes_[U(lane)];
  double q_pu = a_.q_regulated[At(regulated, lane)] - q_injected_.data()[At(regulated, lane)];
  if (!state.outage.valid()) return q_pu;
  for (std::size_t end = 0; end < 2; ++end) {
    if (state.end[end] == factor_->regulated_row[regulated]) q_pu -= state.q_flow_pu[end];
  }
  return q_pu;
}

BusControl ChordLanes::WantedControl(std::size_t regulated, int lane, bool& is_near) const {
  const LaneBase& base = *factor_->base;
  const int row = factor_->regulated_row[regulated];
  const std::size_t bus = U(pattern_.network->lu.order[U(row)]);
  const BusControl control = lanes_[U(lane)].control[regulated];
  if (control == BusControl::kHeld) {
    const double q_pu = RegulatedQPu(regulated, lane);
    const double over_pu = q_pu - base.q_max_pu[bus] - kLimitSlackPu;
    const double under_pu = base.q_min_pu[bus] - kLimitSlackPu - q_pu;
    is_near |= std::abs(over_pu) < kNearPu || std::abs(under_pu) < kNearPu;
    if (under_pu > 0.0) return BusControl::kAtMinQ;
    return over_pu > 0.0 ? BusControl::kAtMaxQ : control;
  }
  const double v_error_pu = VoltagePu(row, lane) - base.v_set_pu[bus];
  const double past_pu =
      (control == BusControl::kAtMaxQ ? v_error_pu : -v_error_pu) - kReturnHysteresisPu;
  is_near |= std::abs(past_pu) < kNearVoltagePu;
  return past_pu > 0.0 ? BusControl::kHeld : control;
}

// As in ac_power_flow.cc; nothing moves while it is not clear which.
ChordLanes::Controls ChordLanes::MoveControls(int lane, bool is_sure) {
  Lane& state = lanes_[U(lane)];
  const LaneBase& base = *factor_->base;
  wanted_.assign(state.control.begin(), state.control.end());
  bool is_near = false, has_moved = false;
  for (std::size_t r = 0; r < state.control.size() && options_.enforces_q_limits; ++r) {
    if (state.is_dead[r] == 0) wanted_[r] = WantedControl(r, lane, is_near);
  }
  if (is_near && !is_sure) return Controls::kUnclear;
  if (options_.moves_taps) {
    if (!is_sure) return Controls::kUnclear;
    if (WantsTaps(lane)) return Controls::kBeyond;
  }
  for (std::size_t r = 0; r < state.control.size(); ++r) {
    if (wanted_[r] == state.control[r]) continue;
    const int row = factor_->regulated_row[r];
    if (wanted_[r] == BusControl::kHeld) {
      if (++state.returns[r] > kMaxReturns) continue;
      const std::size_t bus = U(pattern_.network->lu.order[U(row)]);
      const double scale = base.v_set_pu[bus] / VoltagePu(row, lane);
      a_.e[At(U(row), lane)] *= scale;
      a_.f[At(U(row), lane)] *= scale;
    }
    state.control[r] = wanted_[r];
    SetSchedule(r, lane);
    for (std::size_t end = 0; end < 2 && state.outage.valid(); ++end) {
      if (state.end[end] == row) state.q_set_pu[end] = a_.q_schedule[At(r, lane)];
    }
    has_moved = true;
  }
  if (!has_moved) return Controls::kStand;
  SetOutageFlow(lane);
  return Controls::kMoved;
}

bool ChordLanes::WantsControls(int lane) const {
  const Lane& state = lanes_[U(lane)];
  bool is_near = false;
  for (std::size_t r = 0; r < state.control.size() && options_.enforces_q_limits; ++r) {
    if (state.is_dead[r] == 0 && WantedControl(r, lane, is_near) != state.control[r]) return true;
  }
  return options_.moves_taps && WantsTaps(lane);
}

bool ChordLanes::WantsTaps(int lane) const {
  const LaneNetwork& n = *pattern_.network;
  const Lane& state = lanes_[U(lane)];
  for (const int branch_row : n.tap_branches) {
    const std::size_t k = U(branch_row);
    const models::BranchParams& branch = n.grid->branches[BranchIndex(k)];
    const int row = pattern_.branch_to[k];
    const bool is_out = state.outage.valid() && state.outage.value() == k;
    if (factor_->base->in_service[k] == 0 || is_out || factor_->live_share[U(row)] == 0.0) continue;
    if (std::find(state.dead_row.begin(), state.dead_row.end(), row) != state.dead_row.end()) {
      continue;
    }
    const int now = factor_->base->tap_step[k];
    StepMotion motion;
    if (CalcNextTapStep(branch, now, {.v_to_pu = VoltagePu(row, lane)}, motion) != now) return true;
  }
  return false;
}

}  // namespace solvers

// Cases into lanes.
// An outage enters twice. In the residuals as two injections equal to what the branch would carry,
// so that the admittance matrix stays shared; in the Jacobian as a change of the equations of its
// two buses. What hangs behind a bridge stays as the base left it: its injections are set to what
// its voltages ask for, and the equations of its first bus pin it.
#include <algorithm>
#include <array>

#include "models/base/units.h"
#include "solvers/chord_lanes.h"

namespace solvers {
namespace {

using models::kBaseMva;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

// Voltages and injections are the base's, so that what it leaves open serves for the residual.
void ChordLanes::LayOutNumbers(std::span<const Entry> entries) {
  const BaseFactor& base = *factor_;
  const std::vector<int>& order = pattern_.network->lu.order;
  std::fill_n(a_.is_new, kChordLanes, 0.0);
  std::fill_n(a_.has_own, kChordLanes, 0.0);
  std::array<const Entry*, kChordLanes> own;
  std::size_t own_count = 0;
  for (const Entry& entry : entries) {
    a_.is_new[entry.lane] = 1.0;
    if (!entry.one->has_injections) continue;
    a_.has_own[entry.lane] = 1.0;
    own[own_count++] = &entry;
  }
  for (std::size_t row = 0; row < order.size() && own_count > 0; ++row) {
    const std::size_t bus = U(order[row]);
    for (std::size_t i = 0; i < own_count; ++i) {
      const std::size_t at = At(row, own[i]->lane);
      a_.p_set[at] = own[i]->one->injection_mw[bus] * (1.0 / kBaseMva);
      a_.q_set[at] = own[i]->one->injection_mvar[bus] * (1.0 / kBaseMva);
    }
  }
  kernels_.lay_out(a_);
  const std::size_t regulated = base.regulated_row.size();
  for (const Entry& entry : entries) {
    a_.lambda[entry.lane] = base.base->lambda_pu;
    Lane& state = lanes_[U(entry.lane)];
    state.control.resize(regulated);
    for (std::size_t r = 0; r < regulated; ++r) {
      const std::size_t row = U(base.regulated_row[r]), at = At(r, entry.lane);
      const double q_pu = a_.q_set[At(row, entry.lane)];
      state.control[r] = base.control[row];
      q_injected_.data()[at] = q_pu;
      a_.q_schedule[at] = q_pu + (base.q_open_pu[row] + base.q_calc_pu[row]);
      a_.is_free[at] = base.free_share[row];
    }
    state.returns.assign(regulated, 0);
    state.is_dead.assign(regulated, 0);
  }
}

void ChordLanes::LayOut(std::span<const Entry> entries) {
  LayOutNumbers(entries);
  for (const Entry& entry : entries) {
    Lane& state = lanes_[U(entry.lane)];
    state.index = entry.index;
    state.outage = {};
    state.dead_row.clear();
    state.correction.Clear();
    state.is_stale = false;
    state.before_pu = 0.0;
    state.slow = state.iteration = state.iterations = state.rounds = 0;
    state.is_judged = !MovesControls() || options_.max_control_rounds == 0;
    state.state =
        LayOutChanges(*entry.one, entry.lane) ? ChordState::kRunning : ChordState::kGivenUp;
  }
}

// What one case has that its base has not, in the few rows that it touches.
bool ChordLanes::LayOutChanges(const BatchCase& one, int lane) {
  Lane& state = lanes_[U(lane)];
  if (!LayOutOutage(one, lane)) return false;
  FreezeDead(lane);
  if (one.applicant.valid()) {
    const std::size_t row = U(pattern_.network->lu.step_of[one.applicant.value()]);
    const bool is_live =
        factor_->live_share[row] != 0.0 && std::find(state.dead_row.begin(), state.dead_row.end(),
                                                     static_cast<int>(row)) == state.dead_row.end();
    if (is_live) {
      a_.p_set[At(row, lane)] -= one.applicant_mw / kBaseMva;
      a_.q_set[At(row, lane)] -= one.applicant_mvar / kBaseMva;
      const int r = factor_->regulated[row];
      if (r >= 0) {
        q_injected_.data()[At(U(r), lane)] = a_.q_set[At(row, lane)];
        SetSchedule(U(r), lane);
      }
      LayOutResidual(row, lane);
    }
  }
  if (!state.outage.valid()) return true;
  for (std::size_t end = 0; end < 2; ++end) {
    const std::size_t row = U(state.end[end]);
    const int r = factor_->regulated[row];
    state.p_set_pu[end] = a_.p_set[At(row, lane)];
    state.q_set_pu[end] = r >= 0 ? a_.q_schedule[At(U(r), lane)] : a_.q_set[At(row, lane)];
  }
  SetOutageFlow(lane);
  for (const int row : state.end) LayOutResidual(U(row), lane);
  return BuildCorrection(lane);
}

// One row at the start's voltages, after its schedule has changed.
void ChordLanes::LayOutResidual(std::size_t row, int lane) {
  const BaseFactor& base = *factor_;
  a_.step[At(2 * row, lane)] =
      base.live_share[row] *
      (a_.p_set[At(row, lane)] + base.share[row] * a_.lambda[lane] - base.p_calc_pu[row]);
  const int r = base.regulated[row];
  a_.step[At(2 * row + 1, lane)] =
      r < 0 ? base.live_share[row] * (a_.q_set[At(row, lane)] - base.q_calc_pu[row])
            : a_.is_free[At(U(r), lane)] * (a_.q_schedule[At(U(r), lane)] - base.q_calc_pu[row]);
}

// False when what is lost takes participants with it: who shares the mismatch then is not the
// base's list.
bool ChordLanes::LayOutOutage(const BatchCase& one, int lane) {
  if (!one.outage.valid()) return true;
  const std::size_t k = one.outage.value();
  const LaneNetwork& n = *pattern_.network;
  Lane& state = lanes_[U(lane)];
  state.end = {pattern_.branch_from[k], pattern_.branch_to[k]};
  if (factor_->base->in_service[k] == 0 || factor_->live_share[U(state.end[0])] == 0.0) return true;
  state.outage = one.outage;
  std::copy_n(factor_->branch_y_pu.begin() + static_cast<std::ptrdiff_t>(8 * k), 8,
              state.y_pu.begin());
  const OutageTree& tree = factor_->tree();
  if (tree.is_bridge[k] == 0) return true;
  const bool is_to = tree.parent_branch[U(n.ends.to[k])] == static_cast<int>(k);
  std::vector<int>& dead = state.dead_row;
  const int root = is_to ? n.ends.to[k] : n.ends.from[k];
  dead.push_back(root);  // buses first, rows at the end
  seen_[U(root)] = 1;
  for (std::size_t next = 0; next < dead.size(); ++next) {
    const std::size_t bus = U(dead[next]);
    for (int at = pattern_.bus_branch_start[bus]; at < pattern_.bus_branch_start[bus + 1]; ++at) {
      const std::size_t branch = U(pattern_.bus_branch[U(at)]);
      if (branch == k || factor_->base->in_service[branch] == 0) continue;
      const int from = n.ends.from[branch], to = n.ends.to[branch];
      const int other = U(from) == bus ? to : from;
      if (seen_[U(other)] != 0) continue;
      seen_[U(other)] = 1;
      dead.push_back(other);
    }
  }
  bool has_share = false;
  for (int& bus : dead) {
    seen_[U(bus)] = 0;
    bus = n.lu.step_of[U(bus)];
    has_share |= factor_->share[U(bus)] != 0.0;
    const int r = factor_->regulated[U(bus)];
    if (r < 0) continue;
    state.is_dead[U(r)] = 1;
    SetSchedule(U(r), lane);
  }
  return !has_share;
}

void ChordLanes::FreezeDead(int lane) {
  Lane& state = lanes_[U(lane)];
  for (std::size_t i = 0; i < state.dead_row.size(); ++i) {
    const std::size_t row = U(state.dead_row[i]);
    a_.p_set[At(row, lane)] = factor_->p_calc_pu[row];
    a_.q_set[At(row, lane)] = factor_->q_calc_pu[row];
    LayOutResidual(row, lane);
  }
  if (state.dead_row.empty()) return;
  // The schedule at its end is without the branch's flow, which SetOutageFlow adds.
  const int root = state.dead_row.front();
  const std::size_t end = state.end[0] == root ? 0 : 1;
  const std::size_t at = U(root), other = U(state.end[1 - end]);
  const double* y = state.y_pu.data() + 4 * end;
  const double g_own = y[2 * end], b_own = y[2 * end + 1];
  const double g_far = y[2 - 2 * end], b_far = y[3 - 2 * end];
  const double e = factor_->e_pu[at], f = factor_->f_pu[at];
  const double re =
      g_own * e - b_own * f + g_far * factor_->e_pu[other] - b_far * factor_->f_pu[other];
  const double im =
      g_own * f + b_own * e + g_far * factor_->f_pu[other] + b_far * factor_->e_pu[other];
  a_.p_set[At(at, lane)] -= e * re + f * im;
  a_.q_set[At(at, lane)] -= f * re - e * im;
}

// What the branch that is out would carry at the present voltages.
void ChordLanes::SetOutageFlow(int lane) {
  Lane& state = lanes_[U(lane)];
  if (!state.outage.valid()) return;
  const std::size_t from = At(U(state.end[0]), lane), to = At(U(state.end[1]), lane);
  const double ef = a_.e[from], ff = a_.f[from], et = a_.e[to], ft = a_.f[to];
  for (std::size_t end = 0; end < 2; ++end) {
    const double* y = state.y_pu.data() + 4 * end;
    const double re = y[0] * ef - y[1] * ff + y[2] * et - y[3] * ft;
    const double im = y[0] * ff + y[1] * ef + y[2] * ft + y[3] * et;
    const double e = end == 0 ? ef : et, f = end == 0 ? ff : ft;
    state.q_flow_pu[end] = f * re - e * im;
    const std::size_t row = U(state.end[end]);
    a_.p_set[At(row, lane)] = state.p_set_pu[end] + (e * re + f * im);
    const int r = factor_->regulated[row];
    (r >= 0 ? a_.q_schedule[At(U(r), lane)] : a_.q_set[At(row, lane)]) =
        state.q_set_pu[end] + state.q_flow_pu[end];
  }
}

}  // namespace solvers

// Chord Newton: the factor is the base's for good, voltages move by it until the residuals, always
// of the full equations, are small.
// An outage enters twice. In the residuals as two injections equal to what the branch would carry,
// so that the admittance matrix stays shared; in the Jacobian as a change of the equations of its
// two buses. What hangs behind a bridge stays as the base left it: its injections are set to what
// its voltages ask for, and the equations of its first bus pin it.
// Reactive limits move as in ac_power_flow.cc, at a smaller residual, because a chord's error
// shrinks only linearly; a bus that changes hands changes one equation.
#include "solvers/chord_lanes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::kBaseMva;

// As in ac_power_flow.cc.
constexpr double kLimitSlackPu = 1e-7;
constexpr double kReturnHysteresisPu = 1e-4;
constexpr int kMaxReturns = 2;

// Controls are judged once the residual is below the first, unless one stands so near its limit
// that the answer could change on the way to the second.
constexpr double kControlTolerancePu = 1e-5;
constexpr double kSureTolerancePu = 1e-8;
constexpr double kNearPu = 1e-3;
constexpr double kNearVoltagePu = 5e-5;
constexpr int kMaxSteps = 24;  // of one inner solve; a full Newton costs about as much
constexpr double kPoorContraction = 0.5;
constexpr int kMaxSlow = 2;
constexpr double kLongestStep = 0.2;  // rotations are accurate below
constexpr double kMinVoltagePu = 0.3;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

ChordLanes::ChordLanes(const ChordPattern& pattern, const ChordKernels& kernels)
    : pattern_(pattern),
      kernels_(kernels),
      e_(pattern.network->bus_count(), kChordLanes),
      f_(pattern.network->bus_count(), kChordLanes),
      p_set_(pattern.network->bus_count(), kChordLanes),
      q_set_(pattern.network->bus_count(), kChordLanes),
      step_(2 * pattern.network->bus_count(), kChordLanes),
      q_regulated_(pattern.network->bus_count(), kChordLanes),
      q_schedule_(pattern.network->bus_count(), kChordLanes),
      q_injected_(pattern.network->bus_count(), kChordLanes),
      is_free_(pattern.network->bus_count(), kChordLanes),
      lambda_(1, kChordLanes),
      worst_(1, kChordLanes),
      longest_(1, kChordLanes),
      is_new_(1, kChordLanes),
      has_own_(1, kChordLanes),
      scratch_(pattern.network->bus_count()),
      seen_(pattern.network->bus_count(), 0) {}

void ChordLanes::Start(const BaseFactor& factor, const PowerFlowOptions& options) {
  factor_ = &factor;
  options_ = options;
  const BlockLuSymbolic& lu = pattern_.network->lu;
  a_ = {.row_count = lu.size(),
        .regulated_count = static_cast<int>(factor.regulated_row.size()),
        .y_row_start = pattern_.y_row_start.data(),
        .y_column = pattern_.y_column.data(),
        .y = factor.y.data(),
        .share = factor.share.data(),
        .is_live = factor.is_live.data(),
        .regulated = factor.regulated.data(),
        .regulated_row = factor.regulated_row.data(),
        .lu_row_start = lu.row_start.data(),
        .lu_diagonal = lu.diagonal.data(),
        .lu_column = lu.column.data(),
        .blocks = factor.blocks.data(),
        .base_e = factor.e.data(),
        .base_f = factor.f.data(),
        .base_p_set = factor.p_set.data(),
        .base_q_set = factor.q_set.data(),
        .p_open = factor.p_open.data(),
        .q_open = factor.q_open.data(),
        .base_is_free = factor.is_free.data(),
        .e = e_.data(),
        .f = f_.data(),
        .p_set = p_set_.data(),
        .q_set = q_set_.data(),
        .step = step_.data(),
        .q_regulated = q_regulated_.data(),
        .q_schedule = q_schedule_.data(),
        .is_free = is_free_.data(),
        .lambda = lambda_.data(),
        .worst = worst_.data(),
        .longest = longest_.data(),
        .is_new = is_new_.data(),
        .has_own = has_own_.data()};
  const BatchCase intact;
  std::array<Entry, kChordLanes> entries;
  for (int lane = 0; lane < kChordLanes; ++lane) {
    entries[U(lane)] = {.lane = lane, .one = &intact};
    SetIdle(lane);
  }
  LayOutNumbers(entries);  // a lane that never gets a case still computes
}

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
      a_.q_schedule[at] = q_pu + (base.q_open[row] + base.q_calc[row]);
      a_.is_free[at] = base.is_free[row];
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
        factor_->is_live[row] != 0.0 && std::find(state.dead_row.begin(), state.dead_row.end(),
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
    state.p_set[end] = a_.p_set[At(row, lane)];
    state.q_set[end] = r >= 0 ? a_.q_schedule[At(U(r), lane)] : a_.q_set[At(row, lane)];
  }
  SetOutageFlow(lane);
  for (const int row : state.end) LayOutResidual(U(row), lane);
  return BuildCorrection(lane);
}

// One row at the start's voltages, after its schedule has changed.
void ChordLanes::LayOutResidual(std::size_t row, int lane) {
  const BaseFactor& base = *factor_;
  a_.step[At(2 * row, lane)] =
      base.is_live[row] *
      (a_.p_set[At(row, lane)] + base.share[row] * a_.lambda[lane] - base.p_calc[row]);
  const int r = base.regulated[row];
  a_.step[At(2 * row + 1, lane)] =
      r < 0 ? base.is_live[row] * (a_.q_set[At(row, lane)] - base.q_calc[row])
            : a_.is_free[At(U(r), lane)] * (a_.q_schedule[At(U(r), lane)] - base.q_calc[row]);
}

// False when what is lost takes participants with it: who shares the mismatch then is not the
// base's list.
bool ChordLanes::LayOutOutage(const BatchCase& one, int lane) {
  if (!one.outage.valid()) return true;
  const std::size_t k = one.outage.value();
  const LaneNetwork& n = *pattern_.network;
  Lane& state = lanes_[U(lane)];
  state.end = {pattern_.branch_from[k], pattern_.branch_to[k]};
  if (factor_->base->in_service[k] == 0 || factor_->is_live[U(state.end[0])] == 0.0) return true;
  state.outage = one.outage;
  std::copy_n(factor_->branch_y.begin() + static_cast<std::ptrdiff_t>(8 * k), 8, state.y.begin());
  const OutageTree& tree = factor_->tree();
  if (tree.is_bridge[k] == 0) return true;
  const bool is_to = tree.parent_branch[U(n.branch_to[k])] == static_cast<int>(k);
  std::vector<int>& dead = state.dead_row;
  const int root = is_to ? n.branch_to[k] : n.branch_from[k];
  dead.push_back(root);  // buses first, rows at the end
  seen_[U(root)] = 1;
  for (std::size_t next = 0; next < dead.size(); ++next) {
    const std::size_t bus = U(dead[next]);
    for (int at = pattern_.bus_branch_start[bus]; at < pattern_.bus_branch_start[bus + 1]; ++at) {
      const std::size_t branch = U(pattern_.bus_branch[U(at)]);
      if (branch == k || factor_->base->in_service[branch] == 0) continue;
      const int from = n.branch_from[branch], to = n.branch_to[branch];
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
    a_.p_set[At(row, lane)] = factor_->p_calc[row];
    a_.q_set[At(row, lane)] = factor_->q_calc[row];
    LayOutResidual(row, lane);
  }
  if (state.dead_row.empty()) return;
  // The schedule at its end is without the branch's flow, which SetOutageFlow adds.
  const int root = state.dead_row.front();
  const std::size_t end = state.end[0] == root ? 0 : 1;
  const std::size_t at = U(root), other = U(state.end[1 - end]);
  const double* y = state.y.data() + 4 * end;
  const double g_own = y[2 * end], b_own = y[2 * end + 1];
  const double g_far = y[2 - 2 * end], b_far = y[3 - 2 * end];
  const double e = factor_->e[at], f = factor_->f[at];
  const double re = g_own * e - b_own * f + g_far * factor_->e[other] - b_far * factor_->f[other];
  const double im = g_own * f + b_own * e + g_far * factor_->f[other] + b_far * factor_->e[other];
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
    const double* y = state.y.data() + 4 * end;
    const double re = y[0] * ef - y[1] * ff + y[2] * et - y[3] * ft;
    const double im = y[0] * ff + y[1] * ef + y[2] * ft + y[3] * et;
    const double e = end == 0 ? ef : et, f = end == 0 ? ff : ft;
    state.q_flow[end] = f * re - e * im;
    const std::size_t row = U(state.end[end]);
    a_.p_set[At(row, lane)] = state.p_set[end] + (e * re + f * im);
    const int r = factor_->regulated[row];
    (r >= 0 ? a_.q_schedule[At(U(r), lane)] : a_.q_set[At(row, lane)]) =
        state.q_set[end] + state.q_flow[end];
  }
}

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

// −∂(flow of the outage at one of its ends), the row of the base's Jacobian that it takes out.
void ChordLanes::AddBranchRow(Lane& one, int equation, int end, int part) {
  const BaseFactor& base = *factor_;
  const int row = one.end[U(end)], other = one.end[1 - U(end)];
  const int last = pattern_.network->lu.size() - 1;
  const double e = base.e[U(row)], f = base.f[U(row)];
  const auto t = [&](int column, std::size_t at) {
    const double g = one.y[at], b = one.y[at + 1];
    const double re = g * base.e[U(column)] - b * base.f[U(column)];
    const double im = g * base.f[U(column)] + b * base.e[U(column)];
    return std::array<double, 2>{e * re + f * im, f * re - e * im};
  };
  const std::size_t own = end == 0 ? 0 : 6, far = end == 0 ? 2 : 4;
  const auto t_own = t(row, own), t_far = t(other, far);
  const double p = t_own[0] + t_far[0], q = t_own[1] + t_far[1];
  if (part == 0) {
    if (row != last) one.correction.Add(equation, row, 0, -(t_own[1] - q));
    one.correction.Add(equation, row, 1, -(p + t_own[0]));
    if (other != last) one.correction.Add(equation, other, 0, -t_far[1]);
    one.correction.Add(equation, other, 1, -t_far[0]);
  } else {
    if (row != last) one.correction.Add(equation, row, 0, -(p - t_own[0]));
    one.correction.Add(equation, row, 1, -(q + t_own[1]));
    if (other != last) one.correction.Add(equation, other, 0, t_far[0]);
    one.correction.Add(equation, other, 1, -t_far[1]);
  }
}

// sign · (equation of injections as it stands in the base's network − the unit row).
void ChordLanes::AddBaseRow(Lane& one, int equation, int row, int part, double sign) {
  const BaseFactor& base = *factor_;
  const int last = pattern_.network->lu.size() - 1;
  one.correction.Add(equation, row, part, -sign);
  const double e = base.e[U(row)], f = base.f[U(row)];
  for (int entry = pattern_.y_row_start[U(row)]; entry < pattern_.y_row_start[U(row) + 1];
       ++entry) {
    const int j = pattern_.y_column[U(entry)];
    const double g = base.y[2 * U(entry)], b = base.y[2 * U(entry) + 1];
    const double re = g * base.e[U(j)] - b * base.f[U(j)];
    const double im = g * base.f[U(j)] + b * base.e[U(j)];
    const double t_re = e * re + f * im, t_im = f * re - e * im;
    const double p = j == row ? base.p_calc[U(row)] : 0.0;
    const double q = j == row ? base.q_calc[U(row)] : 0.0;
    const double by_angle = part == 0 ? t_im - q : p - t_re;
    const double by_size = part == 0 ? p + t_re : q + t_im;
    if (j != last) one.correction.Add(equation, j, 0, sign * by_angle);
    one.correction.Add(equation, j, 1, sign * by_size);
  }
}

bool ChordLanes::BuildCorrection(int lane) {
  Lane& state = lanes_[U(lane)];
  const BaseFactor& base = *factor_;
  LowRankCorrection& correction = state.correction;
  correction.Clear();
  const int root = state.dead_row.empty() ? -1 : state.dead_row.front();
  for (std::size_t r = 0; r < state.control.size(); ++r) {
    const int row = base.regulated_row[r];
    if (state.is_dead[r] != 0) continue;
    const bool was_held = base.control[U(row)] == BusControl::kHeld;
    const bool is_held = state.control[r] == BusControl::kHeld;
    if (was_held == is_held) continue;
    const int equation = correction.FindOrAdd(row, 1);
    if (equation < 0) return false;
    AddBaseRow(state, equation, row, 1, was_held ? 1.0 : -1.0);
  }
  if (state.outage.valid()) {
    for (int end = 0; end < 2; ++end) {
      const int row = state.end[U(end)];
      const int r = base.regulated[U(row)];
      if (row == root) {
        // Pin it. A held bus's magnitude is pinned as it is.
        const int angle = correction.FindOrAdd(row, 0);
        if (angle < 0) return false;
        AddBaseRow(state, angle, row, 0, -1.0);
        if (base.control[U(row)] == BusControl::kHeld) continue;
        const int magnitude = correction.FindOrAdd(row, 1);
        if (magnitude < 0) return false;
        AddBaseRow(state, magnitude, row, 1, -1.0);
        continue;
      }
      const int p_equation = correction.FindOrAdd(row, 0);
      if (p_equation < 0) return false;
      AddBranchRow(state, p_equation, end, 0);
      if (r >= 0 && state.control[U(r)] == BusControl::kHeld) continue;
      const int q_equation = correction.FindOrAdd(row, 1);
      if (q_equation < 0) return false;
      AddBranchRow(state, q_equation, end, 1);
    }
  }
  return correction.rank() == 0 || correction.Build(base, kernels_, scratch_);
}

void ChordLanes::Step() {
  kernels_.solve_forward(a_);
  for (int lane = 0; lane < kChordLanes; ++lane) {
    const Lane& state = lanes_[U(lane)];
    if (state.state != ChordState::kRunning) continue;
    if (state.is_stale) {
      Freeze(lane);
    } else if (state.correction.rank() > 0) {
      state.correction.Apply(a_.step, lane);
    }
  }
  kernels_.solve_backward(a_);
  for (int lane = 0; lane < kChordLanes; ++lane) {
    if (lanes_[U(lane)].state == ChordState::kRunning) SetOutageFlow(lane);
  }
  kernels_.evaluate(a_);
  for (int lane = 0; lane < kChordLanes; ++lane) {
    if (lanes_[U(lane)].state == ChordState::kRunning) Judge(lane);
  }
}

// A step of zero.
void ChordLanes::Freeze(int lane) {
  for (std::size_t row = 0; row < 2 * U(a_.row_count); ++row) a_.step[At(row, lane)] = 0.0;
}

bool ChordLanes::MovesControls() const { return options_.enforces_q_limits || options_.moves_taps; }

void ChordLanes::Judge(int lane) {
  Lane& state = lanes_[U(lane)];
  const double worst_pu = a_.worst[lane];
  const auto give_up = [&] { state.state = ChordState::kGivenUp; };
  if (state.is_stale) {
    state.is_stale = false;
    state.before_pu = worst_pu;
    return;
  }
  ++state.iteration;
  ++state.iterations;
  if (!(a_.longest[lane] <= kLongestStep)) return give_up();
  if (!state.is_judged && worst_pu < kControlTolerancePu) {
    const bool is_sure = worst_pu < std::max(options_.tolerance_pu, kSureTolerancePu);
    switch (MoveControls(lane, is_sure)) {
      case Controls::kUnclear:
        break;
      case Controls::kStand:
        state.is_judged = true;
        break;
      case Controls::kBeyond:
        return give_up();
      case Controls::kMoved:
        state.iteration = state.slow = 0;
        state.is_stale = true;
        state.is_judged = ++state.rounds == options_.max_control_rounds;
        if (!BuildCorrection(lane)) give_up();
        return;
    }
  }
  if (state.is_judged && worst_pu < options_.tolerance_pu) {
    state.state = IsCollapsed(lane) ? ChordState::kGivenUp : ChordState::kSolved;
    return;
  }
  if (state.iteration > 1 && worst_pu > kPoorContraction * state.before_pu) ++state.slow;
  state.before_pu = worst_pu;
  if (!(worst_pu < 1e6) || state.slow > kMaxSlow || state.iteration >= kMaxSteps) give_up();
}

bool ChordLanes::IsCollapsed(int lane) const {
  double lowest2 = 1.0;
  for (std::size_t row = 0; row < U(a_.row_count); ++row) {
    const double e = a_.e[At(row, lane)], f = a_.f[At(row, lane)];
    lowest2 = std::min(lowest2, e * e + f * f);
  }
  return !(lowest2 > kMinVoltagePu * kMinVoltagePu);
}

double ChordLanes::VoltagePu(int row, int lane) const {
  const double e = a_.e[At(U(row), lane)], f = a_.f[At(U(row), lane)];
  return std::sqrt(e * e + f * f);
}

double ChordLanes::RegulatedQPu(std::size_t regulated, int lane) const {
  const Lane& state = lanes_[U(lane)];
  double q_pu = a_.q_regulated[At(regulated, lane)] - q_injected_.data()[At(regulated, lane)];
  if (!state.outage.valid()) return q_pu;
  for (std::size_t end = 0; end < 2; ++end) {
    if (state.end[end] == factor_->regulated_row[regulated]) q_pu -= state.q_flow[end];
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
      if (state.end[end] == row) state.q_set[end] = a_.q_schedule[At(r, lane)];
    }
    has_moved = true;
  }
  if (!has_moved) return Controls::kStand;
  SetOutageFlow(lane);
  return Controls::kMoved;
}

bool ChordLanes::WantsTaps(int lane) const {
  const LaneNetwork& n = *pattern_.network;
  const Lane& state = lanes_[U(lane)];
  for (const int branch_row : n.tap_branches) {
    const std::size_t k = U(branch_row);
    const models::BranchParams& branch = n.grid->branches[BranchIndex(k)];
    const int row = pattern_.branch_to[k];
    const bool is_out = state.outage.valid() && state.outage.value() == k;
    if (factor_->base->in_service[k] == 0 || is_out || factor_->is_live[U(row)] == 0.0) continue;
    if (std::find(state.dead_row.begin(), state.dead_row.end(), row) != state.dead_row.end()) {
      continue;
    }
    const double error_pu = VoltagePu(row, lane) - branch.tap_target_v_pu;
    if (std::abs(error_pu) <= branch.tap_deadband_v_pu) continue;
    const int wanted = static_cast<int>(std::lround(error_pu / std::abs(branch.tap_step_ratio)));
    const int now = factor_->base->tap_step[k];
    const int next = std::clamp(now + (branch.tap_step_ratio > 0 ? wanted : -wanted),
                                branch.tap_min_step, branch.tap_max_step);
    if (next != now) return true;
  }
  return false;
}

}  // namespace solvers

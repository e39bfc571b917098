// Chord Newton: the factor is the base's for good, voltages move by it until the residuals, always
// of the full equations, are small.
#include "solvers/chord_lanes.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

// Controls are judged once the residual is below the first, unless one stands so near its limit
// that the answer could change on the way to the second.
constexpr double kSureTolerancePu = 1e-8;
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

void ChordLanes::Start(const BaseFactor& factor, const PowerFlowOptions& options,
                       int estimate_steps) {
  factor_ = &factor;
  options_ = options;
  estimate_steps_ = estimate_steps;
  const BlockLuSymbolic& lu = pattern_.network->lu;
  a_ = {.row_count = lu.size(),
        .regulated_count = static_cast<int>(factor.regulated_row.size()),
        .y_row_start = pattern_.y_row_start.data(),
        .y_column = pattern_.y_column.data(),
        .y = factor.y_pu.data(),
        .share = factor.share.data(),
        .is_live = factor.live_share.data(),
        .regulated = factor.regulated.data(),
        .regulated_row = factor.regulated_row.data(),
        .lu_row_start = lu.row_start.data(),
        .lu_diagonal = lu.diagonal.data(),
        .lu_column = lu.column.data(),
        .blocks = factor.blocks_pu.data(),
        .base_e = factor.e_pu.data(),
        .base_f = factor.f_pu.data(),
        .base_p_set = factor.p_set_pu.data(),
        .base_q_set = factor.q_set_pu.data(),
        .p_open = factor.p_open_pu.data(),
        .q_open = factor.q_open_pu.data(),
        .base_is_free = factor.free_share.data(),
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
  if (estimate_steps_ > 0 && state.iterations >= estimate_steps_) {
    if (WantsControls(lane)) return give_up();
    state.state = ChordState::kSolved;
    return;
  }
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

}  // namespace solvers

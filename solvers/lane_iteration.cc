// The inner solve, reactive limits and tap changers of ac_power_flow.cc, lane by lane; names as
// there.
#include "solvers/lane_iteration.h"

#include <algorithm>
#include <array>
#include <complex>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::BranchIndex;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

class LaneIteration {
 public:
  LaneIteration(const PowerFlowOptions& options, LaneBuffers& buffers)
      : options_(options), b_(buffers), n_(buffers.network), a_(buffers.a) {
    for (auto& lane : b_.lanes) lane.tolerance_pu = FirstTolerancePu();
  }

  void Run() {
    for (;;) {
      b_.kernels.evaluate(a_);
      bool has_changed = false, is_running = false;
      for (int lane = 0; lane < kLanes; ++lane) {
        has_changed |= Judge(lane);
        is_running |= !b_.lanes[U(lane)].is_done;
      }
      if (!is_running) return;
      if (has_changed) continue;
      b_.kernels.factorise(a_);
      b_.kernels.solve(a_);
      b_.kernels.apply_step(a_);
      for (auto& lane : b_.lanes) {
        if (lane.is_done) continue;
        ++lane.iteration;
        ++lane.iterations;
      }
    }
  }

 private:
  bool MovesControls() const { return options_.enforces_q_limits || options_.moves_taps; }
  double FirstTolerancePu() const {
    return options_.max_control_rounds > 0 && MovesControls()
               ? std::max(options_.tolerance_pu, kControlTolerancePu)
               : options_.tolerance_pu;
  }

  // Looks at one lane after an evaluation; true when a control moved and the residuals are stale.
  bool Judge(int lane) {
    auto& state = b_.lanes[U(lane)];
    if (state.is_done) return false;
    const double worst_pu = a_.worst[lane];
    if (worst_pu < state.tolerance_pu) {
      const bool may_move = state.rounds < options_.max_control_rounds;
      if (may_move && state.tolerance_pu >= FirstTolerancePu() &&
          (MoveLimits(lane) | MoveTaps(lane) | MoveBanks(lane))) {
        ++state.rounds;
        state.iteration = 0;
        if (state.rounds == options_.max_control_rounds) state.tolerance_pu = options_.tolerance_pu;
        return true;
      }
      state.tolerance_pu = options_.tolerance_pu;
      if (worst_pu < state.tolerance_pu) Finish(lane, true);
      return false;
    }
    if (!(worst_pu <= 1e6) || state.iteration >= options_.max_iterations) Finish(lane, false);
    return false;
  }

  void Finish(int lane, bool is_solved) {
    b_.lanes[U(lane)].is_done = true;
    b_.lanes[U(lane)].is_solved = is_solved;
    a_.is_moving[lane] = 0.0;
  }

  bool MoveLimits(int lane) {
    if (!options_.enforces_q_limits) return false;
    const LaneBase& base = *b_.lanes[U(lane)].base;
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.bus_count(); ++i) {
      BusControl& control = b_.Control(i, lane);
      if (control == BusControl::kFree) continue;
      const RegulationState regulation{
          .regulated_pu = a_.q_calc[At(i, lane)] + b_.CurrentQPu(i, lane) - b_.InjectedQPu(i, lane),
          .q_min_pu = base.q_min_pu[i],
          .q_max_pu = base.q_max_pu[i],
          .v_error_pu = b_.VoltagePu(i, lane) - base.v_set_pu[i]};
      int returns = b_.returns[U(lane) * n_.bus_count() + i];
      const BusControl next = CalcNextControl(control, regulation, returns);
      b_.returns[U(lane) * n_.bus_count() + i] = static_cast<char>(returns);
      if (next == control) continue;
      if (next == BusControl::kHeld) b_.SetVoltagePu(i, lane, base.v_set_pu[i]);
      control = next;
      b_.SetSchedule(i, lane);
      has_moved = true;
    }
    return has_moved;
  }

  bool MoveTaps(int lane) {
    if (!options_.moves_taps) return false;
    const auto& state = b_.lanes[U(lane)];
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.tap_branches.size(); ++i) {
      const std::size_t k = U(n_.tap_branches[i]);
      const models::BranchParams& branch = n_.grid->branches[BranchIndex(k)];
      const bool is_out = state.outage.valid() && state.outage.value() == k;
      if (state.base->in_service[k] == 0 || is_out ||
          a_.is_live[At(branch.to.value(), lane)] == 0.0) {
        continue;
      }
      int& step = b_.tap_step[U(lane) * n_.branch_count() + k];
      const TapReading reading{b_.VoltagePu(branch.to.value(), lane), FlowMw(k, lane)};
      const int next = CalcNextTapStep(branch, step, reading,
                                       b_.tap_motion[U(lane) * n_.tap_branches.size() + i]);
      if (next == step) continue;
      step = next;
      b_.SetBranch(k, lane, step, true);
      has_moved = true;
    }
    if (has_moved) b_.kernels.fill_admittance(a_);
    return has_moved;
  }

  bool MoveBanks(int lane) {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < n_.banks.size(); ++i) {
      const models::ShuntParams& bank = n_.grid->shunts[n_.banks[i]];
      const std::size_t bus = bank.bus.value(), own = U(lane) * n_.banks.size() + i;
      if (a_.is_live[At(bus, lane)] == 0.0) continue;
      int& step = b_.shunt_step[own];
      const int next = CalcNextShuntStep(bank, step, b_.VoltagePu(bus, lane), b_.bank_motion[own]);
      if (next == step) continue;
      a_.shunt_b[At(bus, lane)] += bank.step_mvar * (next - step) / models::kBaseMva;
      step = next;
      has_moved = true;
    }
    if (has_moved) b_.kernels.fill_admittance(a_);
    return has_moved;
  }

  // Active power into a branch at its `from` end.
  double FlowMw(std::size_t k, int lane) const {
    const auto voltage = [&](int bus) {
      return std::complex<double>(a_.e[At(U(bus), lane)], a_.f[At(U(bus), lane)]);
    };
    std::array<double, 4> y;
    for (std::size_t part = 0; part < 4; ++part) y[part] = a_.branch_y[At(8 * k + part, lane)];
    const std::complex<double> from = voltage(n_.ends.from[k]), to = voltage(n_.ends.to[k]);
    const std::complex<double> current =
        std::complex<double>(y[0], y[1]) * from + std::complex<double>(y[2], y[3]) * to;
    return models::kBaseMva * (from * std::conj(current)).real();
  }

  static std::size_t At(std::size_t row, int lane) { return LaneBuffers::At(row, lane); }

  const PowerFlowOptions& options_;
  LaneBuffers& b_;
  const LaneNetwork& n_;
  const LaneArrays& a_;
};

}  // namespace

void RunLanes(const PowerFlowOptions& options, LaneBuffers& buffers) {
  LaneIteration(options, buffers).Run();
}

}  // namespace solvers

// What a workspace tells of its lanes after a solve.
#include <algorithm>
#include <cmath>

#include "models/base/units.h"
#include "solvers/lane_buffers.h"
#include "solvers/lane_power_flow.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;
using models::kBaseMva;

namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

bool LanePowerFlow::Workspace::IsSolved(int lane) const { return b_->lanes[U(lane)].is_solved; }
int LanePowerFlow::Workspace::iterations(int lane) const { return b_->lanes[U(lane)].iterations; }
int LanePowerFlow::Workspace::control_rounds(int lane) const { return b_->lanes[U(lane)].rounds; }
bool LanePowerFlow::Workspace::IsLive(BusIndex bus, int lane) const {
  return b_->a.is_live[bus.value() * kLanes + U(lane)] != 0.0;
}
double LanePowerFlow::Workspace::VoltagePu(BusIndex bus, int lane) const {
  const std::size_t at = bus.value() * kLanes + U(lane);
  return std::hypot(b_->a.e[at], b_->a.f[at]);
}
BusControl LanePowerFlow::Workspace::Control(BusIndex bus, int lane) const {
  return b_->control[U(lane) * b_->network.bus_count() + bus.value()];
}
double LanePowerFlow::Workspace::MismatchMw(int lane) const {
  return b_->a.lambda[lane] * kBaseMva;
}
const LaneArrays& LanePowerFlow::Workspace::arrays() const { return b_->a; }

void LanePowerFlow::Workspace::CalcFlows() { b_->kernels.calc_flows(b_->a); }

namespace {

BranchFlow FlowOf(const double* flow, BranchIndex branch, int lane) {
  const double* at = flow + 4 * branch.value() * kLanes + U(lane);
  return {.p_from_mw = at[0] * kBaseMva,
          .q_from_mvar = at[kLanes] * kBaseMva,
          .p_to_mw = at[2 * kLanes] * kBaseMva,
          .q_to_mvar = at[3 * kLanes] * kBaseMva};
}

}  // namespace

BranchFlow LanePowerFlow::Workspace::Flow(BranchIndex branch, int lane) const {
  return FlowOf(b_->a.flow, branch, lane);
}

void LanePowerFlow::Workspace::SetRatings(int lane, std::span<const float> rating_mva) {
  double* inverse = b_->a.inverse_rating + lane;
  for (std::size_t k = 0; k < rating_mva.size(); ++k) {
    const bool is_limit =
        rating_mva[k] > 0.0f && b_->network.grid->branches[BranchIndex(k)].is_monitored;
    inverse[k * kLanes] = is_limit ? kBaseMva / static_cast<double>(rating_mva[k]) : 0.0;
  }
}

void LanePowerFlow::Workspace::CalcLoadings() {
  b_->kernels.calc_flows(b_->a);
  b_->kernels.calc_loadings(b_->a);
}

double LanePowerFlow::Workspace::LossesMw(int lane) const {
  double losses_mw = 0.0;
  for (std::size_t k = 0; k < b_->network.branch_count(); ++k) {
    const BranchFlow flow = Flow(BranchIndex(k), lane);
    losses_mw += flow.p_from_mw + flow.p_to_mw;
  }
  return losses_mw;
}

void LanePowerFlow::Workspace::CalcSensitivities(std::span<const BusIndex> applicant,
                                                 double tan_phi_ratio) {
  LaneArrays& a = b_->a;
  b_->kernels.evaluate(a);
  b_->kernels.factorise(a);
  std::fill_n(a.step, 2 * b_->network.bus_count() * kLanes, 0.0);
  for (int lane = 0; lane < kLanes; ++lane) {
    const BusIndex bus = applicant[std::min(U(lane), applicant.size() - 1)];
    const std::size_t at = bus.value() * kLanes + U(lane);
    const std::size_t row = 2 * U(a.lu_step_of[bus.value()]) * kLanes + U(lane);
    a.step[row] = -a.is_live[at] / kBaseMva;
    a.step[row + kLanes] = -a.is_free[at] * tan_phi_ratio / kBaseMva;
  }
  b_->kernels.solve(a);
  b_->kernels.calc_flow_steps(a);
}

BranchFlow LanePowerFlow::Workspace::FlowPerMw(BranchIndex branch, int lane) const {
  return FlowOf(b_->a.flow_step, branch, lane);
}

double LanePowerFlow::Workspace::VoltagePuPerMw(BusIndex bus, int lane) const {
  const LaneArrays& a = b_->a;
  return VoltagePu(bus, lane) * a.step[(2 * U(a.lu_step_of[bus.value()]) + 1) * kLanes + U(lane)];
}

double LanePowerFlow::Workspace::AngleRadPerMw(BusIndex bus, int lane) const {
  // The reference's place holds λ.
  if (static_cast<int>(bus.value()) == b_->a.reference) return 0.0;
  return b_->a.step[2 * U(b_->a.lu_step_of[bus.value()]) * kLanes + U(lane)];
}

PowerFlowSolution LanePowerFlow::Workspace::Solution(int lane) const {
  const LaneNetwork& n = b_->network;
  PowerFlowSolution solution = PowerFlowSolution::MakeFlat(*n.grid);
  PowerFlowState& state = solution.state;
  PowerFlowResult& result = solution.result;
  const LaneBase& base = *b_->lanes[U(lane)].base;
  for (std::size_t i = 0; i < n.bus_count(); ++i) {
    const BusIndex bus(i);
    const std::size_t at = i * kLanes + U(lane);
    state.control[bus] = Control(bus, lane);
    result.is_energised[bus] = IsLive(bus, lane) ? 1 : 0;
    if (state.control[bus] != BusControl::kFree) {
      // The schedule holds what a limit adds; take both back.
      double q_pu = b_->a.q_set[at];
      if (state.control[bus] == BusControl::kAtMinQ) q_pu -= base.q_min_pu[i];
      if (state.control[bus] == BusControl::kAtMaxQ) q_pu -= base.q_max_pu[i];
      const double current_pu = b_->CurrentQPu(i, lane);
      result.regulated_mvar[bus] = (b_->a.q_calc[at] + current_pu - q_pu) * kBaseMva;
    }
    if (!IsLive(bus, lane)) continue;
    state.vm_pu[bus] = VoltagePu(bus, lane);
    state.va_rad[bus] = std::atan2(b_->a.f[at], b_->a.e[at]);
  }
  for (std::size_t k = 0; k < n.branch_count(); ++k) {
    state.tap_step[BranchIndex(k)] = b_->tap_step[U(lane) * n.branch_count() + k];
    result.flow[BranchIndex(k)] = Flow(BranchIndex(k), lane);
  }
  for (std::size_t i = 0; i < n.banks.size(); ++i) {
    state.shunt_step[n.banks[i]] = b_->shunt_step[U(lane) * n.banks.size() + i];
  }
  result.losses_mw = LossesMw(lane);
  result.mismatch_mw = MismatchMw(lane);
  result.iterations = iterations(lane);
  result.control_rounds = control_rounds(lane);
  result.worst_pu = b_->a.worst[lane];
  return solution;
}

}  // namespace solvers

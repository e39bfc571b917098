// Unknowns: angle θ_i and magnitude V_i of every bus, and the mismatch power λ.
// Equations, per unit, with Y = G + jB and θ_ij = θ_i − θ_j:
//   P_i(θ, V) = V_i Σ_j V_j (G_ij cos θ_ij + B_ij sin θ_ij) = p_i + α_i λ
//   Q_i(θ, V) = V_i Σ_j V_j (G_ij sin θ_ij − B_ij cos θ_ij) = q_i      where V_i is free
//   V_i = v_set_i                                                      where V_i is held
//   θ_ref = 0
// α is the participation share. A held bus keeps its row and column and gets the equation ΔV_i = 0,
// a bus without voltage ΔV_i = Δθ_i = 0, so one pattern and one ordering serve all states.
// Newton on all of them together; stop when every |mismatch| is below the tolerance.
// Around it: reactive limits with hysteresis (a bus that has met its limit returns only when its
// voltage has crossed the set value), tap changers by whole steps with dead-band.
// **Source** Tinney, Hart 1967, IEEE PAS-86; distributed slack: Milano 2010, "Power System
// Modelling and Scripting", section 4.3.
#include "solvers/ac_power_flow.h"

#include <algorithm>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/ac_equations.h"
#include "solvers/ac_network.h"
#include "solvers/ac_newton.h"
#include "solvers/power_flow_controls.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

struct AcPowerFlow::Workspace::Buffers : AcBuffers {
  using AcBuffers::AcBuffers;
};

AcPowerFlow::Workspace::Workspace(const AcNetwork& network)
    : buffers_(std::make_unique<Buffers>(network)) {}
AcPowerFlow::Workspace::~Workspace() = default;

AcPowerFlow::AcPowerFlow(std::unique_ptr<const AcNetwork> network) : network_(std::move(network)) {}
AcPowerFlow::~AcPowerFlow() = default;
AcPowerFlow::AcPowerFlow(AcPowerFlow&&) noexcept = default;
AcPowerFlow& AcPowerFlow::operator=(AcPowerFlow&&) noexcept = default;

std::unique_ptr<AcPowerFlow::Workspace> AcPowerFlow::MakeWorkspace() const {
  return std::make_unique<Workspace>(*network_);
}

namespace {

// One solve: Newton, and the controls around it.
class AcSolve {
 public:
  AcSolve(const AcNetwork& network, const PowerFlowInputs& inputs, const PowerFlowOptions& options,
          AcBuffers& buffers, PowerFlowState& state)
      : network_(network),
        inputs_(inputs),
        options_(options),
        b_(buffers),
        state_(state),
        equations_(network, inputs, buffers, state),
        newton_(network, options, buffers, state, equations_) {}

  absl::Status Run(PowerFlowResult& result) {
    TWIN_RETURN_IF_ERROR(equations_.FindEnergised());
    StartControls();
    std::fill(b_.returns.begin(), b_.returns.end(), 0);
    std::fill(b_.tap_motion.begin(), b_.tap_motion.end(), StepMotion{});
    std::fill(b_.bank_motion.begin(), b_.bank_motion.end(), StepMotion{});
    if (!b_.has_first_pivots) b_.ReturnToFirstPivots(network_);
    b_.needs_pivots = !b_.has_first_pivots;
    equations_.LayOutBranches();
    equations_.Evaluate();
    b_.lambda_pu = equations_.CalcMismatchPu();
    for (int round = 0;; ++round) {
      result.control_rounds = round;
      const bool may_move = round < options_.max_control_rounds;
      TWIN_RETURN_IF_ERROR(newton_.Run(CalcRoundTolerancePu(options_, round), result));
      if (may_move && (MoveLimits() | MoveTaps() | MoveBanks())) continue;
      TWIN_RETURN_IF_ERROR(newton_.Run(options_.tolerance_pu, result));
      break;
    }
    FillResult(result);
    return absl::OkStatus();
  }

  // The Jacobian at the given state with every voltage free.
  absl::Status FillFirstJacobian() {
    TWIN_RETURN_IF_ERROR(equations_.FindEnergised());
    equations_.LayOutBranches();
    equations_.Evaluate();
    equations_.PinRows();
    return absl::OkStatus();
  }

 private:
  const models::ElectricityGrid& grid() const { return *network_.grid; }

  void StartControls() {
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const bool regulates = inputs_.regulates[BusIndex(i)] != 0 && b_.is_energised[i] != 0;
      equations_.Control(i) =
          CalcFirstControl(equations_.Control(i), regulates, options_.enforces_q_limits);
      if (equations_.IsHeld(i)) equations_.Vm(i) = inputs_.v_set_pu[BusIndex(i)];
    }
    equations_.Va(b_.reference) = 0.0;
  }

  // Reactive limits; true when a bus changed hands.
  bool MoveLimits() {
    if (!options_.enforces_q_limits) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      if (equations_.Control(i) == BusControl::kFree) continue;
      const BusIndex bus(i);
      const RegulationState regulation{
          .regulated_pu = equations_.RegulatedMvar(i) / models::kBaseMva,
          .q_min_pu = inputs_.q_min_mvar[bus] / models::kBaseMva,
          .q_max_pu = inputs_.q_max_mvar[bus] / models::kBaseMva,
          .v_error_pu = equations_.Vm(i) - inputs_.v_set_pu[bus]};
      const BusControl next = CalcNextControl(equations_.Control(i), regulation, b_.returns[i]);
      if (next == equations_.Control(i)) continue;
      if (next == BusControl::kHeld) equations_.Vm(i) = inputs_.v_set_pu[bus];
      equations_.Control(i) = next;
      has_moved = true;
      b_.is_evaluated = false;
    }
    return has_moved;
  }

  // Tap changers; true when one has moved.
  bool MoveTaps() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.tap_branches.size(); ++i) {
      const std::size_t k = network_.tap_branches[i];
      const BranchIndex index(k);
      const models::BranchParams& branch = grid().branches[index];
      if (inputs_.in_service[index] == 0 || b_.is_energised[branch.to.value()] == 0) continue;
      int& step = state_.tap_step[index];
      const int next = CalcNextTapStep(
          branch, step, {equations_.Vm(branch.to.value()), equations_.FlowOf(k).p_from_mw},
          b_.tap_motion[i]);
      if (next == step) continue;
      step = next;
      equations_.UpdateBranch(k);
      has_moved = true;
    }
    if (has_moved) equations_.UpdateAdmittance();
    return has_moved;
  }

  // Banks that keep a voltage; true when one has been switched.
  bool MoveBanks() {
    if (!options_.moves_taps) return false;
    bool has_moved = false;
    for (std::size_t i = 0; i < network_.banks.size(); ++i) {
      const models::ShuntParams& bank = grid().shunts[network_.banks[i]];
      if (b_.is_energised[bank.bus.value()] == 0) continue;
      int& step = state_.shunt_step[network_.banks[i]];
      const int next =
          CalcNextShuntStep(bank, step, equations_.Vm(bank.bus.value()), b_.bank_motion[i]);
      has_moved |= next != step;
      step = next;
    }
    if (has_moved) equations_.UpdateAdmittance();
    return has_moved;
  }

  void FillResult(PowerFlowResult& result) {
    result.flow = models::Table<BranchIndex, BranchFlow>(b_.branch.size());
    result.losses_mw = 0.0;
    for (std::size_t k = 0; k < b_.branch.size(); ++k) {
      const BranchIndex index(k);
      if (inputs_.in_service[index] == 0) continue;
      if (b_.is_energised[static_cast<std::size_t>(network_.ends.from[k])] == 0) continue;
      const BranchFlow flow = equations_.FlowOf(k);
      result.flow[index] = flow;
      result.losses_mw += flow.p_from_mw + flow.p_to_mw;
    }
    result.is_energised = models::Table<BusIndex, char>(network_.bus_count());
    result.regulated_mvar = models::Table<BusIndex, double>(network_.bus_count(), 0.0);
    for (std::size_t i = 0; i < network_.bus_count(); ++i) {
      const BusIndex bus(i);
      result.is_energised[bus] = b_.is_energised[i];
      if (equations_.Control(i) != BusControl::kFree)
        result.regulated_mvar[bus] = equations_.RegulatedMvar(i);
      if (b_.is_energised[i] == 0) equations_.Vm(i) = 1.0, equations_.Va(i) = 0.0;
    }
    result.mismatch_mw = b_.lambda_pu * models::kBaseMva;
  }

  const AcNetwork& network_;
  const PowerFlowInputs& inputs_;
  const PowerFlowOptions& options_;
  AcBuffers& b_;
  PowerFlowState& state_;
  AcEquations equations_;
  AcNewton newton_;
};

}  // namespace

absl::StatusOr<AcPowerFlow> AcPowerFlow::Make(const models::ElectricityGrid& grid) {
  TWIN_ASSIGN_OR_RETURN(std::unique_ptr<AcNetwork> network, AcNetwork::Make(grid));
  AcBuffers buffers(*network);
  const PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  const PowerFlowOptions options;
  PowerFlowState flat = PowerFlowState::MakeFlat(grid);
  AcSolve first(*network, inputs, options, buffers, flat);
  if (first.FillFirstJacobian().ok()) network->first_jacobian_pu = std::move(buffers.jacobian_pu);
  return AcPowerFlow(std::move(network));
}

absl::StatusOr<PowerFlowSolution> AcPowerFlow::Solve(const PowerFlowInputs& inputs,
                                                     const PowerFlowState& start,
                                                     const PowerFlowOptions& options,
                                                     Workspace& workspace) const {
  TWIN_RETURN_IF_ERROR(CheckPowerFlowInputs(*network_->grid, inputs, start));
  PowerFlowSolution solution{.result = {}, .state = start};
  const auto run = [&] {
    return AcSolve(*network_, inputs, options, *workspace.buffers_, solution.state)
        .Run(solution.result);
  };
  const absl::Status from_start = run();
  if (from_start.ok()) return solution;
  if (!options.restarts_flat) return from_start;
  // The ladder's next rung: forget the start.
  const int iterations = solution.result.iterations;
  solution = {.result = {}, .state = PowerFlowState::MakeFlat(*network_->grid)};
  TWIN_RETURN_IF_ERROR(run());
  solution.result.iterations += iterations;
  solution.result.started_flat = true;
  return solution;
}

}  // namespace solvers

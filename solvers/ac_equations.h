#pragma once

#include <complex>
#include <vector>

#include "absl/status/status.h"
#include "solvers/ac_network.h"
#include "solvers/power_flow_controls.h"
#include "solvers/power_flow_tables.h"
#include "solvers/sparse_lu.h"

namespace solvers {

/// Where one solve of AcPowerFlow stands, beside the state; memory is kept from solve to solve.
struct AcBuffers {
  explicit AcBuffers(const AcNetwork& network)
      : lu(network.symbolic),
        branch(network.grid->branches.size()),
        y(network.admittance.column.size()),
        jacobian_pu(network.symbolic->pattern().row.size()),
        residual_pu(network.unknown_count()),
        e_pu(network.bus_count()),
        f_pu(network.bus_count()),
        p_pu(network.bus_count()),
        q_pu(network.bus_count()),
        is_energised(network.bus_count()),
        returns(network.bus_count()),
        tap_motion(network.tap_branches.size()),
        bank_motion(network.banks.size()) {
    ReturnToFirstPivots(network);
  }

  void ReturnToFirstPivots(const AcNetwork& network) {
    has_first_pivots =
        !network.first_jacobian_pu.empty() && lu.Factorise(network.first_jacobian_pu).ok();
  }

  SparseLu lu;
  std::vector<BranchAdmittance> branch;
  std::vector<std::complex<double>> y;
  std::vector<double> jacobian_pu;
  std::vector<double> residual_pu;
  std::vector<double> e_pu, f_pu;
  std::vector<double> p_pu, q_pu;
  std::vector<char> is_energised;
  std::vector<int> returns;
  std::vector<StepMotion> tap_motion, bank_motion;
  std::vector<double> shunt_mvar;  // with the banks' steps; only where there are banks
  std::vector<int> root;
  std::vector<double> vm_before_pu, va_before_rad, step_before_pu;
  std::vector<double> right_side_pu, linear_error_pu;
  std::size_t reference = 0;
  double lambda_pu = 0.0;
  bool has_first_pivots = false;  // the factor's pivots are those of AcNetwork::first_jacobian_pu
  bool needs_pivots = false;      // the next factor chooses its own
  bool is_in_doubt = false;       // the next factor is judged by what it solves
  bool is_evaluated = false;      // p_pu, q_pu, jacobian_pu belong to the present state
};

/// The equations of AcPowerFlow at a state, per unit: injections, residuals, Jacobian.
class AcEquations {
 public:
  /// All must outlive the equations; `state` moves with the iteration.
  AcEquations(const AcNetwork& network, const PowerFlowInputs& inputs, AcBuffers& buffers,
              PowerFlowState& state)
      : network_(network), inputs_(inputs), b_(buffers), state_(state) {}

  const models::ElectricityGrid& grid() const { return *network_.grid; }
  double& Vm(std::size_t i) { return state_.vm_pu[models::BusIndex(i)]; }
  double& Va(std::size_t i) { return state_.va_rad[models::BusIndex(i)]; }
  BusControl& Control(std::size_t i) { return state_.control[models::BusIndex(i)]; }
  bool IsHeld(std::size_t i) { return Control(i) == BusControl::kHeld; }

  /// The angle reference and the buses it reaches. FailedPrecondition when nobody takes the
  /// mismatch.
  absl::Status FindEnergised();
  /// Two-ports of all branches at the state's taps, and the admittance matrix.
  void LayOutBranches();
  void UpdateBranch(std::size_t k);
  void UpdateAdmittance();
  /// Injections at the present state and, in the same pass, the Jacobian.
  void Evaluate();
  /// What the start itself leaves to the participants: a solution as start needs no step.
  double CalcMismatchPu();
  /// Right-hand side −f; returns the largest |f| and where it is.
  double FillResidualPu(std::size_t& worst_bus);
  /// Equations that pin an unknown, and the column of λ.
  void PinRows();
  /// What regulation adds at a bus, from the injections that are there.
  double RegulatedMvar(std::size_t i);
  BranchFlow FlowOf(std::size_t k);

 private:
  /// Demand at the present voltage that goes in proportion to it.
  std::complex<double> CurrentDemandPu(std::size_t i);
  double ScheduledQPu(std::size_t i);

  const AcNetwork& network_;
  const PowerFlowInputs& inputs_;
  AcBuffers& b_;
  PowerFlowState& state_;
};

}  // namespace solvers

#pragma once

#include <complex>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"
#include "solvers/admittance.h"
#include "solvers/block_lu.h"
#include "solvers/lane_kernels.h"

namespace solvers {

/// Inputs and start of power flows that share both, per unit and ready to be laid into lanes: one
/// quarter's base serves all its outages and all applicants.
struct LaneBase {
  std::vector<double> p_set_pu, q_set_pu, share, shunt_g_pu, shunt_b_pu;  ///< [bus]
  std::vector<double> v_set_pu, q_min_pu, q_max_pu;                       ///< [bus]
  std::vector<double> e_pu, f_pu;                                         ///< [bus] start
  std::vector<char> regulates;                                            ///< [bus]
  std::vector<char> in_service;                                           ///< [branch]
  std::vector<BusControl> control;                                        ///< [bus] start
  std::vector<int> tap_step;                                              ///< [branch] start
  std::vector<double> branch_y_pu;  ///< [branch][8] two-ports at the start's taps, 0 out of service
  std::vector<double> y_pu;         ///< [admittance entry][2] with shunts
  double lambda_pu = 0.0;           ///< what the start leaves to the participants
  bool is_as_built = true;          ///< in_service is as the grid was built
};

/// One scenario: a base, at most one more branch out, and at most one applicant who draws power.
struct LaneCase {
  const LaneBase* base = nullptr;
  models::BranchIndex outage;  ///< invalid: intact
  models::BusIndex applicant;  ///< invalid: nobody
  double applicant_mw = 0.0;   ///< demand; negative is generation. Fed by the participants.
  double applicant_mvar = 0.0;
};

/// AC power flow of several scenarios side by side: Newton in polar form with the equations and the
/// controls of AcPowerFlow, on 2 × 2 blocks eliminated in one fixed order without pivoting, one
/// scenario per SIMD lane. Every lane has its own Jacobian, limits and outage; a lane that fails
/// says so and disturbs no other. Immutable; any number of threads, each with its own workspace.
class LanePowerFlow {
 public:
  class Workspace;

  /// `grid` must outlive the solver and have passed Validate. Errors: as of AcPowerFlow::Make.
  static absl::StatusOr<LanePowerFlow> Make(const models::ElectricityGrid& grid);
  ~LanePowerFlow();
  LanePowerFlow(LanePowerFlow&&) noexcept;
  LanePowerFlow& operator=(LanePowerFlow&&) noexcept;

  const models::ElectricityGrid& grid() const;
  /// Whether the loss of this branch alone cuts buses off, in the grid as built.
  bool IsBridge(models::BranchIndex branch) const;

  /// Lays a base out. Its angle reference must be the grid's own: the largest participation of its
  /// boundaries. Errors: InvalidArgument when it is not.
  absl::Status FillBase(const PowerFlowInputs& inputs, const PowerFlowState& start,
                        LaneBase& base) const;

  std::unique_ptr<Workspace> MakeWorkspace(const LaneKernels& kernels) const;
  std::unique_ptr<Workspace> MakeWorkspace() const { return MakeWorkspace(ChooseLaneKernels()); }

  /// Solves 1 to kLanes cases; lane i is case i. What failed is told by Workspace::IsSolved.
  /// Options as of AcPowerFlow.
  void Solve(std::span<const LaneCase> cases, const PowerFlowOptions& options,
             Workspace& workspace) const;

 private:
  struct Network;
  explicit LanePowerFlow(std::unique_ptr<const Network> network);
  std::unique_ptr<const Network> network_;
};

/// Where a batch stands after Solve.
class LanePowerFlow::Workspace {
 public:
  Workspace(const Network& network, const LaneKernels& kernels);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  bool IsSolved(int lane) const;
  int iterations(int lane) const;
  int control_rounds(int lane) const;
  bool IsLive(models::BusIndex bus, int lane) const;
  double VoltagePu(models::BusIndex bus, int lane) const;
  BusControl Control(models::BusIndex bus, int lane) const;
  double MismatchMw(int lane) const;

  /// Flows of every branch in every lane; valid until the next Solve.
  void CalcFlows();
  BranchFlow Flow(models::BranchIndex branch, int lane) const;
  double LossesMw(int lane) const;

  /// Ratings [branch] that one lane's loadings are taken over; they stay until set anew.
  void SetRatings(int lane, std::span<const float> rating_mva);
  /// Flows, loadings (arrays().loading, 0 where nothing is monitored) and magnitudes (arrays().vm).
  void CalcLoadings();

  /// Derivatives with respect to an applicant's demand of 1 MW + j tan_phi Mvar at `applicant`, fed
  /// by the participants, with the controls as they stand: flows (per MW) and voltages (pu per MW).
  /// Needs CalcFlows before; overwritten by the next call.
  void CalcSensitivities(std::span<const models::BusIndex> applicant, double tan_phi_ratio);
  BranchFlow FlowPerMw(models::BranchIndex branch, int lane) const;
  double VoltagePuPerMw(models::BusIndex bus, int lane) const;

  /// The whole answer of one lane in the terms of the scalar solver. Needs CalcFlows before.
  PowerFlowSolution Solution(int lane) const;

  /// The numbers themselves, for loops over [row][lane].
  const LaneArrays& arrays() const;

 private:
  friend class LanePowerFlow;
  struct Buffers;
  std::unique_ptr<Buffers> b_;
};

}  // namespace solvers

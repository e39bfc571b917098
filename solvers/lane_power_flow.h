#pragma once

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"
#include "solvers/lane_base.h"
#include "solvers/lane_kernels.h"
#include "solvers/lane_network.h"

namespace solvers {

struct LaneBuffers;

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
  const LaneNetwork& network() const { return *network_; }
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
  explicit LanePowerFlow(std::unique_ptr<const LaneNetwork> network);
  std::unique_ptr<const LaneNetwork> network_;
};

/// Where a batch stands after Solve.
class LanePowerFlow::Workspace {
 public:
  Workspace(const LaneNetwork& network, const LaneKernels& kernels);
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
  /// by the participants, with the controls as they stand: flows (per MW) and voltages (pu and rad
  /// per MW). Needs CalcFlows before; overwritten by the next call.
  void CalcSensitivities(std::span<const models::BusIndex> applicant, double tan_phi_ratio);
  BranchFlow FlowPerMw(models::BranchIndex branch, int lane) const;
  double VoltagePuPerMw(models::BusIndex bus, int lane) const;
  double AngleRadPerMw(models::BusIndex bus, int lane) const;

  /// The whole answer of one lane in the terms of the scalar solver. Needs CalcFlows before.
  PowerFlowSolution Solution(int lane) const;

  /// The numbers themselves, for loops over [row][lane].
  const LaneArrays& arrays() const;

 private:
  friend class LanePowerFlow;
  std::unique_ptr<LaneBuffers> b_;
};

}  // namespace solvers

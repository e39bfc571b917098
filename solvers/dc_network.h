#pragma once

#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/sparse_lu.h"

namespace solvers {

/// The DC model of one switch state, factorised once: B θ = p with the reference and every bus
/// without voltage pinned at θ = 0.
///   b_k = 1/(x_k a_k) per unit at the `from` end; where x_k = 0, r_k stands in for it
/// Everything else of the linear chapter is a few solves with this one factor: a column of the PTDF
/// table costs one, none of the tables need exist.
/// Holds working space: one thread at a time. `grid` must outlive it.
class DcNetwork {
 public:
  /// `share` [bus] says who takes what is injected; its largest row is the reference.
  /// Errors: FailedPrecondition when no bus participates, or the network is singular.
  static absl::StatusOr<DcNetwork> Make(const models::ElectricityGrid& grid,
                                        const models::Table<models::BranchIndex, char>& in_service,
                                        const models::Table<models::BusIndex, double>& share);

  const models::ElectricityGrid& grid() const { return *grid_; }
  models::BusIndex reference() const { return models::BusIndex(reference_); }
  bool IsLive(models::BusIndex bus) const { return is_live_[bus.value()] != 0; }
  /// In service and with voltage.
  bool IsCarrying(models::BranchIndex branch) const;
  /// b_k, 0 out of service.
  double SusceptancePu(models::BranchIndex branch) const { return susceptance_pu_[branch.value()]; }
  /// Participation of the buses with voltage, scaled to sum 1. **Shape** [bus]
  const std::vector<double>& taken_share() const { return taken_share_; }

  /// Overwrites injections [bus] (pu) with angles [bus] (rad); the reference takes the rest.
  void Solve(std::span<double> injection_pu);
  /// Angles [bus] (rad) at injections [bus] (MW): participants take what is left over, phase
  /// shifters drive their loop flows.
  std::vector<double> CalcAnglesRad(const models::Table<models::BusIndex, double>& injection_mw);
  /// Flow of every branch (MW, from → to) at these angles; 0 where nothing is carried.
  models::Table<models::BranchIndex, double> CalcFlowsMw(std::span<const double> angle_rad) const;
  /// Angles [bus] (rad) when 1 pu enters where the branch begins and leaves where it ends.
  void SolveTransfer(models::BranchIndex branch, std::span<double> angle_rad);
  /// b_k (θ_from − θ_to), without the phase shift: how a flow changes with the angles.
  double CalcFlowChange(models::BranchIndex branch, std::span<const double> angle_rad) const;

 private:
  explicit DcNetwork(const models::ElectricityGrid& grid) : grid_(&grid) {}
  bool IsPinned(std::size_t bus) const { return bus == reference_ || is_live_[bus] == 0; }
  absl::Status Factorise();

  const models::ElectricityGrid* grid_;
  std::vector<double> susceptance_pu_;
  std::vector<char> is_live_;
  std::vector<double> taken_share_;
  std::size_t reference_ = 0;
  std::unique_ptr<SparseLu> lu_;
};

}  // namespace solvers

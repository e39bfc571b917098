#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/admittance.h"
#include "solvers/branch_flow.h"
#include "solvers/live_buses.h"
#include "solvers/sparse_lu.h"

namespace solvers {

/// Positions in the Jacobian's values of the four derivatives that one admittance entry gives.
struct AcBlockPosition {
  int p_theta, p_v, q_theta, q_v;
};

/// Place of a bus's angle and magnitude among the unknowns, and of its P and Q equations among the
/// rows; the mismatch and the angle reference stand last.
inline int AngleOf(std::size_t bus) { return 2 * static_cast<int>(bus); }
inline int MagnitudeOf(std::size_t bus) { return 2 * static_cast<int>(bus) + 1; }

/// What all solves of AcPowerFlow on one grid share: pattern, ordering, two-ports.
struct AcNetwork {
  /// Errors: FailedPrecondition when the grid has no boundary bus.
  static absl::StatusOr<std::unique_ptr<AcNetwork>> Make(const models::ElectricityGrid& grid);

  const models::ElectricityGrid* grid = nullptr;
  AdmittancePattern admittance;
  std::shared_ptr<const SparseLuSymbolic> symbolic;
  std::vector<AcBlockPosition> blocks;         ///< [admittance entry]
  std::vector<models::BusIndex> participants;  ///< buses that may take the mismatch
  std::vector<int> lambda_in_p;                ///< [participant] position of ∂(P row)/∂λ
  std::vector<int> reference_row;              ///< [participant] of ∂(reference row)/∂θ
  BranchEnds ends;
  std::vector<BranchAdmittance> branch;  ///< [branch] at neutral taps
  std::vector<std::size_t> tap_branches;
  std::vector<models::ShuntIndex> banks;  ///< that keep a voltage
  /// Jacobian of the grid as built at a flat start with every voltage free: its pivots serve all
  /// solves as long as they do, and are the same in every workspace. Filled by AcPowerFlow::Make.
  std::vector<double> first_jacobian_pu;

  std::size_t bus_count() const { return grid->buses.size(); }
  std::size_t unknown_count() const { return 2 * bus_count() + 1; }
};

}  // namespace solvers

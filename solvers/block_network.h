#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/admittance.h"
#include "solvers/block_lu.h"
#include "solvers/live_buses.h"

namespace solvers {

/// What the block power flow knows of a grid before any inputs: ordering, lists and two-ports.
/// Buses are counted by their step in the elimination, so that all numbers lie in the order in
/// which they are used.
struct BlockNetwork {
  const models::ElectricityGrid* grid = nullptr;
  BlockLuSymbolic lu;
  std::vector<int> row_start;                    ///< [step + 1] admittance entries
  std::vector<int> column;                       ///< [entry] step, ascending in a row
  std::vector<int> position;                     ///< [entry] block in `lu`
  std::vector<int> diagonal;                     ///< [step] entry
  std::vector<std::array<int, 4>> branch_entry;  ///< [branch] entries ff, ft, tf, tt
  std::vector<std::array<int, 2>> branch_step;   ///< [branch] steps of its ends
  std::vector<BranchAdmittance> branch;          ///< [branch] at neutral taps
  std::vector<double> y_as_built_pu;  ///< [entry][2] at neutral taps, branches as built, no shunts
  std::vector<std::size_t> tap_branches;
  std::vector<models::ShuntIndex> banks;  ///< that keep a voltage
  std::vector<int> participant;           ///< [participant] step of a boundary bus, ascending
  std::vector<int> participant_position;  ///< [participant] block (bus, last)
  std::vector<int> fill_position;         ///< [fill] blocks without an admittance entry
  std::vector<int> last_position;         ///< [entry of the last column] its block
  BranchEnds ends;

  std::size_t bus_count() const { return grid->buses.size(); }
  std::size_t branch_count() const { return grid->branches.size(); }
  /// Bus whose angle is fixed: the boundary with the largest participation as built.
  std::size_t reference() const { return static_cast<std::size_t>(lu.order.back()); }

  /// Errors: FailedPrecondition when the grid has no boundary bus.
  static absl::StatusOr<BlockNetwork> Make(const models::ElectricityGrid& grid);
};

/// Sums two-ports of branches in service into `y` [entry][2].
void FillBlockAdmittance(const BlockNetwork& network, const std::vector<BranchAdmittance>& branch,
                         const std::vector<char>& in_service, double* y);

}  // namespace solvers

#pragma once

#include <algorithm>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/admittance.h"
#include "solvers/block_lu.h"
#include "solvers/live_buses.h"

namespace solvers {

/// What all scenarios of one grid share: patterns, elimination order, two-ports of every tap step,
/// bridges. Immutable.
struct LaneNetwork {
  const models::ElectricityGrid* grid = nullptr;
  AdmittancePattern admittance;
  BlockPattern pattern;  // admittance pattern and the participants' places in λ's column
  BlockLuSymbolic lu;
  std::vector<int> entry_position;            // [admittance entry]
  std::vector<int> branch_entry;              // [branch][4]
  std::vector<std::vector<int>> entry_parts;  // [admittance entry] 4·branch + part, ascending
  BranchEnds ends;
  std::vector<int> participant, participant_position;
  std::size_t reference = 0;
  std::vector<char> is_bridge;  // [branch] as built
  std::vector<int> tap_branches;
  bool has_shifters = false;                            ///< a changer keeps an active power
  std::vector<models::ShuntIndex> banks;                ///< that keep a voltage
  std::vector<std::vector<BranchAdmittance>> branch_y;  // [branch][tap step − lowest]
  std::vector<int> lowest_step;

  std::size_t bus_count() const { return grid->buses.size(); }
  std::size_t branch_count() const { return grid->branches.size(); }
  const BranchAdmittance& YOf(std::size_t branch, int tap_step) const {
    const auto& steps = branch_y[branch];
    const int at =
        std::clamp(tap_step - lowest_step[branch], 0, static_cast<int>(steps.size()) - 1);
    return steps[static_cast<std::size_t>(at)];
  }
};

/// `grid` must outlive the network and have passed Validate.
/// Errors: FailedPrecondition when nobody can take the mismatch.
absl::StatusOr<LaneNetwork> MakeLaneNetwork(const models::ElectricityGrid& grid);

}  // namespace solvers

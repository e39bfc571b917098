#pragma once

#include <vector>

#include "solvers/power_flow_tables.h"

namespace solvers {

/// Controls that cannot do what is asked of them at a solution.
struct ControlFlags {
  std::vector<models::BusIndex> at_q_limit;       ///< regulate and stand at a reactive limit
  std::vector<models::BranchIndex> at_last_step;  ///< changers at the end of their range, outside
                                                  ///< their dead-band on that side
  std::vector<models::BranchIndex> hunting;       ///< outside their dead-band with steps to go
  std::vector<models::ShuntIndex> banks_at_last_step;
  std::vector<models::ShuntIndex> banks_hunting;
};

/// Reads them from any solver's answer.
ControlFlags FindControlFlags(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
                              const PowerFlowSolution& solution);

}  // namespace solvers

#pragma once

#include <span>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/limit_set.h"

namespace solvers {

/// Everything with a limit in one state.
struct LimitValues {
  bool is_solved = false;
  std::vector<double> loading_share;  ///< [branch of limits] signed as P at `from`
  std::vector<double> v_pu;           ///< [bus of limits] 0 without voltage
};

/// The values of a solution of the scalar solver: |I|/I_max = |S|/(V S_max), the larger of both
/// ends.
/// **Shape** `rating_mva` [branch of the grid]
LimitValues CalcLimitValues(const models::ElectricityGrid& grid, const LimitSet& limits,
                            const PowerFlowSolution& solution, std::span<const float> rating_mva);

}  // namespace solvers

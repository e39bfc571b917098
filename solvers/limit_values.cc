#include "solvers/limit_values.h"

#include <algorithm>
#include <cmath>

namespace solvers {

LimitValues CalcLimitValues(const models::ElectricityGrid& grid, const LimitSet& limits,
                            const PowerFlowSolution& solution, std::span<const float> rating_mva) {
  LimitValues values{.is_solved = true};
  for (const models::BranchIndex branch : limits.branches) {
    const BranchFlow& flow = solution.result.flow[branch];
    const double current_mva = std::max(
        std::hypot(flow.p_from_mw, flow.q_from_mvar) /
            solution.state.vm_pu[grid.branches[branch].from],
        std::hypot(flow.p_to_mw, flow.q_to_mvar) / solution.state.vm_pu[grid.branches[branch].to]);
    const double share = current_mva / static_cast<double>(rating_mva[branch.value()]);
    values.loading_share.push_back(flow.p_from_mw < 0.0 ? -share : share);
  }
  for (const models::BusIndex bus : limits.buses) {
    values.v_pu.push_back(solution.result.is_energised[bus] != 0 ? solution.state.vm_pu[bus] : 0.0);
  }
  return values;
}

}  // namespace solvers

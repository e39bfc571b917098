#include "solvers/rated_flow.h"

#include <algorithm>

namespace solvers {

using models::BranchIndex;

std::vector<RatedFlow> MakeRatedFlows(const models::ElectricityGrid& grid,
                                      const PowerFlowSolution& base,
                                      std::span<const double> rating_mva) {
  std::vector<RatedFlow> rated;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    if (!(rating_mva[k] > 0.0)) continue;
    const models::BranchParams& params = grid.branches[BranchIndex(k)];
    const BranchFlow& flow = base.result.flow[BranchIndex(k)];
    const double v_pu = std::min(base.state.vm_pu[params.from], base.state.vm_pu[params.to]);
    if (!(v_pu > 0.0)) continue;
    rated.push_back({.branch = BranchIndex(k),
                     .q_mvar = std::max(std::abs(flow.q_from_mvar), std::abs(flow.q_to_mvar)),
                     .losses_mw = std::abs(flow.p_from_mw + flow.p_to_mw),
                     .limit_mva = v_pu * rating_mva[k]});
  }
  return rated;
}

}  // namespace solvers

#include "solvers/contingency_solve.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "solvers/parallel_for.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

void ContingencyTables::Fill(const models::ElectricityGrid& grid, const PowerFlowSolution& solution,
                             std::span<const double> rating_mva) {
  vm_pu.resize(grid.buses.size());
  for (std::size_t i = 0; i < vm_pu.size(); ++i) {
    const BusIndex bus(i);
    vm_pu[i] = solution.result.is_energised[bus] != 0 ? solution.state.vm_pu[bus] : 0.0;
  }
  loading_share.resize(grid.branches.size());
  for (std::size_t k = 0; k < loading_share.size(); ++k) {
    const models::BranchParams& ends = grid.branches[BranchIndex(k)];
    const BranchFlow& flow = solution.result.flow[BranchIndex(k)];
    loading_share[k] = 0.0;
    if (!(rating_mva[k] > 0.0)) continue;
    const double from_mva = std::hypot(flow.p_from_mw, flow.q_from_mvar);
    const double to_mva = std::hypot(flow.p_to_mw, flow.q_to_mvar);
    loading_share[k] = std::max(from_mva / solution.state.vm_pu[ends.from],
                                to_mva / solution.state.vm_pu[ends.to]) /
                       rating_mva[k];
  }
}

ContingencySolve MakeAcContingencySolve(const AcPowerFlow& solver,
                                        const models::ElectricityGrid& grid,
                                        const PowerFlowInputs& inputs, const PowerFlowState& start,
                                        const PowerFlowOptions& options, std::size_t threads) {
  return [&solver, &grid, &inputs, &start, options, threads](
             std::span<const Contingency> all, std::span<const std::size_t> wanted,
             std::span<const double> rating_mva, const ContingencyVisit& visit) {
    std::vector<std::unique_ptr<AcPowerFlow::Workspace>> workspaces;
    for (std::size_t i = 0; i < threads; ++i) workspaces.push_back(solver.MakeWorkspace());
    std::vector<ContingencyTables> tables(threads);
    ParallelFor(wanted.size(), threads, [&](std::size_t i, std::size_t thread) {
      PowerFlowInputs changed = inputs;
      ApplyContingency(all[wanted[i]], changed);
      const auto answer = solver.Solve(changed, start, options, *workspaces[thread]);
      if (!answer.ok()) return visit(wanted[i], {.status = answer.status()});
      tables[thread].Fill(grid, *answer, rating_mva);
      visit(wanted[i], tables[thread].Show());
    });
  };
}

}  // namespace solvers

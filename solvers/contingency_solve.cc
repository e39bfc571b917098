#include "solvers/contingency_solve.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "solvers/parallel_for.h"

namespace solvers {

namespace {

constexpr std::size_t kSolutionsPerThread = 16;  // kept until they can be shown in order

}  // namespace

ContingencySolve MakeAcContingencySolve(const AcPowerFlow& solver, const PowerFlowInputs& inputs,
                                        const PowerFlowState& start,
                                        const PowerFlowOptions& options, std::size_t threads) {
  return [&solver, &inputs, &start, options, threads](std::span<const Contingency> all,
                                                      std::span<const std::size_t> wanted,
                                                      const ContingencyVisit& visit) {
    std::vector<std::unique_ptr<AcPowerFlow::Workspace>> workspaces;
    for (std::size_t i = 0; i < threads; ++i) workspaces.push_back(solver.MakeWorkspace());
    const std::size_t block = kSolutionsPerThread * threads;
    std::vector<absl::StatusOr<PowerFlowSolution>> answers(block);
    for (std::size_t first = 0; first < wanted.size(); first += block) {
      const std::size_t count = std::min(block, wanted.size() - first);
      ParallelFor(count, threads, [&](std::size_t i, std::size_t thread) {
        PowerFlowInputs changed = inputs;
        ApplyContingency(all[wanted[first + i]], changed);
        answers[i] = solver.Solve(changed, start, options, *workspaces[thread]);
      });
      for (std::size_t i = 0; i < count; ++i) visit(wanted[first + i], answers[i]);
    }
  };
}

}  // namespace solvers

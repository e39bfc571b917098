#include "solvers/power_flow_series.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace solvers {

void SolvePowerFlowSeries(std::size_t count, const PowerFlowOptions& options,
                          const std::function<PowerFlowInputs(std::size_t)>& inputs_of,
                          const std::function<void(std::size_t, const PowerFlowSolution*)>& take,
                          SeriesSolvers& solvers) {
  const std::size_t chain = (count + kLanes - 1) / kLanes;
  const PowerFlowState flat = PowerFlowState::MakeFlat(solvers.lanes->grid());
  std::array<std::optional<PowerFlowState>, kLanes> last;
  std::array<LaneBase, kLanes> bases;
  for (std::size_t step = 0; step < chain; ++step) {
    std::vector<LaneCase> cases;
    std::vector<std::size_t> states;  // [case]
    std::vector<PowerFlowInputs> inputs;
    const auto solve_alone = [&](std::size_t state, const PowerFlowInputs& one) {
      const std::size_t lane = state / chain;
      const auto solution = solvers.scalar->Solve(one, last[lane] ? *last[lane] : flat, options,
                                                  *solvers.scalar_work);
      if (solution.ok()) last[lane] = solution->state;
      take(state, solution.ok() ? &*solution : nullptr);
    };
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t state = lane * chain + step;
      if (state >= count) continue;
      PowerFlowInputs one = inputs_of(state);
      // A chain's first state has no start near it: the scalar solver's ladder is made for that.
      if (!last[lane] || !solvers.lanes->FillBase(one, *last[lane], bases[cases.size()]).ok()) {
        solve_alone(state, one);
        continue;
      }
      cases.push_back({.base = &bases[cases.size()]});
      states.push_back(state);
      inputs.push_back(std::move(one));
    }
    if (cases.empty()) continue;
    solvers.lanes->Solve(cases, options, *solvers.lane_work);
    solvers.lane_work->CalcFlows();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!solvers.lane_work->IsSolved(static_cast<int>(i))) {
        solve_alone(states[i], inputs[i]);
        continue;
      }
      PowerFlowSolution solution = solvers.lane_work->Solution(static_cast<int>(i));
      take(states[i], &solution);
      last[states[i] / chain] = std::move(solution.state);
    }
  }
}

}  // namespace solvers

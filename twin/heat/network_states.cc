#include "twin/heat/network_states.h"

#include <utility>

#include "twin/heat/keep_newest.h"
#include "twin/limits.h"

namespace twin::heat {

NetworkStates::Solved NetworkStates::Solve(const Frame& frame) {
  const std::int64_t key = frame.quarter.index();
  {
    const std::lock_guard lock(mutex_);
    const auto found = solved_.find(key);
    if (found != solved_.end()) return found->second;
  }
  // Not under the lock: two who ask for the same at once both work, and get the same.
  Solved solved;
  const models::HeatNetworkMoment moment = moment_of_(frame);
  auto solution = SolveNetwork(model_, model_.At(moment), moment);
  if (solution.ok()) {
    solved.solution = std::make_shared<const NetworkSolution>(*std::move(solution));
  } else {
    solved.failure = std::string(solution.status().message());
  }
  const std::lock_guard lock(mutex_);
  KeepNewest(key, solved, limits::kHeatStatesKept, solved_, solved_order_);
  return solved;
}

NetworkState NetworkStates::At(const Frame& frame) {
  Solved solved = Solve(frame);
  NetworkState state{.quarter = frame.quarter,
                     .solution = solved.solution,
                     .solved = frame.quarter,
                     .failure = solved.failure};
  for (int back = 1; state.solution == nullptr && back <= limits::kMaxHeatStaleQuarters; ++back) {
    const auto earlier = find_frame_(frame.quarter - back);
    if (!earlier.ok()) break;
    state.solution = Solve(**earlier).solution;
    state.solved = frame.quarter - back;
  }
  return state;
}

}  // namespace twin::heat

#include "twin/heat/network_states.h"

#include <limits>
#include <utility>

#include "twin/limits.h"

namespace twin::heat {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <class Value>
void Keep(std::int64_t key, Value value, std::size_t count, std::map<std::int64_t, Value>& kept,
          std::deque<std::int64_t>& order) {
  if (!kept.emplace(key, std::move(value)).second) return;
  order.push_back(key);
  if (order.size() <= count) return;
  kept.erase(order.front());
  order.pop_front();
}

}  // namespace

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
  auto columns = std::make_shared<Columns>();
  if (solution.ok()) {
    const auto& pressure_bar = solution->water.hydraulics.pressure_bar;
    columns->values.assign(pressure_bar.begin(), pressure_bar.end());
    for (const double node_degc : solution->water.node_degc)
      columns->values.push_back(static_cast<float>(node_degc));
    solved.solution = std::make_shared<const NetworkSolution>(*std::move(solution));
  } else {
    solved.failure = std::string(solution.status().message());
  }
  const std::lock_guard lock(mutex_);
  Keep(key, solved, limits::kHeatStatesKept, solved_, solved_order_);
  Keep(key, std::shared_ptr<const Columns>(std::move(columns)), limits::kHeatColumnsKept, columns_,
       columns_order_);
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

std::shared_ptr<const NetworkStates::Columns> NetworkStates::ColumnsAt(models::Quarter quarter) {
  const auto find = [&]() -> std::shared_ptr<const Columns> {
    const std::lock_guard lock(mutex_);
    const auto found = columns_.find(quarter.index());
    return found != columns_.end() ? found->second : nullptr;
  };
  if (auto columns = find(); columns != nullptr) return columns;
  const auto frame = find_frame_(quarter);
  if (!frame.ok()) return nullptr;
  Solve(**frame);
  return find();
}

std::vector<NodePoint> NetworkStates::HistoryOf(std::size_t node, models::Quarter last,
                                                int quarters,
                                                const std::function<bool()>& is_cancelled) {
  std::vector<NodePoint> points;
  const std::size_t nodes = model_.node_count();
  for (int i = quarters - 1; i >= 0 && !is_cancelled(); --i) {
    const auto columns = ColumnsAt(last - i);
    if (columns == nullptr || columns->values.empty()) {
      points.push_back({kNone, kNone, kNone, kNone});
      continue;
    }
    const auto value = [&](std::size_t block) {
      return static_cast<double>(columns->values[block * nodes + node]);
    };
    points.push_back({value(0), value(1), value(2), value(3)});
  }
  return points;
}

}  // namespace twin::heat

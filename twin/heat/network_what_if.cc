#include "twin/heat/network_what_if.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "models/base/status_macros.h"
#include "models/heat/heat_reach.h"

namespace twin::heat {
namespace {

using models::HeatConsumerIndex;
using solvers::heat::HeatLimit;

using Key = std::pair<solvers::heat::HeatLimitKind, std::size_t>;

std::set<Key> BrokenIn(const std::vector<HeatLimit>& limits) {
  std::set<Key> broken;
  for (const HeatLimit& limit : limits)
    if (limit.used_ratio > 1.0) broken.insert({limit.kind, limit.row});
  return broken;
}

// Rows of what exists stay, so the two can be compared.
std::vector<HeatLimit> BrokenOnlyIn(const std::vector<HeatLimit>& limits,
                                    const std::vector<HeatLimit>& others) {
  const std::set<Key> known = BrokenIn(others);
  std::vector<HeatLimit> broken;
  for (const HeatLimit& limit : limits)
    if (limit.used_ratio > 1.0 && known.count({limit.kind, limit.row}) == 0)
      broken.push_back(limit);
  return broken;
}

double Change(double before, double after, double told) {
  if (std::isnan(before) && std::isnan(after)) return 0.0;
  if (std::isnan(before) || std::isnan(after)) return std::numeric_limits<double>::infinity();
  return std::abs(after - before) / told;
}

double ChangeOf(const NodeChange& change) {
  return std::max(Change(change.differential_before_bar, change.differential_after_bar, kToldBar),
                  Change(change.supply_before_degc, change.supply_after_degc, kToldK));
}

std::vector<NodeChange> ChangesOf(const NetworkModel& model, const NetworkSolution& before,
                                  const NetworkSolution& after) {
  const auto differential_bar = [&](const NetworkSolution& solution, std::size_t node) {
    const auto& pressure_bar = solution.water.hydraulics.pressure_bar;
    return pressure_bar[node] - pressure_bar[model.BackOf(node).value()];
  };
  std::vector<NodeChange> changes;
  for (std::size_t node = 0; node < model.node_count(); ++node) {
    const NodeChange change{node, differential_bar(before, node), differential_bar(after, node),
                            before.water.node_degc[node], after.water.node_degc[node]};
    if (ChangeOf(change) > 1.0) changes.push_back(change);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const NodeChange& a, const NodeChange& b) {
    return ChangeOf(a) > ChangeOf(b);
  });
  return changes;
}

}  // namespace

absl::StatusOr<WhatIfAnswer> SolveWhatIf(const NetworkModel& model, const NetworkSolution& before,
                                         const models::HeatChanges& changes) {
  WhatIfAnswer answer;
  TWIN_ASSIGN_OR_RETURN(answer.tables, models::ApplyHeatChanges(model.At(before.moment), changes));
  for (const HeatConsumerIndex row : models::FindCutOffConsumers(answer.tables)) {
    models::HeatConsumerParams& consumer = answer.tables.consumers[row];
    if (consumer.heat_w <= 0.0) continue;
    ++answer.cut_off_count;
    answer.cut_off_w += std::exchange(consumer.heat_w, 0.0);
  }
  auto after = SolveNetwork(model, answer.tables, before.moment);
  if (!after.ok()) {
    answer.no_solution = std::string(after.status().message());
    return answer;
  }
  answer.after = *std::move(after);
  answer.new_alarms = BrokenOnlyIn(answer.after.limits, before.limits);
  answer.gone_alarms = BrokenOnlyIn(before.limits, answer.after.limits);
  answer.changes = ChangesOf(model, before, answer.after);
  return answer;
}

}  // namespace twin::heat

#include "solvers/pair_hosting.h"

#include <algorithm>
#include <array>

#include "solvers/limit_check.h"

namespace solvers {

ChangedHosting CalcPairHosting(const PairHostingInputs& inputs, const HostingQuery& query) {
  HostingBasis basis;  // as far as a checker looks
  basis.scalar = inputs.year.scalar;
  basis.lanes = inputs.year.lanes;
  basis.states = &inputs.states;
  basis.limits.branches = inputs.year.limits.branches;
  basis.limits.buses = inputs.year.limits.buses;
  basis.limits.outages.emplace_back();
  for (const std::uint16_t outage : inputs.outages) {
    if (outage != 0) basis.limits.outages.push_back(inputs.year.limits.outages[outage]);
  }
  LimitChecker checker(basis, query);
  ChangedHosting found{.firm_mw = query.cap_mw, .is_at_least = true};
  double best_mw = query.cap_mw;
  const std::size_t quarters = inputs.states.quarter_count();
  // One quarter after the other: its base is laid out once.
  for (std::uint32_t quarter = 0; quarter < quarters; ++quarter) {
    if (query.IsCancelled()) return found;
    if (!inputs.states.IsSolved(quarter)) continue;
    for (std::size_t first = 0; first < basis.limits.outages.size(); first += kLanes) {
      std::array<CheckedPair, kLanes> pairs;
      const std::size_t count = std::min<std::size_t>(kLanes, basis.limits.outages.size() - first);
      for (std::size_t i = 0; i < count; ++i) {
        pairs[i] = {quarter, static_cast<std::uint16_t>(first + i), best_mw};
      }
      checker.FindBroken(std::span(pairs).first(count));
      for (std::size_t i = 0; i < count; ++i) {
        if (!pairs[i].is_broken) continue;
        const Crossing crossing = checker.FollowDown(quarter, pairs[i].outage, best_mw);
        if (!crossing.is_below || crossing.limit.at_mw >= best_mw) continue;
        best_mw = crossing.limit.at_mw;
        found.binding = crossing.limit;
        found.is_at_least = false;
      }
    }
  }
  found.firm_mw = found.is_at_least ? best_mw : best_mw * (1.0 - kStatedMarginShare);
  return found;
}

}  // namespace solvers

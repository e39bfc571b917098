#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "solvers/changed_hosting.h"
#include "solvers/limit_set.h"
#include "solvers/planning_states.h"

namespace solvers {

/// Some quarters and what may be met in them.
struct PairHostingInputs {
  const HostingBasis& year;                ///< whose grid and solvers they share
  const PlanningStates& states;            ///< quarter i of the query is theirs
  std::span<const std::uint16_t> outages;  ///< of the year's LimitSet
};

/// What the point takes in all of these quarters under the intact network and all of these outages,
/// at most the query's cap: every pair is solved by AC at the least MW so far, one that breaks a
/// limit is followed down. On one thread. Worth nothing once the query is cancelled.
ChangedHosting CalcPairHosting(const PairHostingInputs& inputs, const HostingQuery& query);

}  // namespace solvers

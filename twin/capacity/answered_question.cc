#include "twin/capacity/answered_question.h"

#include <algorithm>

#include "models/base/status_macros.h"

namespace twin::capacity {

absl::StatusOr<solvers::HostingScope> ChooseScopeOfOthers(const solvers::HostingBasis& basis,
                                                          const AnsweredQuestion& answered,
                                                          double level_mw) {
  TWIN_ASSIGN_OR_RETURN(
      auto scope,
      solvers::ChooseHostingScope(basis, answered.query, answered.MakeScopeOptions(level_mw)));
  const bool falls_short = !scope.quarters.empty();
  if (falls_short) {
    scope.quarters.push_back(basis.anchors.back());  // the largest load: it grows most
  } else {
    scope.quarters = basis.anchors;
  }
  std::sort(scope.quarters.begin(), scope.quarters.end());
  scope.quarters.erase(std::unique(scope.quarters.begin(), scope.quarters.end()),
                       scope.quarters.end());
  if (falls_short || answered.query.is_n0_only) return scope;
  scope.outages.clear();
  for (std::size_t c = 0; c < basis.limits.outages.size(); ++c) {
    scope.outages.push_back(static_cast<std::uint16_t>(c));
  }
  return scope;
}

}  // namespace twin::capacity

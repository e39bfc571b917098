#include "solvers/met_limits.h"

#include <set>

namespace solvers {

std::vector<BindingLimit> OnePerComponent(const std::vector<BindingLimit>& limits) {
  std::vector<BindingLimit> kept;
  std::set<LimitedComponent> seen;
  for (const BindingLimit& limit : limits) {
    if (seen.insert(ComponentOf(limit)).second) kept.push_back(limit);
  }
  return kept;
}

std::vector<BindingLimit> MetBy(const HostingAnswer& answer) {
  std::vector<BindingLimit> met;
  if (answer.binding.kind != LimitKind::kNone) met.push_back(answer.binding);
  met.insert(met.end(), answer.next.begin(), answer.next.end());
  return met;
}

}  // namespace solvers

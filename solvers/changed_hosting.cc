#include "solvers/changed_hosting.h"

#include <set>
#include <tuple>

#include "models/base/status_macros.h"

namespace solvers {
namespace {

// The first of each component.
std::vector<BindingLimit> OnePerComponent(const std::vector<BindingLimit>& limits) {
  std::vector<BindingLimit> kept;
  std::set<std::tuple<int, models::BranchIndex, models::BusIndex>> seen;
  for (const BindingLimit& limit : limits) {
    if (seen.insert({static_cast<int>(limit.kind), limit.branch, limit.bus}).second) {
      kept.push_back(limit);
    }
  }
  return kept;
}

}  // namespace

absl::StatusOr<ChangedHosting> CalcScopedHosting(const ScopedBasis& scoped,
                                                 const HostingQuery& query) {
  TWIN_ASSIGN_OR_RETURN(const HostingAnswer answer,
                        CalcHostingCapacity(scoped.basis(), scoped.MakeQuery(query)));
  ChangedHosting found{.firm_mw = answer.firm_mw,
                       .is_at_least = answer.is_capped,
                       .binding = answer.binding,
                       .exists_before = OnePerComponent(answer.exists_today)};
  for (BindingLimit& limit : found.exists_before) {
    limit.quarter = scoped.QuarterOfYear(limit.quarter);
  }
  if (found.binding.kind != LimitKind::kNone) {
    found.binding.quarter = scoped.QuarterOfYear(answer.binding.quarter);
  }
  return found;
}

absl::StatusOr<ChangedHosting> CalcChangedHosting(const HostingBasis& year,
                                                  const HostingQuery& query,
                                                  const HostingScope& scope,
                                                  const GridChange& change) {
  TWIN_ASSIGN_OR_RETURN(const auto scoped, ScopedBasis::Make(year, scope, change, query.threads));
  return CalcScopedHosting(*scoped, query);
}

}  // namespace solvers

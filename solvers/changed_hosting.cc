#include "solvers/changed_hosting.h"

#include "models/base/status_macros.h"
#include "solvers/met_limits.h"

namespace solvers {

ChangedHosting AsAnswered(const HostingAnswer& answer) {
  return {.firm_mw = answer.firm_mw, .is_at_least = answer.is_capped, .binding = answer.binding};
}

absl::StatusOr<ChangedHosting> CalcScopedHosting(const ScopedBasis& scoped,
                                                 const HostingQuery& query) {
  TWIN_ASSIGN_OR_RETURN(const HostingAnswer answer,
                        CalcHostingCapacity(scoped.basis(), scoped.MakeQuery(query)));
  ChangedHosting found = AsAnswered(answer);
  found.exists_before = OnePerComponent(answer.exists_today);
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

#include "solvers/changed_hosting.h"

#include "models/base/status_macros.h"

namespace solvers {

absl::StatusOr<ChangedHosting> CalcScopedHosting(const ScopedBasis& scoped,
                                                 const HostingQuery& query) {
  TWIN_ASSIGN_OR_RETURN(const HostingAnswer answer,
                        CalcHostingCapacity(scoped.basis(), scoped.MakeQuery(query)));
  ChangedHosting found{
      .firm_mw = answer.firm_mw, .is_at_least = answer.is_capped, .binding = answer.binding};
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

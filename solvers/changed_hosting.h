#pragma once

#include "absl/status/statusor.h"
#include "solvers/scoped_basis.h"

namespace solvers {

/// What a question's point takes in its scope when something in the grid is different.
struct ChangedHosting {
  double firm_mw = 0.0;      ///< by AC power flow in the scope; at most its level
  bool is_at_least = false;  ///< nothing binds up to the level; more was not looked for
  BindingLimit binding;      ///< quarters are those of the year
  /// Broken with the change and without the applicant, each component once: they bind only where
  /// the applicant worsens them.
  std::vector<BindingLimit> exists_before;
};

/// Where nothing is different: what the year's answer says.
ChangedHosting AsAnswered(const HostingAnswer& answer);

/// The question's search, run again on a basis with the change. A branch that is added keeps a
/// position behind the year's own branches.
/// Errors: as of ScopedBasis::Make and CalcHostingCapacity.
absl::StatusOr<ChangedHosting> CalcChangedHosting(const HostingBasis& year,
                                                  const HostingQuery& query,
                                                  const HostingScope& scope,
                                                  const GridChange& change);

/// The same where the basis stands already.
absl::StatusOr<ChangedHosting> CalcScopedHosting(const ScopedBasis& scoped,
                                                 const HostingQuery& query);

}  // namespace solvers

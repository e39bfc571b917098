#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/changed_hosting.h"
#include "solvers/overloads.h"

namespace solvers {

enum class CounterfactualKind {
  kRatings,   ///< components that carry more, r and x as they are
  kReactive,  ///< an applicant who draws less reactive power, or delivers it
  kRelief     ///< less demand at the applicant's own bus in every quarter that falls short
};

/// The smallest change of one kind with which all that was asked for would be firm, and what the
/// search says with it.
struct Counterfactual {
  CounterfactualKind kind = CounterfactualKind::kRatings;
  GridChange change;           ///< ratings, or relief
  double tan_phi_ratio = 0.0;  ///< of kReactive
  /// How much it is: MVA of rating, Mvar, or MW; what the list is sorted by.
  double size_mva = 0.0;
  /// The search, run again with the change in the wider scope, holds all that was asked for; false:
  /// it refutes what holds in the scope that the change was found in.
  bool is_verified = false;
  ChangedHosting with;  ///< what it says
};

/// Where not all of a scope's level is firm, what the least changes are that make it so:
///   ratings   each branch that is met gets the largest loading it has at those MW over all
///             pairs of the scope; again while something new is met. Least, because each branch
///             needs at least that while r and x stay.
///   reactive  the largest Q over P below the question's own that holds, by halving
///   relief    the level less firm, plus what re-runs still fall short of, or 3 % a round
/// Each is run again with the change; kinds that cannot help are left out. What was found is then
/// run again in `wider`, a scope of the same level with more quarters or outages. The smallest
/// first. `plain` is the scope without a change, `today` and `overloads` what it says of the query
/// and of its level. Errors: as of CalcChangedHosting.
absl::StatusOr<std::vector<Counterfactual>> FindCounterfactuals(
    const HostingBasis& year, const HostingQuery& query, const ScopedBasis& plain,
    const ChangedHosting& today, const Overloads& overloads, const HostingScope& wider);

}  // namespace solvers

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_year.h"

namespace solvers {

struct HostingTermsOptions {
  double requested_mw = 0.0;
  /// The MW that this many quarters a year fall short of shall be known, too, where the query's cap
  /// allows it.
  std::size_t short_quarters = 800;
  /// Quarters followed by AC power flow; of more a sample stands for the rest.
  std::size_t most_quarters = 2000;
};

/// What every quarter of the year takes, in MW of the applicant at its full power.
struct HostingTerms {
  double up_to_mw = 0.0;  ///< more was not looked for
  /// [quarter] what the quarter takes under all outages, at most `up_to_mw`: followed by AC power
  /// flow where `is_checked`, the rest between the checked quarters of the next lower bounds.
  std::vector<float> quarter_mw;
  /// [quarter] no less than this by linear slopes with their safety; at most `up_to_mw`.
  std::vector<float> lower_bound_mw;
  std::vector<std::uint8_t> is_checked;  ///< [quarter]
  std::size_t short_count = 0;           ///< quarters whose lower bound is below `up_to_mw`
  std::size_t checked_count = 0;
  std::size_t ac_solves = 0;
  /// What the bounds come from, up to `up_to_mw`: for what else is asked of the same question.
  std::shared_ptr<const HostingYear> year;
};

/// The MW of every quarter that an applicant who is willing to be cut could have:
///   x(q) = min over outages of the smallest MW at which a limit is met in quarter q
/// 1. Slopes, bounds and estimates as of CalcHostingCapacity up to a level: the requested MW, and
///    the MW that `short_quarters` fall short of; the level rises until both are below it.
/// 2. A lower bound for every quarter: the least of its estimates.
/// 3. In the quarters whose bound is below the level, outages in rising order of their estimate are
///    solved by AC at the least MW so far; one that breaks a limit is followed down to its
///    crossing; until no estimate lies below. Of more than `most_quarters` those of the lowest
///    bounds are taken, and of the others, in the order of their bounds, every n-th.
/// A quarter without a solution today takes everything, as nobody knows what it takes.
/// `answer` is what CalcHostingCapacity said of the query.
/// Errors: InvalidArgument for MW outside (0, cap]; as of CalcHostingCapacity.
absl::StatusOr<HostingTerms> CalcHostingTerms(const HostingBasis& basis, const HostingQuery& query,
                                              const HostingAnswer& answer,
                                              const HostingTermsOptions& options);

}  // namespace solvers

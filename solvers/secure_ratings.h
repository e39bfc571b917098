#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"

namespace solvers {

/// Worst load of every branch over the intact network and all single outages; what an outage cuts
/// off is lost with it.
struct WorstOutages {
  /// [branch] largest of |S| and |S|/V at either end: what a rating must carry, whether it is
  /// read as power or as current at nominal voltage.
  models::Table<models::BranchIndex, double> apparent_mva;
  std::vector<std::string> unsolved;  ///< "branch <id> at share 1": the power flow has no answer
};

/// AC power flow of every outage at every share, taps and reactive limits moving.
/// **Valid** as a bound between the shares only when every outage has a solution: one without would
/// load branches heavily just below the share where it is lost.
/// Errors: FailedPrecondition when the region has no profile or its intact network no solution.
absl::StatusOr<WorstOutages> CalcWorstOutages(const models::Region& region,
                                              const std::vector<double>& load_shares);

/// Ratings that make a network N-1 secure with headroom: the larger of the given rating, where it
/// is at least 1.02 times the worst load, and a seeded factor in 1.02 … 1.30 times the worst load.
models::Table<models::BranchIndex, double> MakeSecureRatingsMva(const models::Region& region,
                                                                const WorstOutages& worst,
                                                                std::uint64_t seed);

}  // namespace solvers

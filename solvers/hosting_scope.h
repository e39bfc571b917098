#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// The part of a year that decides a question: quarters that fall short of some MW, and the outages
/// that may be met there.
struct HostingScope {
  double level_mw = 0.0;                ///< what is not in the scope takes this much, as of …
  std::vector<std::uint32_t> quarters;  ///< … the year's lower bounds; ascending
  std::vector<std::uint16_t> outages;   ///< of the LimitSet, ascending; first the intact network
  std::size_t short_count = 0;          ///< quarters whose bound is below the level
  std::size_t outage_count = 0;         ///< outages with an estimate below the level in the scope
  std::size_t ac_solves = 0;
};

struct HostingScopeOptions {
  double level_mw = 0.0;  ///< MW that is looked up to, at most the query's cap
  std::size_t most_quarters = 32;
  std::size_t most_outages = 128;
  /// Branches whose outage is in the scope whatever the estimates say.
  std::vector<models::BranchIndex> always;
};

/// Of the quarters whose lower bound is below the level: the first half of the places go to those
/// of the lowest bounds, the others to every n-th of the rest, in the order of their bounds.
/// Outages by their least estimate in any of the quarters, the lowest first. Errors:
/// InvalidArgument for a level outside (0, cap]; as of CalcHostingCapacity.
absl::StatusOr<HostingScope> ChooseHostingScope(const HostingBasis& basis,
                                                const HostingQuery& query,
                                                const HostingScopeOptions& options);

}  // namespace solvers

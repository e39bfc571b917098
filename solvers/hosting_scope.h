#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_year.h"
#include "solvers/pair_screen.h"

namespace solvers {

/// The part of a year that decides a question: quarters that fall short of some MW, and the outages
/// that may be met there.
struct HostingScope {
  double level_mw = 0.0;                ///< what is not in the scope takes this much, as of …
  std::vector<std::uint32_t> quarters;  ///< … the year's lower bounds; ascending
  std::vector<std::uint16_t> outages;   ///< of the LimitSet, ascending; first the intact network
  std::vector<ScreenPair> pairs;        ///< currents met first, the lowest bounds first
  std::size_t short_count = 0;          ///< quarters whose bound is below the level
  std::size_t outage_count = 0;         ///< outages with an estimate below the level in the scope
};

struct HostingScopeOptions {
  double level_mw = 0.0;  ///< MW that is looked up to, at most the query's cap
  std::size_t most_quarters = 32;
  std::size_t most_outages = 128;
  std::size_t most_pairs = 32;
  /// Limits that the year's answer met: their quarters and outages are in the scope first.
  std::vector<BindingLimit> met;
  /// [quarter] what each takes where that is known better than by a lower bound; empty: it is not.
  std::span<const float> quarter_mw;
  /// What is known of the question up to some MW, as CalcHostingTerms leaves it; of use where those
  /// are not below the level. Null: it is found out.
  const HostingYear* year = nullptr;
};

/// Of the quarters whose lower bound is below the level, in the order of what they take, or of
/// their bounds: after those of `met` the first half of the places go to the lowest, the others to
/// every n-th of the rest. Outages by their least estimate in any of the quarters, the lowest
/// first. Errors: InvalidArgument for a level outside (0, cap]; as of CalcHostingCapacity.
absl::StatusOr<HostingScope> ChooseHostingScope(const HostingBasis& basis,
                                                const HostingQuery& query,
                                                const HostingScopeOptions& options);

}  // namespace solvers

#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "twin/capacity/remedy_candidates.h"

namespace twin::capacity {

struct RemedySearchOptions {
  std::size_t most_quarters = 32;  ///< of those that fall short
  std::size_t most_outages = 128;
  bool with_doubts = false;
  std::function<double()> now_ms;  ///< a clock; none: no times are told
};

/// What would make the requested MW firm: measures, each the search run again with it done; the
/// smallest changes that flip the verdict; and what the answer would be if data that are not known
/// well were otherwise. All by AC power flow in the quarters and outages of the scope, of which the
/// report says how many there are. Nothing where the requested MW are firm.
///   doubts   rating and series impedance of the branch that binds and of those that the requested
///            MW overload most, ±10 % (of rows that are invented: ±20 %)
/// Errors: Cancelled; as of solvers::ChooseHostingScope, MakeRemedyCandidates and
/// solvers::FindCounterfactuals.
absl::StatusOr<RemedyReport> FindRemedies(const PlannedYear& year,
                                          const solvers::HostingBasis& basis,
                                          const RemedyTables& tables,
                                          const RemedyQuestion& question,
                                          const RemedySearchOptions& options);

}  // namespace twin::capacity

#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_scope.h"
#include "solvers/met_limits.h"

namespace twin::capacity {

/// A question and what is known of it in the planned year: what it is asked again from, with
/// something different. All of it must outlive what it is given to.
struct AnsweredQuestion {
  const solvers::HostingQuery& query;  ///< its threads, and who may give it up, are the re-runs'
  const solvers::HostingAnswer& firm;
  /// As of HostingScopeOptions; empty and null: not known.
  std::span<const float> quarter_mw;
  const solvers::HostingYear* year = nullptr;

  /// A scope of the quarters that fall short of a level, first those of the limits met.
  solvers::HostingScopeOptions MakeScopeOptions(double level_mw) const {
    return {
        .level_mw = level_mw, .met = solvers::MetBy(firm), .quarter_mw = quarter_mw, .year = year};
  }
};

/// The scope for what may shift which quarters decide: those that fall short of the level, that of
/// the largest load, and the outages met there; where none falls short, the anchors of the basis
/// under every outage. Errors: as of solvers::ChooseHostingScope.
absl::StatusOr<solvers::HostingScope> ChooseScopeOfOthers(const solvers::HostingBasis& basis,
                                                          const AnsweredQuestion& answered,
                                                          double level_mw);

}  // namespace twin::capacity

#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "solvers/applicant_effect.h"
#include "solvers/changed_hosting.h"
#include "solvers/neighbour_screen.h"

namespace twin::capacity {

/// What another busbar loses of its firm MW.
struct NeighbourEffect {
  solvers::NeighbourScreen screen;              ///< linear, of all looked at
  std::vector<models::LargeLoadIndex> waiting;  ///< large loads that want to connect there
  bool is_verified = false;                     ///< `before` and `after` are given
  solvers::ChangedHosting before, after;        ///< by AC power flow, in one scope
  std::string failure;  ///< why there is none; empty: not tried, or there is
};

struct EffectReport {
  std::vector<NeighbourEffect> neighbours;  ///< the largest loss first
  solvers::ApplicantEffect applicant;       ///< losses and voltages
  double losses_mwh = 0.0;                  ///< a year; negative: less of them
  double milliseconds = 0.0;                ///< filled by whoever has a clock
};

struct EffectQuestion {
  const solvers::HostingQuery& query;
  double mw = 0.0;  ///< that the applicant takes
  std::size_t most_neighbours = 8;
  std::size_t most_verified = 3;
};

/// What others lose when the applicant takes its MW.
///   neighbours  by the flows that it puts on limits they share (solvers::ScreenNeighbours); those
///               that lose most are run again by AC with the applicant in and without, each for a
///               constant power of the applicant's kind and tan φ
///   losses      by AC in quarters spread evenly over the year
///   voltages    of other busbars in the same quarters, intact network
/// Errors: Cancelled; as of solvers::CalcApplicantEffect and ChooseHostingScope.
absl::StatusOr<EffectReport> CalcEffects(const models::Region& region,
                                         const solvers::HostingBasis& basis,
                                         const EffectQuestion& question);

}  // namespace twin::capacity

#pragma once

#include <vector>

#include "solvers/hosting_capacity.h"

namespace solvers {

/// Room that an applicant takes from another bus, by linear sensitivities: a screen, not an answer.
struct NeighbourScreen {
  models::BusIndex bus;
  double before_mw = 0.0;  ///< as of ScreenHostingMw, at most the query's cap
  double after_mw = 0.0;   ///< with the applicant's flows taken off the rooms it shares
  double LossMw() const { return before_mw - after_mw; }
};

/// The buses that lose most when `mw` stand at the query's bus, each for the same kind of
/// connection, the largest loss first, at most `most`; those that lose nothing are left out. Of the
/// applicant's station none is told.
///   room'(l, c) = room(l, c) − mw · slope_i(l, c),   x_j = min room'(l, c) / slope_j(l, c)
/// over the (branch, outage) pairs that the applicant loads by at least 1 % of the rating.
std::vector<NeighbourScreen> ScreenNeighbours(const HostingBasis& basis, const HostingQuery& query,
                                              double mw, std::size_t most);

}  // namespace solvers

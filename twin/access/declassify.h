#pragma once

#include "absl/status/status.h"
#include "models/electricity/connection_profile.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/access/identity.h"

/// The declassified tuple: everything about capacity that may be told below K3, and nothing else.
/// Told is that of a cell (solvers::MakeCapacityCells, capacity::CalcCellRooms), equal for every
/// busbar of it: from answers by busbar, and from cells that follow those one by one, the binding
/// element can be located (tests/shown/09-access attacks both).
///
///   bucket         firm MW rounded down: 0, <1, 1–5, 5–10, 10–20, 20–50, >50 MW
///   reason         reason class of what binds; none above 50 MW, where it would tell whether the
///                  search ended at its cap
///   planning_year
///
/// With it goes a verdict that follows from the bucket and the asked MW alone: asking again and
/// again with other MW teaches no more than the bucket. Rounded, never blurred by noise: noise
/// averages out. A reader below K3 may vary nothing that would tell hours, outages or reactive
/// power apart (CheckMayAsk).
namespace twin::access {

ostlandet::twin::v1::CapacityBucket BucketOf(double firm_mw);

/// The tuple of one answer; `reason` as it was found.
ostlandet::twin::v1::DeclassifiedCapacity Declassify(double firm_mw, double requested_mw,
                                                     ostlandet::twin::v1::ReasonClass reason,
                                                     int planning_year);

/// Gives a tuple without a verdict that of `requested_mw`, by its bucket alone. `is_part`:
/// something below the point was not looked at, so that nothing is promised.
void AddVerdict(double requested_mw, bool is_part,
                ostlandet::twin::v1::DeclassifiedCapacity& tuple);

/// Whether this caller may ask so. Errors: InvalidArgument naming what only a reader of K3 may set:
/// another tan phi, N-0, an own series, a profile that is not open, terms, a storage (it asks
/// twice).
absl::Status CheckMayAsk(const Identity& identity,
                         const ostlandet::twin::v1::AskCapacityRequest& request,
                         const models::ConnectionProfiles& profiles);

}  // namespace twin::access

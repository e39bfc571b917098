#pragma once

#include "absl/status/status.h"
#include "models/electricity/connection_profile.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/access/identity.h"

/// The declassified tuple: everything about capacity that may be told below K3, and nothing else.
/// Told is that of a cell (solvers::MakeCapacityCells, capacity::CalcCellRooms), equal for every
/// busbar of it, for load and for generation: from answers by busbar, from cells that follow those
/// one by one, and from load told beside generation the binding element can be located
/// (tests/access/locate_element attacks them all).
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

/// Gives the tuple of a cell the verdict of `requested_mw`, by its bucket alone: NOW where the
/// bucket promises as much, else UNKNOWN, as the place itself and the direction that was asked for
/// may take more. `is_part`: something below the point was not looked at, so nothing is promised.
void AddVerdict(double requested_mw, bool is_part,
                ostlandet::twin::v1::DeclassifiedCapacity& tuple);

/// Whether this caller may ask so. Errors: InvalidArgument naming what only a reader of K3 may set:
/// another tan phi, N-0, an own series, a profile that is not open, terms, a storage (it asks
/// twice).
absl::Status CheckMayAsk(const Identity& identity,
                         const ostlandet::twin::v1::AskCapacityRequest& request,
                         const models::ConnectionProfiles& profiles);

}  // namespace twin::access

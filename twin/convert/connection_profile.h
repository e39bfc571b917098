#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::convert {

/// Shares of the MW, [quarter] of the planning year that begins with `first`, the largest 1; empty
/// for a flat profile. Hours are local (Europe/Oslo), holidays count as Sundays; an own series is
/// repeated until the year is full.
///   dwelling(q) = hour shape · month ratio · weekday ratio of the region, over its largest
/// Errors: FailedPrecondition for a dwelling in a region without hour shapes; as of OsloCalendar.
absl::StatusOr<std::vector<float>> MakeProfileShares(
    const ostlandet::twin::v1::ConnectionProfile& profile, const models::Region& region,
    models::Quarter first, std::size_t quarter_count);

}  // namespace twin::convert

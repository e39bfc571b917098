#pragma once

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "solvers/hosting_capacity.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::convert {

/// The terms of a record by its question: hours, seasons, the curve and quantiles by month and hour
/// in Oslo's calendar; a region with a load profile has no calendar, so neither seasons nor months.
/// Errors: as of OsloCalendar.
absl::StatusOr<ostlandet::twin::v1::ConditionalTerms> ToProto(
    const capacity::CapacityEngine::Terms& terms, const solvers::HostingQuery& query,
    const ostlandet::twin::v1::CapacityQuestion& question, const capacity::CapacityEngine& engine);

}  // namespace twin::convert

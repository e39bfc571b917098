#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/connection_shares.h"

namespace twin::convert {

/// Shares of the MW of a canonical question's profile, [quarter] of the planning year; empty for a
/// flat one. An own series is repeated until the year is full.
/// Errors: as of ConnectionShares::Make.
absl::StatusOr<std::vector<float>> MakeProfileShares(
    const ostlandet::twin::v1::ConnectionProfile& profile, const capacity::ConnectionShares& shares,
    models::BusIndex bus, const capacity::ShareSpan& span);

ostlandet::twin::v1::ConnectionProfileInfo ToProto(const models::ConnectionProfileParams& profile);

}  // namespace twin::convert

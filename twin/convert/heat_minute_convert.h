#pragma once

#include <cstddef>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "twin/heat/network_minutes.h"

namespace twin::convert {

/// What every answer about a network pipe by pipe says of itself.
inline constexpr char kHeatNetworkNotice[] =
    "Synthetic heat network: streets, pipes, heights and customers are invented from public sums.";
inline constexpr char kHeatNetworkPart[] = "heat network";

/// Whether a minute has something to show: solved, or not longer ago than kMaxHeatStaleQuarters.
bool IsShown(const heat::NetworkMinute& minute);

/// Valid: IsShown.
ostlandet::twin::v1::HeatNetworkSummary ToHeatMinuteSummary(const heat::NetworkModel& model,
                                                            const heat::NetworkMinute& minute);
/// Says why, when something could not be solved.
void AddStale(const heat::NetworkMinute& minute,
              google::protobuf::RepeatedPtrField<ostlandet::twin::v1::StalePart>& stale);

/// One message of a stream: sums, `nodes` and plants; all nodes and trenches too when asked for.
void FillHeatMinute(const heat::NetworkModel& model, const heat::NetworkMinute& minute,
                    const std::vector<std::size_t>& nodes, bool wants_columns,
                    ostlandet::twin::v1::WatchHeatNetworkResponse& message);

}  // namespace twin::convert

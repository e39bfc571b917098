#pragma once

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/region.h"
#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::convert {

/// The busbar a question means: named itself, of the named station, or of the nearest station that
/// has one. With several, the one of `nominal_kv`; without it the highest voltage up to 132 kV,
/// else the lowest. Errors: NotFound with the nearest names or the voltages that are there;
/// FailedPrecondition for an ambiguous name, a station without busbar, a region without
/// coordinates.
absl::StatusOr<models::BusIndex> FindConnectionBus(
    const models::Region& region, const models::AssetNames& names,
    const ostlandet::twin::v1::AskCapacityRequest& request);

}  // namespace twin::convert

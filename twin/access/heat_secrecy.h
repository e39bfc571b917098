#pragma once

#include "absl/status/status.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "twin/access/identity.h"

namespace twin::access {

/// Whether this caller may ask so. Sums before and after a closed trench tell what the customers
/// behind it take, and a plant taken out tells what it gave: only those who may read that may ask.
/// Errors: InvalidArgument naming every field that only they may set.
absl::Status CheckMayAsk(const Identity& identity,
                         const ostlandet::twin::v1::SolveHeatWhatIfRequest& request);

}  // namespace twin::access

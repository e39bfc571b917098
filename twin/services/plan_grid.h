#pragma once

#include <functional>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/plans/grid_point.h"
#include "twin/services/capacity_desk.h"

namespace twin::services {

/// The question for a load at a plan's connection point: at a node of the medium voltage where the
/// plan belongs to it, else at the busbar; flat, as the public may ask.
ostlandet::twin::v1::AskCapacityRequest MakePlanRequest(const plans::GridPoint& point,
                                                        double requested_mw);

/// What may be told of an answer, and its record.
plans::GridRoom MakeGridRoom(const ostlandet::twin::v1::CapacityAnswer& answer);
/// Why there is none. Says nothing of components: errors below K3 are in general words already.
plans::GridRoom MakeUnknownRoom(const absl::Status& status);

/// Asks a desk in this process, as a member of the public would. Both must outlive it.
plans::AskGrid AskDesk(const CapacityDesk& desk, const access::Identity& identity,
                       std::function<bool()> is_cancelled = nullptr);

}  // namespace twin::services

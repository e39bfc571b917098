#pragma once

#include <span>

#include "solvers/lane_buffers.h"

namespace solvers {

/// Lays 1 to kLanes cases into lanes, lane i case i, ready to be evaluated; lanes without a case
/// hold the first one and do not move. What one case makes necessary changes no bit of another.
void LayOutLanes(std::span<const LaneCase> cases, bool enforces_q_limits, LaneBuffers& buffers);

}  // namespace solvers

#pragma once

#include "solvers/ac_power_flow.h"
#include "solvers/lane_buffers.h"

namespace solvers {

/// Newton and the controls around it over lanes that have been laid out, until every lane is done.
void RunLanes(const PowerFlowOptions& options, LaneBuffers& buffers);

}  // namespace solvers

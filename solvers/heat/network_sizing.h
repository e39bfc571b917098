#pragma once

#include "absl/status/status.h"
#include "models/heat/network_generator.h"
#include "solvers/heat/heat_limits.h"
#include "solvers/heat/steady_heat.h"

namespace solvers::heat {

/// Makes an invented network fit its own coldest day. Sizes are drawn for a tree; loops lead water
/// elsewhere. Every trench with a pipe beyond the speed or gradient of `limits` gets the next
/// larger size of the series, all is solved again, until none is beyond or none can grow. Lifts
/// stay: they are what pumps can give.
/// Errors: as of SteadyHeat; FailedPrecondition when a trench of the largest size is still beyond.
absl::Status FitToColdestDay(const HeatLimitParams& limits, const SteadyHeatOptions& options,
                             models::GeneratedHeatNetwork& made);

}  // namespace solvers::heat

#pragma once

#include <string>
#include <vector>

#include "solvers/heat/heat_limits.h"

namespace twin::cli {

/// What a solved network breaks of what it must keep, most used first. What differs from a limit by
/// rounding alone keeps it. `options` are those it was solved with.
std::vector<solvers::heat::HeatLimit> FindHeatAlarms(
    const models::HeatNetwork& network, const solvers::heat::SteadyHeatSolution& solution,
    const solvers::heat::HeatLimitParams& limits, const solvers::heat::SteadyHeatOptions& options);

/// One of them in plain words: "pipe 12 loses 260 Pa/m, more than 200".
std::string TellHeatAlarm(const models::HeatNetwork& network,
                          const solvers::heat::HeatLimit& alarm);

/// All of them, one a line, of many the worst; "  no alarms" when there are none.
std::string TellHeatAlarms(const models::HeatNetwork& network,
                           const std::vector<solvers::heat::HeatLimit>& alarms);

}  // namespace twin::cli

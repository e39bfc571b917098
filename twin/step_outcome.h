#pragma once

#include <vector>

#include "models/base/ids.h"
#include "solvers/power_flow_tables.h"
#include "twin/frame.h"
#include "twin/world_state.h"

namespace twin {

/// What one step gives: the next state, the quarter's frame, and what could not be solved.
struct StepOutcome {
  WorldState next;
  std::vector<double> frame;
  std::vector<StalePart> stale;
};

/// The power flow of a step, for what is asked of it afterwards.
struct StepFlow {
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowSolution solution;  ///< of them
  models::Table<models::GeneratorIndex, double> generation_mw;
  std::vector<double> demand_mw;   ///< [bus] all of it
  std::vector<double> rating_mva;  ///< [branch] in the quarter's weather; 0 where not monitored
};

}  // namespace twin

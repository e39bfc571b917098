#pragma once

#include <string>

#include "data/matpower_from_grid.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"

namespace twin::cli {

/// A solution as the moment of which data::MakeMatpowerCase makes a case: the largest participant
/// is its slack bus, the others' part of the mismatch is generation, buses at a reactive limit have
/// it as injection. **Shape** `rating_mva` [branch], 0 where there is none.
data::GridMoment MakeGridMoment(const std::string& name, const solvers::PowerFlowInputs& inputs,
                                const solvers::PowerFlowSolution& solution,
                                const models::Table<models::BranchIndex, double>& rating_mva);

}  // namespace twin::cli

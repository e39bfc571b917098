#pragma once

#include <string>

#include "data/matpower_from_grid.h"
#include "models/electricity/grid.h"
#include "solvers/power_flow.h"

namespace twin::cli {

/// A solution as the moment of which data::MakeMatpowerCase makes a case: the largest participant
/// is its slack bus, every other one's part of its island's mismatch is generation (a case has one
/// slack bus: readers leave out islands that it is not in), buses at a reactive limit have
/// it as injection; banks that keep a voltage stand where they stand, and demand that follows its
/// voltage draws what it draws there. **Shape** `rating_mva` [branch], 0 where there is none.
data::GridMoment MakeGridMoment(const std::string& name, const models::ElectricityGrid& grid,
                                const solvers::PowerFlowInputs& inputs,
                                const solvers::PowerFlowAnswer& answer,
                                const models::Table<models::BranchIndex, double>& rating_mva);

}  // namespace twin::cli

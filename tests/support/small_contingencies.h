#pragma once

#include <gtest/gtest.h>

#include "solvers/ac_power_flow.h"
#include "tests/support/small_grids.h"

namespace tests {

/// Bus 0 feeds bus 1 by two lines of 60 MVA and bus 2 behind it by one; 80 MW and 10 MW.
struct SmallContingencies {
  models::ElectricityGrid grid;
  solvers::PowerFlowInputs inputs;
  models::Table<models::GeneratorIndex, double> generation_mw;
};

inline SmallContingencies MakeSmallContingencies() {
  SmallContingencies one;
  one.grid = MakeChain(2, 0.1, 5.0);
  one.grid.branches.Add({.id = "twin",
                         .name = "Twin",
                         .from = models::BusIndex(0),
                         .to = models::BusIndex(1),
                         .r_ohm = 0.1,
                         .x_ohm = 5.0});
  one.grid.generators.Add({.id = "g0",
                           .name = "Plant",
                           .bus = models::BusIndex(1),
                           .q_min_mvar = -20.0,
                           .q_max_mvar = 20.0,
                           .can_hold_voltage = true});
  one.generation_mw = models::Table<models::GeneratorIndex, double>{20.0};
  one.inputs = solvers::PowerFlowInputs::MakeZero(one.grid);
  one.inputs.injection_mw = {0.0, -60.0, -10.0};
  one.inputs.regulates = {1, 1, 0};
  one.inputs.q_min_mvar = {-1e4, -20.0, 0.0};
  one.inputs.q_max_mvar = {1e4, 20.0, 0.0};
  return one;
}

/// The intact grid from a flat start.
inline solvers::PowerFlowSolution SolveBase(const solvers::AcPowerFlow& solver,
                                            const models::ElectricityGrid& grid,
                                            const solvers::PowerFlowInputs& inputs,
                                            const solvers::PowerFlowOptions& options) {
  const auto workspace = solver.MakeWorkspace();
  const auto solution =
      solver.Solve(inputs, solvers::PowerFlowState::MakeFlat(grid), options, *workspace);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return *solution;
}

}  // namespace tests

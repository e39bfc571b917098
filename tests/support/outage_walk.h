#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/electricity/grid.h"
#include "models/electricity/topology.h"
#include "solvers/ac_power_flow.h"

namespace tests {

inline double ApparentMva(const solvers::BranchFlow& flow) {
  return std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar),
                  std::hypot(flow.p_to_mw, flow.q_to_mvar));
}

/// What a walk over outages met, over all walks it was handed to.
struct OutageWalk {
  int outages = 0;
  double lowest_pu = 2.0;
  double highest_pu = 0.0;
};

/// Every outage that splits nothing must have an AC solution from `start`, with all monitored
/// voltages inside their limits; visit(outage, branch, flow in MVA) for every monitored branch.
template <class Visit>
void WalkOutages(const solvers::AcPowerFlow& solver, const models::ElectricityGrid& grid,
                 solvers::PowerFlowInputs inputs, const solvers::PowerFlowState& start,
                 OutageWalk& walk, Visit visit) {
  const auto workspace = solver.MakeWorkspace();
  const auto bridges = models::FindBridges(grid, inputs.in_service);
  for (std::size_t c = 0; c < grid.branches.size(); ++c) {
    const models::BranchIndex outage(c);
    if (bridges[outage] != 0 || inputs.in_service[outage] == 0) continue;
    ++walk.outages;
    inputs.in_service[outage] = 0;
    const auto solution = solver.Solve(inputs, start, {}, *workspace);
    inputs.in_service[outage] = 1;
    ASSERT_TRUE(solution.ok()) << grid.branches[outage].name << ": " << solution.status();
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const models::BusParams& bus = grid.buses[models::BusIndex(i)];
      if (!bus.is_monitored) continue;
      const double vm_pu = solution->state.vm_pu[models::BusIndex(i)];
      walk.lowest_pu = std::min(walk.lowest_pu, vm_pu);
      walk.highest_pu = std::max(walk.highest_pu, vm_pu);
      EXPECT_GE(vm_pu, bus.v_min_pu) << bus.name << " without " << grid.branches[outage].name;
      EXPECT_LE(vm_pu, bus.v_max_pu) << bus.name << " without " << grid.branches[outage].name;
    }
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const models::BranchIndex branch(k);
      if (!grid.branches[branch].is_monitored) continue;
      visit(outage, branch, ApparentMva(solution->result.flow[branch]));
    }
  }
}

}  // namespace tests

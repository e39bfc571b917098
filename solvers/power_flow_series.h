#pragma once

#include <functional>
#include <memory>

#include "solvers/ac_power_flow.h"
#include "solvers/lane_power_flow.h"
#include "solvers/power_flow_batch.h"

namespace solvers {

/// The solvers of one grid: batches around a base and lanes for the many, the scalar one for starts
/// and for what fails.
struct SeriesSolvers {
  explicit SeriesSolvers(const AcPowerFlow& a, const LanePowerFlow& l)
      : scalar(&a),
        lanes(&l),
        scalar_work(a.MakeWorkspace()),
        lane_work(l.MakeWorkspace()),
        batch(l),
        batch_work(batch.MakeWorkspace()) {}
  const AcPowerFlow* scalar;
  const LanePowerFlow* lanes;
  std::unique_ptr<AcPowerFlow::Workspace> scalar_work;
  std::unique_ptr<LanePowerFlow::Workspace> lane_work;
  PowerFlowBatch batch;
  std::unique_ptr<PowerFlowBatch::Workspace> batch_work;
};

/// Solves `count` states in order, in kLanes chains of equal length side by side: chain c holds the
/// states [c·n, (c+1)·n) with n = ⌈count/kLanes⌉, starts flat and goes on from state to state.
/// The answer is a function of the inputs alone: no thread, no order, no earlier call enters.
/// `inputs_of(i)` gives the i-th inputs; `take(i, solution)` gets the answer, nullptr for a state
/// that has none. Calls come grouped by lane, not in order of i.
void SolvePowerFlowSeries(std::size_t count, const PowerFlowOptions& options,
                          const std::function<PowerFlowInputs(std::size_t)>& inputs_of,
                          const std::function<void(std::size_t, const PowerFlowSolution*)>& take,
                          SeriesSolvers& solvers);

}  // namespace solvers

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/cli/case_power_flow.h"

namespace twin::cli {

/// How long one engine takes for a case: medians over the repeats, without reading and printing,
/// flows of all branches included. 0 where the engine has no such way.
struct EngineTimes {
  std::string name;
  std::string instruction_set;
  std::size_t threads = 1;
  double cold_ms = 0.0;               ///< ordering, symbolic work and the solve from a DC start
  double reused_ms = 0.0;             ///< the solve alone, from the same start
  double series_step_one_ms = 0.0;    ///< loads moved by up to 5 % each, from the solution before
  double series_step_batch_ms = 0.0;  ///< the same, per step of a batch
  double outages_plain_per_s = 0.0;   ///< outages solved, from the intact solution, one at a time
  double outages_batch_per_s = 0.0;   ///< the same in batches
  std::size_t outages_tried = 0;
  std::size_t unsolved_count = 0;  ///< of the outages tried
};

struct PowerFlowBench {
  std::string machine;
  std::size_t cores = 0;
  int repeats = 0;
  std::size_t bus_count = 0, branch_count = 0;
  std::vector<EngineTimes> engines;  ///< the plain KLU Newton, oracle and baseline, first
};

/// Measures all engines in turn within each measure of each repeat, so that a busy machine slows
/// all alike. Tolerance 1e-8 pu, reactive limits not enforced.
/// Errors: FailedPrecondition when an engine has no solution of the intact network.
absl::StatusOr<PowerFlowBench> MeasurePowerFlow(const LoadedCase& loaded, int repeats);

std::string MakeBenchJson(const LoadedCase& loaded, const PowerFlowBench& bench);
std::string MakeBenchText(const LoadedCase& loaded, const PowerFlowBench& bench);

}  // namespace twin::cli

#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "twin/cli/case_power_flow.h"

namespace twin::cli {

struct StreamQuestion {
  std::size_t steps = 8760;
  std::size_t threads = 1;
  bool enforces_q_limits = false;
};

/// How a long time series went. What is told of the steps is what a caller may gather as they
/// stream by; nothing of size steps is kept.
struct StreamBench {
  std::string machine;
  std::string instruction_set;
  std::size_t bus_count = 0, branch_count = 0;
  std::size_t unsolved_count = 0;
  std::size_t full_newton_count = 0;  ///< given up by the chord
  std::size_t violation_count = 0;    ///< (step, branch or bus) outside a limit
  double worst_loading_share = 0.0;
  std::size_t worst_step = 0;  ///< where that is
  double losses_mwh = 0.0;     ///< a step is an hour
  double spent_s = 0.0;
  double steps_per_s = 0.0;
  std::size_t memory_before_bytes = 0;  ///< peak with the case read and solved
  std::size_t peak_memory_bytes = 0;    ///< peak of the process after the last step
};

/// A time series around the case's solution, in a batch: load and generation follow the hour by
/// 2 %, every load a noise of its own by 5 %, both functions of step and bus, so that no series is
/// stored. Flows, loadings, voltages and losses of every step are worked out and handed on, none is
/// kept. 1e-8 pu.
/// Errors: FailedPrecondition when the case itself has no solution.
absl::StatusOr<StreamBench> MeasureStream(const LoadedCase& loaded, const StreamQuestion& question);

std::string MakeStreamJson(const LoadedCase& loaded, const StreamQuestion& question,
                           const StreamBench& bench);
std::string MakeStreamText(const LoadedCase& loaded, const StreamQuestion& question,
                           const StreamBench& bench);

}  // namespace twin::cli

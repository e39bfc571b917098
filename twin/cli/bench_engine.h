#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/ac_power_flow.h"
#include "twin/cli/case_power_flow.h"

namespace twin::cli {

/// What every engine is asked: one case, its DC start, its solution, some steps and some outages.
/// Batches get more of the same, for some would be done before all lanes and threads are busy.
struct BenchWork {
  const LoadedCase* loaded = nullptr;
  solvers::PowerFlowOptions options;
  solvers::PowerFlowState start;
  solvers::PowerFlowState solved;
  std::vector<std::vector<double>> moved_share;  ///< [row][bus] added to the load
  std::size_t batch_step_count = 0;              ///< rows again and again
  std::vector<solvers::PowerFlowInputs> steps;   ///< the first rows
  std::vector<models::BranchIndex> batch_outages;
  std::vector<models::BranchIndex> outages;  ///< some of them
};

/// One engine under measurement. Each function does the whole task once, flows of all branches
/// included, and says how many power flows it has solved; one the engine does not have is empty.
struct BenchEngine {
  std::string name;
  std::string instruction_set;
  std::size_t threads = 1;
  std::size_t outages_tried = 0;
  std::function<std::size_t()> cold;
  std::function<std::size_t()> reused;
  std::function<std::size_t()> series_one;
  std::function<std::size_t()> series_batch;
  std::function<std::size_t()> outages_plain;
  std::function<std::size_t()> outages_batch;
};

/// The plain Newton with KLU. `work` must outlive the engine.
absl::StatusOr<BenchEngine> MakeKluEngine(const BenchWork& work);
/// Blocks without pivoting, one power flow at a time.
absl::StatusOr<BenchEngine> MakeBlockEngine(const BenchWork& work);
/// A full Newton in lanes on the best instruction set of this machine.
absl::StatusOr<BenchEngine> MakeLaneEngine(const BenchWork& work);
/// Chord Newton around one factor, loadings, limits and voltages of every answer included; the base
/// is laid out and factorised within the time of each list.
absl::StatusOr<BenchEngine> MakeBatchEngine(const BenchWork& work, std::size_t threads);

}  // namespace twin::cli

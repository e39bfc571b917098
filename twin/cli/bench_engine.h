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
struct BenchWork {
  const LoadedCase* loaded = nullptr;
  solvers::PowerFlowOptions options;
  solvers::PowerFlowState start;
  solvers::PowerFlowState solved;
  std::vector<solvers::PowerFlowInputs> steps;
  std::vector<models::BranchIndex> outages;
};

/// One engine under measurement. Each function does the whole task once, flows of all branches
/// included, and says how many power flows it has solved; one the engine does not have is empty.
struct BenchEngine {
  std::string name;
  std::string instruction_set;
  std::function<std::size_t()> cold;
  std::function<std::size_t()> reused;
  std::function<std::size_t()> series_one;
  std::function<std::size_t()> series_batch;
  std::function<std::size_t()> outages_plain;
  std::function<std::size_t()> outages_batch;
};

/// The plain Newton with KLU. `work` must outlive the engine.
absl::StatusOr<BenchEngine> MakeKluEngine(const BenchWork& work);
/// Lanes on the best instruction set of this machine.
absl::StatusOr<BenchEngine> MakeLaneEngine(const BenchWork& work);

}  // namespace twin::cli

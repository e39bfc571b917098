#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/contingency_solve.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// How many of a list which solver answered.
struct ContingencyBatchCounts {
  std::size_t by_batch = 0;   ///< one branch out, around the intact grid's factor
  std::size_t by_ladder = 0;  ///< one by one: several branches, generators, busbars, what was left
  std::size_t unsolved = 0;   ///< of those by the ladder
};

/// Contingencies around one solved base: those that take one branch by PowerFlowBatch, everything
/// else, and what the batch leaves, by PowerFlow. An answer is that of PowerFlow; it does not
/// depend on threads or on the rest of the list. Memory grows with threads and the grid, not with
/// the list.
class ContingencyBatch {
 public:
  /// `start` solves `inputs`; the grid must outlive the solver and have passed Validate.
  /// Errors: as of PowerFlow::Make and LanePowerFlow::Make.
  static absl::StatusOr<ContingencyBatch> Make(const models::ElectricityGrid& grid,
                                               const PowerFlowInputs& inputs,
                                               const PowerFlowState& start,
                                               const PowerFlowOptions& options);
  ~ContingencyBatch();
  ContingencyBatch(ContingencyBatch&&) noexcept;

  ContingencyBatchCounts Solve(std::span<const Contingency> all,
                               std::span<const std::size_t> wanted,
                               std::span<const double> rating_mva, std::size_t threads,
                               const ContingencyVisit& visit) const;

  /// As the seam wants it; must not outlive this solver.
  ContingencySolve OnThreads(std::size_t threads) const;

  /// What stands after `steps` Newton steps from the intact grid's solution with the intact grid's
  /// factor, corrected for what is lost: active and reactive flows and voltages together. One step
  /// is the exact linearisation of the changed equations,
  ///   J_c Δx = −f_c(x₀),  J_c = J₀ + E Fᵀ   (1P1Q with the couplings that B′ and B″ leave out)
  /// For single branches that cut nothing off, and units whose bus stays held; everything else,
  /// and where a reactive limit or a tap changer would move, is visited without an estimate.
  /// Threads change no bit.
  void Estimate(std::span<const Contingency> all, std::span<const std::size_t> wanted,
                std::span<const double> rating_mva, std::size_t threads, int steps,
                const ContingencyVisit& visit) const;
  ContingencySolve EstimateOnThreads(std::size_t threads, int steps = 1) const;

 private:
  struct Parts;
  explicit ContingencyBatch(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace solvers

#pragma once

#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_list.h"

namespace solvers {

/// What a contingency leaves, as far as limits can be asked of it; the spans live until the visit
/// returns.
struct ContingencyAnswer {
  absl::Status status;                    ///< why there is none: nothing below holds
  std::span<const double> loading_share;  ///< [branch] |S|/(V rating), the larger of both ends;
                                          ///< 0 without a rating and in no service
  std::span<const double> vm_pu;          ///< [bus] 0 without voltage
  double mismatch_pu = 0.0;               ///< largest that an estimate leaves open
};

/// Gets the answer of one contingency. Several threads may call at the same time, never for the
/// same contingency.
using ContingencyVisit =
    std::function<void(std::size_t contingency, const ContingencyAnswer& answer)>;

/// Solves the wanted ones of a list and shows each once, in no particular order; keeps none of
/// them. `rating_mva` is [branch], 0 without a rating.
/// The seam between the analysis and a solver: one by one (below), or a batch (contingency_batch).
using ContingencySolve =
    std::function<void(std::span<const Contingency> all, std::span<const std::size_t> wanted,
                       std::span<const double> rating_mva, const ContingencyVisit& visit)>;

/// By the plain AC power flow, one contingency after the other on each of `threads` threads, each
/// started from `start`. All arguments must outlive what is returned. The answers do not depend on
/// the threads.
ContingencySolve MakeAcContingencySolve(const AcPowerFlow& solver,
                                        const models::ElectricityGrid& grid,
                                        const PowerFlowInputs& inputs, const PowerFlowState& start,
                                        const PowerFlowOptions& options, std::size_t threads);

/// What a solution is shown as; the vectors are overwritten and kept for the next one.
struct ContingencyTables {
  std::vector<double> loading_share;  ///< [branch]
  std::vector<double> vm_pu;          ///< [bus]

  void Fill(const models::ElectricityGrid& grid, const PowerFlowSolution& solution,
            std::span<const double> rating_mva);
  ContingencyAnswer Show() const {
    return {.status = absl::OkStatus(), .loading_share = loading_share, .vm_pu = vm_pu};
  }
};

}  // namespace solvers

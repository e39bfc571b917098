#pragma once

#include <functional>
#include <span>

#include "absl/status/statusor.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_list.h"

namespace solvers {

/// Shows the answer of one contingency, or why there is none.
using ContingencyVisit =
    std::function<void(std::size_t contingency, const absl::StatusOr<PowerFlowSolution>& answer)>;

/// Solves the wanted ones of a list and shows each once, in the order wanted; keeps none of them.
/// The seam at which a batch solver takes the place of the scalar one.
using ContingencySolve =
    std::function<void(std::span<const Contingency> all, std::span<const std::size_t> wanted,
                       const ContingencyVisit& visit)>;

/// By AC power flow, one contingency after the other on each of `threads` threads, each started
/// from `start`. All arguments must outlive what is returned. The answers do not depend on the
/// threads.
ContingencySolve MakeAcContingencySolve(const AcPowerFlow& solver, const PowerFlowInputs& inputs,
                                        const PowerFlowState& start,
                                        const PowerFlowOptions& options, std::size_t threads);

}  // namespace solvers

#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_list.h"

namespace solvers {

/// When an AC power flow is worth its time.
struct ScreenParams {
  double limit_share = 1.0;    ///< of the normal rating
  double margin_share = 0.15;  ///< estimates this close below the limit are looked at
  double rise_share = 0.01;    ///< a loading that rises by less above the intact one is nothing new
  double opened_rad = 0.5;  ///< an angle between the ends of what is lost that is no small change
};

/// What the linear estimate says of one contingency.
struct ScreenResult {
  double estimated_share = 0.0;  ///< largest loading of all branches with a rating
  bool is_wanted = true;         ///< to be solved by AC
};

/// Estimates every contingency from the base solution: active flows move by the DC network's
/// factors, reactive flows and voltages stay,
///   loading_k = √((P_k + ΔP_k)² + Q_k²) / (V_k rating_k)
/// Wanted is what brings some branch within the margin of the limit; where that branch is above the
/// limit in the intact grid already, only what lifts it further (by a quarter of the rise that
/// counts, for the estimate is rough).
/// Whatever cuts buses off or takes a busbar is always wanted: the estimate knows nothing of it.
/// It cannot see voltages that fall: misses are to be expected where they bind.
/// **Shape** `rating_mva` [branch], 0 without one.
/// Errors: FailedPrecondition as of DcNetwork::Make.
absl::StatusOr<std::vector<ScreenResult>> ScreenContingencies(
    const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
    const PowerFlowSolution& base, std::span<const Contingency> contingencies,
    std::span<const double> rating_mva, const ScreenParams& params);

}  // namespace solvers

#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_list.h"
#include "solvers/contingency_solve.h"

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
  double estimated_v_pu = 0.0;   ///< nearest to, or furthest beyond, its limits; 0: not estimated
  bool is_estimated = false;
  bool is_wanted = true;  ///< to be solved by AC
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

/// When an estimate with voltages (ContingencyBatch::Estimate) calls for AC.
struct StepScreenParams {
  double limit_share = 1.0;    ///< of the normal rating
  double margin_share = 0.05;  ///< loadings this close below the limit are looked at
  double rise_share = 0.01;    ///< as of ScreenParams
  double v_margin_pu = 0.005;  ///< voltages this close within their limits are looked at
  double v_move_pu = 0.001;    ///< a voltage that moves out by less is nothing new
  double most_open_pu = 0.1;   ///< mismatch beyond which an estimate is not believed
};

/// The same by an estimate of every loading and voltage. Wanted is what has no estimate, what
/// leaves much open, and what brings a branch or a bus within the margin of its limit by moving it
/// towards that limit, by a quarter at least of the change that counts: what stands still near a
/// limit was there before. A wider margin never wants less.
/// `intact` are the loadings and voltages with nothing lost; `rating_mva` is [branch].
std::vector<ScreenResult> ScreenByStep(const models::ElectricityGrid& grid,
                                       const ContingencyAnswer& intact,
                                       std::span<const Contingency> contingencies,
                                       std::span<const double> rating_mva,
                                       const StepScreenParams& params,
                                       const ContingencySolve& estimate);

}  // namespace solvers

#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "solvers/dc_sensitivities.h"
#include "solvers/lane_power_flow.h"
#include "solvers/limit_set.h"
#include "solvers/near_limits.h"
#include "solvers/planning_states.h"
#include "solvers/power_flow_series.h"

namespace solvers {

/// How controls stand after an outage and when an applicant connects: generators, condensers and
/// compensators act within their limits at once, tap changers and capacitor banks stay where the
/// quarter's base left them.
inline constexpr PowerFlowOptions kPostOutageOptions{
    .tolerance_pu = 1e-7, .enforces_q_limits = true, .moves_taps = false};

/// Extremes over a block of quarters of everything that has a limit, under every outage, by AC
/// power flow. Rows are branches (or buses) of a LimitSet, columns its outages, padded to whole
/// lanes; `_at` is the position in the block where the extreme stands.
struct OutageExtremes {
  std::size_t outage_stride = 0;
  std::vector<float> loading_max_share, loading_min_share;  ///< signed as P at `from`
  std::vector<std::uint16_t> loading_max_at, loading_min_at;
  std::vector<float> v_min_pu, v_max_pu;  ///< ±infinite where a bus never has voltage
  std::vector<std::uint16_t> v_min_at, v_max_at;
  /// Largest distance between the loading that OutageInterpolation sees and that of AC power flow,
  /// over some quarters of the block.
  std::vector<float> loading_error_share;
  NearLimitTable near_limits;    ///< of loadings
  NearLimitTable near_voltages;  ///< that the outage moved

  /// Outages of a limit set, padded to whole lanes.
  static std::size_t StrideOf(const LimitSet& limits);
  /// Nothing seen yet.
  static OutageExtremes Make(const LimitSet& limits);
};

/// An outage that neither lanes nor the scalar solver could solve in a quarter: what happens then
/// is not known, and no extreme knows of it.
struct UnsolvedOutage {
  std::uint32_t quarter = 0;
  std::uint16_t outage = 0;  ///< of the LimitSet
  bool operator==(const UnsolvedOutage&) const = default;
};

/// Solves every outage in every quarter of a block, as a batch around the quarter's own state; what
/// fails there is solved once more by the scalar solver. A few quarters are solved again to see
/// how well the others follow from the extremes. `quarters` must be fewer than 65,536.
/// Returns false, with nothing to use, when it was cancelled on the way.
bool CalcOutageExtremes(const PlanningStates& states, const LimitSet& limits,
                        const DcSensitivities& dc, std::span<const std::uint32_t> quarters,
                        SeriesSolvers& solvers, OutageExtremes& extremes,
                        std::vector<UnsolvedOutage>& unsolved,
                        const std::atomic<bool>* is_cancelled = nullptr);

}  // namespace solvers

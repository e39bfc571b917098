#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "solvers/ac_power_flow.h"
#include "solvers/dc_sensitivities.h"
#include "solvers/lane_power_flow.h"
#include "solvers/limit_set.h"
#include "solvers/outage_extremes.h"
#include "solvers/planning_states.h"

namespace solvers {

class AnchorStarts;

/// Extremes of one block, wherever they are kept; layout as of OutageExtremes.
struct BlockExtremes {
  std::span<const std::uint32_t> quarters;  ///< of the block, ascending
  std::span<const float> loading_max_share, loading_min_share, v_min_pu, v_max_pu;
  std::span<const std::uint16_t> loading_max_at, loading_min_at, v_min_at, v_max_at;
  std::span<const float> loading_error_share;
  NearLimits near_limits;    ///< of loadings
  NearLimits near_voltages;  ///< that the outage moved
};

/// Everything known before a question is asked, for one planning year. Immutable; many questions
/// may be answered at a time.
struct HostingBasis {
  const AcPowerFlow* scalar = nullptr;
  const LanePowerFlow* lanes = nullptr;
  const PlanningStates* states = nullptr;
  LimitSet limits;
  DcSensitivities dc;
  std::vector<BlockExtremes> blocks;
  std::vector<UnsolvedOutage> unsolved;  ///< sorted by quarter, then outage
  // Derived by PrepareHostingBasis.
  std::vector<std::uint32_t> anchors;  ///< quarters where slopes are taken
  std::vector<float> rating_min_mva;   ///< [block × branch of limits]
  std::vector<float> outage_max_mw;    ///< [block × outage] largest |P| on what is lost
  /// [branch of limits × outage] least room of the year for a flow that rises or falls
  std::vector<float> room_up_mva, room_down_mva;
  std::vector<float> loading_error_share;  ///< [likewise] largest of all blocks
  /// [bus of limits × outage] extremes of the year
  std::vector<float> v_min_pu, v_max_pu;
  /// Saves every question a part of its slopes; null: each finds them itself.
  std::shared_ptr<const AnchorStarts> starts;
};

/// Fills what is derived. Everything before it must be set.
void PrepareHostingBasis(HostingBasis& basis);

}  // namespace solvers

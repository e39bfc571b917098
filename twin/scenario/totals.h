#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/region.h"
#include "models/time/quarter.h"
#include "twin/frame.h"
#include "twin/frame_layout.h"

namespace twin::scenario {

/// What of a frame breaks a limit. The order is that of the API's ViolationKind.
enum class BreachKind { kOverload, kUndervoltage, kOvervoltage, kDeEnergised };

/// One broken limit of one element.
struct Breach {
  BreachKind kind = BreachKind::kOverload;
  std::size_t row = 0;  ///< branch for an overload, else bus
  double value_pu = 0.0;
  double limit_pu = 0.0;
  double excess_pu() const { return std::abs(value_pu - limit_pu); }
};

/// Every limit broken in the frame, by the rules of the alarms people see: monitored elements only,
/// rounding slack left out. Branches first, then buses, each in table order.
std::vector<Breach> FindBreaches(const models::Region& region, const FrameLayout& layout,
                                 std::span<const double> frame);

/// Id of the element of a breach.
const std::string& BreachElementId(const models::Region& region, const Breach& breach);

/// The breach that stands out most in a run, and when.
struct WorstBreach {
  Breach breach;
  models::Quarter quarter;
};

/// Sums over the quarters of a run:  E = Σ P · 0.25 h.
struct Totals {
  std::int64_t quarters = 0;
  std::int64_t stale_quarters = 0;  ///< some part kept its last good values
  std::int64_t breached_quarters = 0;
  double demand_mwh = 0.0;  ///< electricity without electric heat production
  double heat_electricity_mwh = 0.0;
  double losses_mwh = 0.0;
  double generation_mwh = 0.0;
  double net_import_mwh = 0.0;
  double unserved_mwh = 0.0;       ///< electricity wanted where there was no voltage
  double beyond_limits_mwh = 0.0;  ///< import wanted beyond what the boundaries allow
  double heat_demand_mwh = 0.0;
  double heat_unserved_mwh = 0.0;
  double heat_cost_nok = 0.0;      ///< fuel and power of the heat plants
  double heat_emission_kg = 0.0;   ///< CO2 equivalents of the heat plants
  double worst_residual_mw = 0.0;  ///< largest gap of the region's power balance
  double worst_heat_residual_mw = 0.0;
  double coldest_room_degc = 1e9;      ///< over heat systems and quarters
  double highest_loading_share = 0.0;  ///< of monitored branches
  std::optional<WorstBreach> worst_overload;
  std::optional<WorstBreach> worst_voltage;
};

/// Adds one quarter.
void AddQuarter(const models::Region& region, const FrameLayout& layout, const Frame& frame,
                Totals& totals);

}  // namespace twin::scenario

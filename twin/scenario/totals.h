#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/region.h"
#include "models/time/quarter.h"
#include "twin/frame.h"
#include "twin/frame_layout.h"
#include "twin/limit_breaches.h"

namespace twin::scenario {

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
  double coldest_room_degc = 1e9;             ///< over heat systems and quarters
  double highest_loading_share = 0.0;         ///< of monitored branches
  double highest_outage_loading_share = 0.0;  ///< after any single outage, screened
  std::optional<WorstBreach> worst_overload;
  std::optional<WorstBreach> worst_voltage;
};

/// Counts what one quarter breaks.
void NoteBreaches(const std::vector<Breach>& breaches, models::Quarter quarter, Totals& totals);

/// Adds one quarter.
void AddQuarter(const models::Region& region, const FrameLayout& layout, const Frame& frame,
                Totals& totals);

}  // namespace twin::scenario

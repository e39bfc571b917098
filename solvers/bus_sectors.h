#pragma once

#include "models/climate/sector.h"
#include "solvers/planning_quarter.h"

namespace solvers {

/// What the loads at one bus draw in one quarter, sector by sector.
struct BusSectors {
  models::SectorTable<double> sector_mw{};
  models::SectorTable<double> heating_mw{};  ///< the part of it that follows the cold
  double general_mw = 0.0;                   ///< of general loads, all sectors
};

/// Sectors of the loads at a bus as the planning year draws them: a load's cold-morning MW times
/// its mix times the sector's ratio at its place. The heating part of a sector with weather share w
/// is
///   w R/R̄ / ((1 − w) · month + w R/R̄)   of it.
/// Loads without a mix of sectors count as general alone.
BusSectors CalcBusSectors(const PlanningParams& params, const PlanningWeather& weather,
                          models::BusIndex bus);

}  // namespace solvers

#pragma once

#include "models/base/ids.h"
#include "models/climate/demand.h"
#include "models/climate/weather.h"
#include "models/electricity/load.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"

namespace solvers {

/// Demand of every load in one quarter, heat plants not included.
struct ElectricityDemand {
  models::Table<models::LoadIndex, double> demand_mw;
  models::Table<models::LoadIndex, double> demand_mvar;
  /// Power of the sectors at every place, over their means; only with a sector model.
  models::Table<models::PlaceIndex, models::SectorTable<double>> sector_power_ratio;
};

/// Loads with a mix of sectors: P = cold_mw · Σ_s mix_s p_s(place, time), each sector evaluated
/// once per place (models::CalcSectorPowerRatio); general ones with the load's own noise on top,
/// named ones with their sectors' own noise. Without a mix. General loads: P = cold_mw · D(T_eff,
/// time) / D(cold design morning) · (1 + noise), with the region's formula D
/// (models/climate/demand.h) at the load's own place. Named loads: between their cold, mild and
/// summer values by T_eff alone (−20, +2, +16 °C). Q = P · tan φ(P).
/// **Shape** loads, demand [load]; no allocation when `demand` already has that size.
/// **Valid** the cold morning is met exactly without noise; mild_mw and summer_mw of general loads
/// are not used (what the formula misses there is measured by the tests).
void CalcElectricityDemand(const models::Table<models::LoadIndex, models::LoadParams>& loads,
                           const models::DemandParams& params, const models::WeatherField& weather,
                           const models::WeatherYear& weather_year, models::Quarter quarter,
                           const models::OsloTime& local, ElectricityDemand& demand);

/// tan φ at a demand: linear between the design cases' (MW, tan φ), flat outside.
double CalcTanPhiRatio(const models::LoadParams& load, double demand_mw);

/// Demand of a named load by temperature: linear between the design cases, flat outside.
double CalcNamedDemandMw(const models::LoadParams& load, double effective_degc);

}  // namespace solvers

#pragma once

#include "models/heat/heat_system.h"

namespace tests {

/// A small town's district heating: one incinerator that must run, a heat pump with a known source,
/// an electric boiler and a bio-oil boiler, a tank and 10 MW/K of buildings. Round figures, so that
/// a test can be followed by hand.
inline models::HeatSystemParams MakeHeatSystem() {
  models::HeatSystemParams system{.id = "h", .name = "Heat", .place = models::PlaceIndex(0)};
  system.plants = {{.id = "waste",
                    .name = "Waste",
                    .kind = models::HeatPlantKind::kWasteIncineration,
                    .heat_max_mw = 60.0,
                    .heat_min_mw = 40.0,
                    .efficiency_ratio = 0.8,
                    .cost_nok_per_mwh = -200.0},
                   {.id = "pump",
                    .name = "Pump",
                    .kind = models::HeatPlantKind::kHeatPump,
                    .heat_max_mw = 30.0,
                    .efficiency_ratio = 3.0,
                    .tariff_nok_per_mwh = 100.0,
                    .uses_electricity = true,
                    .bus = models::BusIndex(0)},
                   {.id = "boiler",
                    .name = "Boiler",
                    .kind = models::HeatPlantKind::kElectricBoiler,
                    .heat_max_mw = 100.0,
                    .efficiency_ratio = 1.0,
                    .tariff_nok_per_mwh = 100.0,
                    .uses_electricity = true,
                    .bus = models::BusIndex(0)},
                   {.id = "oil",
                    .name = "Oil",
                    .kind = models::HeatPlantKind::kBioOilBoiler,
                    .heat_max_mw = 200.0,
                    .efficiency_ratio = 0.9,
                    .cost_nok_per_mwh = 1200.0,
                    .emission_kg_per_mwh = 5.0}};
  system.accumulator = {.capacity_mwh = 200.0, .power_max_mw = 40.0, .loss_per_h = 0.001};
  system.buildings = {.air_capacity_mwh_per_k = 50.0,
                      .mass_capacity_mwh_per_k = 800.0,
                      .loss_mw_per_k = 8.0,
                      .ventilation_mw_per_k = 2.0,
                      .coupling_mw_per_k = 60.0,
                      .set_point_degc = 21.0,
                      .internal_gain_mw = 40.0,
                      .hot_water_mw = 20.0,
                      .controller_mw_per_k = 400.0,
                      .heat_max_mw = 450.0};
  system.network_loss_mw_per_k = 0.2;
  system.supply_cold_degc = 110.0;
  system.supply_warm_degc = 80.0;
  system.return_degc = 50.0;
  system.ground_degc = 5.0;
  system.hot_water_ratio.fill(1.0);
  system.ventilation_workday_share.fill(0.5);
  system.ventilation_weekend_share.fill(0.5);
  return system;
}

/// No outage, no grid order, 500 NOK/MWh.
inline models::HeatSystemInputs MakeHeatInputs(double outdoor_degc) {
  return {.outdoor_degc = outdoor_degc,
          .hot_water_ratio = 1.0,
          .ventilation_share = 0.5,
          .electricity_price_nok_per_mwh = 500.0,
          .electricity_max_mw = 1e6,
          .plant_available_share = {}};
}

}  // namespace tests

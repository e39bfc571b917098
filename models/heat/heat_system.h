#pragma once

#include <string>
#include <vector>

#include "models/base/ids.h"

namespace models {

enum class HeatPlantKind {
  kWasteIncineration,
  kHeatPump,         ///< ambient or sewage source
  kSurplusHeatPump,  ///< lifts surplus heat, e.g. of a data centre
  kElectricBoiler,
  kPelletBoiler,
  kBioOilBoiler,
  kGasBoiler,
};

/// One plant of a district-heating system.
struct HeatPlantParams {
  std::string id;
  std::string name;
  HeatPlantKind kind = HeatPlantKind::kElectricBoiler;
  double heat_max_mw = 0.0;
  double heat_min_mw = 0.0;       ///< must-run level (incineration)
  double efficiency_ratio = 1.0;  ///< heat out per fuel or electricity in; a heat pump's COP
  double cost_nok_per_mwh = 0.0;  ///< of heat, without electricity; decides the merit order
  bool uses_electricity = false;
  BusIndex bus;  ///< where the electricity is taken; valid when uses_electricity
  double emission_kg_per_mwh = 0.0;
};

/// Hot-water tank as one mixed energy content with standing loss.
struct AccumulatorParams {
  double capacity_mwh = 0.0;
  double power_max_mw = 0.0;  ///< charge and discharge
  double loss_per_h = 0.0;    ///< share of the content per hour
};

/// All connected buildings as two thermal states: indoor air with furniture, and structure.
///   C_air dT_air/dt = Q + G − H_out (T_air − T_out) − H_mass (T_air − T_mass)
///   C_mass dT_mass/dt = H_mass (T_air − T_mass)
struct BuildingStockParams {
  double air_capacity_mwh_per_k = 0.0;
  double mass_capacity_mwh_per_k = 0.0;
  double loss_mw_per_k = 0.0;      ///< H_out, to outdoors
  double coupling_mw_per_k = 0.0;  ///< H_mass, air to structure
  double set_point_degc = 21.0;
  double internal_gain_mw = 0.0;     ///< G: people and appliances
  double hot_water_mw = 0.0;         ///< yearly mean of hot tap water
  double controller_mw_per_k = 0.0;  ///< radiators' proportional band
  double heat_max_mw = 0.0;          ///< what the substations can take
};

/// One district-heating system as one node.
struct HeatSystemParams {
  std::string id;
  std::string name;
  PlaceIndex place;
  std::vector<HeatPlantParams> plants;
  AccumulatorParams accumulator;
  BuildingStockParams buildings;
  double network_loss_mw_per_k = 0.0;  ///< times (mean water − ground temperature)
  double supply_cold_degc = 0.0;       ///< supply temperature at −20 °C outdoors
  double supply_warm_degc = 0.0;       ///< supply temperature at +10 °C outdoors and above
  double return_degc = 0.0;
  double ground_degc = 6.0;
};

/// What the world does to a heat system in one step.
struct HeatSystemInputs {
  double outdoor_degc = 0.0;
  double hot_water_ratio = 1.0;                 ///< hot tap water over its yearly mean
  double electricity_price_nok_per_mwh = 0.0;   ///< spot and tariff together
  double electricity_max_mw = 0.0;              ///< grid order; a large number when there is none
  std::vector<double> surplus_available_share;  ///< [plant] 0–1 availability of each plant
};

/// What a heat system carries to the next step.
struct HeatSystemState {
  double accumulator_mwh = 0.0;
  double air_degc = 21.0;
  double mass_degc = 21.0;
  bool operator==(const HeatSystemState&) const = default;
};

/// Means over one step; the balances close to rounding:
///   Σ plant_heat_mw + accumulator_discharge_mw = delivered_mw + network_loss_mw
struct HeatSystemResult {
  std::vector<double> plant_heat_mw;         ///< [plant]
  std::vector<double> plant_electricity_mw;  ///< [plant]
  double accumulator_discharge_mw = 0.0;     ///< negative while charging
  double accumulator_loss_mw = 0.0;
  double demand_mw = 0.0;     ///< what buildings and taps ask for
  double delivered_mw = 0.0;  ///< what they get
  double unserved_mw = 0.0;
  double network_loss_mw = 0.0;
  double supply_degc = 0.0;
  double electricity_mw = 0.0;
  double emission_kg_per_h = 0.0;
  double balance_residual_mw = 0.0;  ///< of the equation above
  double store_residual_mwh = 0.0;   ///< of Δaccumulator = (charge − discharge − loss)·dt
  double building_residual_mwh = 0.0;
};

}  // namespace models

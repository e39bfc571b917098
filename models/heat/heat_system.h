#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "models/heat/building_stock.h"
#include "models/plants/heat_plant.h"
#include "models/time/oslo_calendar.h"

namespace models {

/// Hot-water tank as one mixed energy content with standing loss.
struct AccumulatorParams {
  double capacity_mwh = 0.0;
  double power_max_mw = 0.0;  ///< charge and discharge
  double loss_per_h = 0.0;    ///< share of the content per hour
};

/// The network's own water as a store: supply water hotter than the curve asks for, charged hours
/// ahead of a peak.
struct NetworkStorageParams {
  double water_mwh_per_k = 0.0;    ///< of all supply pipes; 0: not used
  double raise_max_k = 0.0;        ///< above the supply curve
  double raise_max_k_per_h = 0.0;  ///< up and down
};

/// One district-heating system as one node.
struct HeatSystemParams {
  std::string id;
  std::string name;
  PlaceIndex place;                ///< whose weather it follows
  MunicipalityIndex municipality;  ///< unset: not known
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  double delivered_gwh = 0.0;  ///< published, of a normal year; 0: no figure
  std::vector<HeatPlantParams> plants;
  AccumulatorParams accumulator;
  BuildingStockParams buildings;
  NetworkStorageParams network;
  double network_loss_mw_per_k = 0.0;  ///< times (mean water − ground temperature)
  double supply_cold_degc = 0.0;       ///< supply temperature at −20 °C outdoors
  double supply_warm_degc = 0.0;       ///< supply temperature at +10 °C outdoors and above
  double return_degc = 0.0;
  double ground_degc = 7.0;
  std::array<double, 24> hot_water_ratio{};            ///< local hour over day mean
  std::array<double, 24> ventilation_workday_share{};  ///< of ventilation_mw_per_k, local hour
  std::array<double, 24> ventilation_weekend_share{};  ///< Saturdays, Sundays and holidays
};

/// What a plan made ahead wants of one step.
struct HeatPlanStep {
  std::vector<char>
      plant_runs;  ///< [plant]; empty: no plan, cheapest first and the tank's own rule
  double accumulator_discharge_mw = 0.0;
  double network_discharge_mw = 0.0;
};

/// What the world does to a heat system in one step.
struct HeatSystemInputs {
  double outdoor_degc = 0.0;
  double effective_degc = 0.0;                 ///< remembered: what loads, held ones too, follow
  double hot_water_ratio = 1.0;                ///< hot tap water over its yearly mean
  double ventilation_share = 0.0;              ///< of the buildings' ventilation_mw_per_k
  double electricity_price_nok_per_mwh = 0.0;  ///< spot; each plant adds its own tariff
  double electricity_max_mw = 0.0;             ///< grid order; a large number when there is none
  double reserve_cut_mw = 0.0;                 ///< electricity given up as activated reserve
  std::vector<double> plant_available_share;   ///< [plant] 0 (out) to 1
  HeatPlanStep plan;
};

/// What one plant carries to the next step.
struct HeatPlantState {
  PlantRunningState running;
  double fuel_mwh = 0.0;
  bool operator==(const HeatPlantState&) const = default;
};

/// What a heat system carries to the next step.
struct HeatSystemState {
  double accumulator_mwh = 0.0;
  double network_mwh = 0.0;  ///< in the supply water above the curve
  double air_degc = 21.0;
  double mass_degc = 21.0;
  std::vector<HeatPlantState> plants;  ///< [plant]; empty: all have stood for long, stores full
  bool operator==(const HeatSystemState&) const = default;
};

/// Electricity that one plant could take and does not, by who stops it. The three are told apart
/// because they end differently: a price when it falls, an activated reserve when its time is over,
/// a grid order only when the grid company lifts it.
struct PlantWithheld {
  double price_mw = 0.0;    ///< other heat is cheaper, or there is no need
  double order_mw = 0.0;    ///< it would run but for the grid order
  double reserve_mw = 0.0;  ///< it would run but for the activation
};

/// Means over one step; the balances close to rounding:
///   Σ plant_heat_mw + accumulator_discharge_mw + network_discharge_mw
///     = delivered_mw + network_loss_mw + cooled_off_mw
struct HeatSystemResult {
  std::vector<double> plant_heat_mw;          ///< [plant]
  std::vector<double> plant_electricity_mw;   ///< [plant] taken from the grid
  std::vector<double> plant_power_mw;         ///< [plant] given to the grid by turbines
  std::vector<PlantWithheld> plant_withheld;  ///< [plant]
  std::vector<double> plant_least_mw;         ///< [plant] least heat in this step if it runs
  std::vector<double>
      plant_most_mw;  ///< [plant] most heat in this step: outages, ramps, fuel, order
  std::vector<double> plant_cost_nok_per_mwh;  ///< [plant] of one more MWh of its heat
  double accumulator_discharge_mw = 0.0;       ///< negative while charging
  double accumulator_loss_mw = 0.0;
  double network_discharge_mw = 0.0;     ///< of the supply water; negative while it is heated
  double network_storage_loss_mw = 0.0;  ///< to the ground, for being hotter than the curve
  double demand_mw = 0.0;                ///< what buildings and taps ask for
  double delivered_mw = 0.0;             ///< what they get
  double unserved_mw = 0.0;
  double network_loss_mw = 0.0;
  double cooled_off_mw = 0.0;  ///< must-run heat nobody takes
  double supply_degc = 0.0;
  double electricity_mw = 0.0;
  double power_mw = 0.0;        ///< of turbines
  double cost_nok_per_h = 0.0;  ///< fuel, electricity less turbines' sales, starts, cooling-off
  double emission_kg_per_h = 0.0;
  double marginal_cost_nok_per_mwh = 0.0;  ///< of the dearest plant that runs above its minimum
  double releasable_mw = 0.0;  ///< electricity that could stop within this step, all heat served
  double balance_residual_mw = 0.0;    ///< of the equation above
  double store_residual_mwh = 0.0;     ///< of Δaccumulator = (charge − discharge − loss)·dt
  double building_residual_mwh = 0.0;  ///< of Σ C ΔT = (heat + gain − loss to outdoors)·dt
};

/// Supply temperature: linear in the outdoor temperature between −20 °C (supply_cold) and +10 °C
/// (supply_warm), flat outside.
double CalcSupplyDegC(const HeatSystemParams& system, double outdoor_degc);

/// Heat lost by the buried pipes:  k · ((T_supply + T_return)/2 − T_ground)
double CalcNetworkLossMw(const HeatSystemParams& system, double supply_degc);

/// The network's water as a tank. What it loses is the ground's share of its raise:
///   capacity = w·raise_max,  power = w·raise_max_per_h,  loss per content = (k/2)/w
/// with w in MWh/K and k the network's loss per kelvin of mean water.
AccumulatorParams MakeNetworkStore(const HeatSystemParams& system);

/// Hot tap water and ventilation at a local hour, over their day mean and their full running.
double CalcHotWaterRatio(const HeatSystemParams& system, const OsloTime& local);
double CalcVentilationShare(const HeatSystemParams& system, const OsloTime& local);
/// Mean of CalcVentilationShare over a week without holidays.
double CalcMeanVentilationShare(const HeatSystemParams& system);

/// Whether any plant stands at a bus of the grid: its system must be run for the grid's sake.
bool HasPlantsAtBuses(const HeatSystemParams& system);

/// Adds what the plants of a system draw and give beside what is held of it to their buses.
/// **Shape** `demand_mw` [bus].
void AddElectricityBesideLoads(const HeatSystemParams& system, const HeatSystemInputs& inputs,
                               const HeatSystemResult& result, Table<BusIndex, double>& demand_mw);

/// A plant's state at a start: store full, standing for long.
HeatPlantState MakeHeatPlantState(const HeatPlantParams& plant);

/// InvalidArgument with every violation at once: non-finite or negative values, temperatures out
/// of order, minimum above maximum load, efficiencies of zero, duplicate plant ids.
absl::Status Validate(const HeatSystemParams& system);

}  // namespace models

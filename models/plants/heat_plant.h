#pragma once

#include <string>

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "models/electricity/design_cases.h"
#include "models/plants/carbon_capture.h"
#include "models/plants/fuel_store.h"
#include "models/plants/heat_and_power.h"
#include "models/plants/plant_running.h"
#include "models/plants/solar_heat.h"

namespace models {

enum class HeatPlantKind {
  kWasteIncineration,
  kHeatPump,         ///< ambient or sewage source
  kSurplusHeatPump,  ///< lifts surplus heat, e.g. of a data centre
  kElectricBoiler,
  kPelletBoiler,
  kBioOilBoiler,
  kGasBoiler,
  kChipBoiler,  ///< forest chips, bark or recovered wood
  kBiogasBoiler,
  kSolarHeat,
  kSurplusHeat,  ///< hot enough without a heat pump
};

/// One plant of a district-heating system. Every struct within is off by default.
struct HeatPlantParams {
  std::string id;
  std::string name;
  HeatPlantKind kind = HeatPlantKind::kElectricBoiler;
  double heat_max_mw = 0.0;          ///< before capture
  double heat_min_mw = 0.0;          ///< must-run level (incineration)
  double efficiency_ratio = 1.0;     ///< heat out per fuel or electricity in; heat pump: see COP
  double cost_nok_per_mwh = 0.0;     ///< of heat, without electricity; decides the merit order
  double tariff_nok_per_mwh = 0.0;   ///< grid tariff and tax on electricity, on top of spot
  double emission_kg_per_mwh = 0.0;  ///< of heat, direct fossil CO2
  bool uses_electricity = false;
  BusIndex bus;  ///< where electricity is taken or given; valid when there is any
  // Heat pumps with a known source: COP by temperature instead of efficiency_ratio.
  double lorenz_share = 0.0;  ///< of the Lorenz COP; 0: efficiency_ratio holds
  double source_in_degc = 0.0;
  double source_out_degc = 0.0;
  double sink_max_degc = 0.0;  ///< highest outlet; boilers lift the rest
  /// Machines in series share the lift from return to outlet: this one has [from, to] of it.
  double lift_from_share = 0.0;
  double lift_to_share = 1.0;
  double part_load_loss_share = 0.0;          ///< of the COP, lost at vanishing load
  double cooling_off_cost_nok_per_mwh = 0.0;  ///< of must-run heat that nobody takes
  bool is_disconnectable = false;  ///< tariff class: the grid may cut it without notice or end
  bool is_in_base_load = false;    ///< its usual draw is already part of the loads at its bus
  /// Of its draw less its turbine's electricity, what loads and generators of the grid already hold
  /// at usual prices, by the remembered temperature (solvers/held_electricity). The grid sees the
  /// rest.
  DesignCases held;
  PlantRunningParams running;
  FuelStoreParams fuel;
  HeatAndPowerParams power;
  CarbonCaptureParams capture;
  SolarHeatParams solar;
};

/// Heat per fuel or electricity at the network's temperatures and full load.
double CalcEfficiencyRatio(const HeatPlantParams& plant, double supply_degc, double return_degc);

/// Most heat for the network, capture taken off.
double CalcNetHeatMaxMw(const HeatPlantParams& plant);

/// Electricity of a heat: heat pumps lose COP at part load, boilers do not; capture comes on top.
/// `efficiency_ratio` is that of CalcEfficiencyRatio, `full_mw` the load at which it holds.
double CalcElectricityMw(const HeatPlantParams& plant, double heat_mw, double efficiency_ratio,
                         double full_mw);

/// Most heat of a grid's electricity, the inverse of CalcElectricityMw for users of electricity.
double CalcHeatOfElectricityMw(const HeatPlantParams& plant, double electricity_mw,
                               double efficiency_ratio, double full_mw);

/// Electricity a heat-and-power plant gives. The fire follows the heat above its must-run level.
double CalcPowerMw(const HeatPlantParams& plant, double heat_mw);

/// The part of a plant's usual draw and power that loads and generators of the grid hold: the draw
/// of those in the base load; the power of every turbine, which is a generator of the grid or own
/// use that the loads are already less by.
double CalcElectricityToHoldMw(const HeatPlantParams& plant, double draw_mw, double power_mw);

/// What a plant adds to the loads at its bus: draw less power beyond what is held of them. Over the
/// years that `held` was fitted to it sums to the draw that no load holds; when price, outage or
/// order move the plant, it moves by as much.
///   draw − power − held(T_remembered)
double CalcElectricityBesideLoadsMw(const HeatPlantParams& plant, double draw_mw, double power_mw,
                                    double effective_degc);

/// Cost of one more MWh of heat:  c + (spot + tariff) / efficiency for electricity users;
///   c + c_v · spot for extraction and c − c_m · spot for back-pressure, as far as electricity is
/// lost and gained.
double CalcMarginalCostNokPerMwh(const HeatPlantParams& plant, double efficiency_ratio,
                                 double electricity_price_nok_per_mwh);

/// InvalidArgument with every violation at once: heat, efficiency, shares, limits that contradict
/// each other, a bus that is missing, a lift that does not rise, a store without delivery. Fields
/// are named as in the struct, without a prefix.
absl::Status Validate(const HeatPlantParams& plant);

/// "waste_incineration", "heat_pump" …: stable names for files and programs.
const char* HeatPlantKindName(HeatPlantKind kind);

}  // namespace models

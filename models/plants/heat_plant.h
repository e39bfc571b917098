#pragma once

#include <string>

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
  double heat_min_mw = 0.0;          ///< must-run level (incineration)
  double efficiency_ratio = 1.0;     ///< heat out per fuel or electricity in; heat pump: see COP
  double cost_nok_per_mwh = 0.0;     ///< of heat, without electricity; decides the merit order
  double tariff_nok_per_mwh = 0.0;   ///< grid tariff and tax on electricity, on top of spot
  double emission_kg_per_mwh = 0.0;  ///< of heat, direct fossil CO2
  bool uses_electricity = false;
  BusIndex bus;  ///< where the electricity is taken; valid when uses_electricity
  // Heat pumps with a known source: COP by temperature instead of efficiency_ratio.
  double lorenz_share = 0.0;  ///< of the Lorenz COP; 0: efficiency_ratio holds
  double source_in_degc = 0.0;
  double source_out_degc = 0.0;
  double sink_max_degc = 0.0;  ///< highest outlet; boilers lift the rest
};

/// Heat per fuel or electricity at the network's temperatures.
double CalcEfficiencyRatio(const HeatPlantParams& plant, double supply_degc, double return_degc);

/// Cost of one more MWh of heat:  c + (spot + tariff) / efficiency for electricity users.
double CalcMarginalCostNokPerMwh(const HeatPlantParams& plant, double efficiency_ratio,
                                 double electricity_price_nok_per_mwh);

}  // namespace models

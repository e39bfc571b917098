#include "models/heat/heat_what_if.h"

#include <algorithm>
#include <utility>

namespace models {
namespace {

constexpr double kDesignDegc = -20.0;

}  // namespace

double CalcDesignHeatMw(const HeatSystemParams& system) {
  const BuildingStockParams& stock = system.buildings;
  const double loss_mw_per_k =
      stock.loss_mw_per_k + stock.ventilation_mw_per_k * CalcMeanVentilationShare(system);
  return loss_mw_per_k * (stock.set_point_degc - kDesignDegc) - stock.internal_gain_mw +
         stock.hot_water_mw;
}

double CalcConvertedRatio(const HeatSystemParams& system,
                          std::span<const ConvertedBuildings> buildings) {
  double heat_mw = 0.0;
  for (const ConvertedBuildings& each : buildings) heat_mw += each.design_heat_mw;
  return heat_mw > 0.0 ? heat_mw / CalcDesignHeatMw(system) : 0.0;
}

HeatSystemParams Extend(const HeatSystemParams& system, const HeatSystemExtras& extras) {
  HeatSystemParams extended = system;
  const double ratio = 1.0 + CalcConvertedRatio(system, extras.buildings);
  BuildingStockParams& stock = extended.buildings;
  for (double* value :
       {&stock.air_capacity_mwh_per_k, &stock.mass_capacity_mwh_per_k, &stock.loss_mw_per_k,
        &stock.ventilation_mw_per_k, &stock.coupling_mw_per_k, &stock.internal_gain_mw,
        &stock.hot_water_mw, &stock.controller_mw_per_k, &stock.heat_max_mw}) {
    *value *= ratio;
  }
  // Nobody builds a plant larger than what the network takes on its design day.
  const double most_mw =
      CalcDesignHeatMw(extended) + CalcNetworkLossMw(system, system.supply_cold_degc);
  for (const SurplusSourceParams& source : extras.sources) {
    HeatPlantParams plant = MakeSurplusPlant(source, system.supply_cold_degc, system.return_degc);
    if (plant.heat_max_mw > most_mw) {
      plant.running.stable_min_mw *= most_mw / plant.heat_max_mw;
      plant.heat_max_mw = most_mw;
    }
    extended.plants.push_back(std::move(plant));
  }
  return extended;
}

double CalcSurplusAvailableShare(const SurplusSourceParams& source, const OsloTime& local) {
  const double most_mw = source.heat_mw * std::max(source.winter_share, source.summer_share);
  return most_mw > 0.0 ? std::clamp(CalcSurplusHeatMw(source, local) / most_mw, 0.0, 1.0) : 0.0;
}

}  // namespace models

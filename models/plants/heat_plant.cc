#include "models/plants/heat_plant.h"

#include <algorithm>

#include "models/plants/heat_pump.h"

namespace models {

double CalcEfficiencyRatio(const HeatPlantParams& plant, double supply_degc, double return_degc) {
  if (plant.lorenz_share <= 0.0) return plant.efficiency_ratio;
  const double sink_out_degc = std::min(supply_degc, plant.sink_max_degc);
  return plant.lorenz_share * CalcLorenzCopRatio({.source_in_degc = plant.source_in_degc,
                                                  .source_out_degc = plant.source_out_degc,
                                                  .sink_in_degc = return_degc,
                                                  .sink_out_degc = sink_out_degc});
}

double CalcMarginalCostNokPerMwh(const HeatPlantParams& plant, double efficiency_ratio,
                                 double electricity_price_nok_per_mwh) {
  if (!plant.uses_electricity) return plant.cost_nok_per_mwh;
  return plant.cost_nok_per_mwh +
         (electricity_price_nok_per_mwh + plant.tariff_nok_per_mwh) / efficiency_ratio;
}

}  // namespace models

#include "models/plants/cooling.h"

#include <algorithm>

namespace models {

HeatAndCold CalcHeatAndCold(double cop_ratio, double electricity_mw) {
  return {.heat_mw = cop_ratio * electricity_mw,
          .cooling_mw = (cop_ratio - 1.0) * electricity_mw,
          .electricity_mw = electricity_mw};
}

HeatAndCold CalcBalancedRun(double cop_ratio, double heat_need_mw, double cooling_need_mw,
                            double electricity_max_mw) {
  const double electricity_mw =
      std::min({heat_need_mw / cop_ratio, cooling_need_mw / (cop_ratio - 1.0), electricity_max_mw});
  return CalcHeatAndCold(cop_ratio, std::max(electricity_mw, 0.0));
}

double CalcFreeCoolingShare(const FreeCoolingTemperatures& water) {
  return std::clamp((water.return_degc - water.source_degc - water.approach_k) /
                        (water.return_degc - water.supply_degc),
                    0.0, 1.0);
}

}  // namespace models

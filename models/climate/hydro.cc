#include "models/climate/hydro.h"

#include <algorithm>

namespace models {

double CalcMeanPowerMw(double normal_year_gwh) { return normal_year_gwh * 1000.0 / 8766.0; }

double CalcRunOfRiverMw(double p_max_mw, double normal_year_gwh, double inflow_ratio) {
  return std::min(p_max_mw, CalcMeanPowerMw(normal_year_gwh) * inflow_ratio);
}

ReservoirStep CalcReservoirStep(double energy_mwh, double capacity_mwh, double inflow_mw,
                                double wanted_mw, double step_h) {
  ReservoirStep step;
  step.production_mw = std::min(wanted_mw, energy_mwh / step_h + inflow_mw);
  const double filled_mwh = std::max(energy_mwh + (inflow_mw - step.production_mw) * step_h, 0.0);
  step.energy_mwh = std::min(filled_mwh, capacity_mwh);
  step.spill_mw = (filled_mwh - step.energy_mwh) / step_h;
  step.residual_mwh =
      step.energy_mwh - energy_mwh - (inflow_mw - step.production_mw - step.spill_mw) * step_h;
  return step;
}

}  // namespace models

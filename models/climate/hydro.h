#pragma once

namespace models {

/// Mean power of a plant's normal year.
double CalcMeanPowerMw(double normal_year_gwh);

/// Run-of-river takes what the river brings, up to its size; the rest is flood loss.
///   P = min(P_max, P_mean · inflow ratio)
double CalcRunOfRiverMw(double p_max_mw, double normal_year_gwh, double inflow_ratio);

/// One lumped reservoir in energy.
struct ReservoirStep {
  double energy_mwh = 0.0;     ///< at the end
  double production_mw = 0.0;  ///< mean, what could be produced of what was asked
  double spill_mw = 0.0;       ///< mean, over the dam
  double residual_mwh = 0.0;   ///< of ΔE = (inflow − production − spill) dt
};

/// Water in, power out, overflow above the capacity; production stops at an empty reservoir.
ReservoirStep CalcReservoirStep(double energy_mwh, double capacity_mwh, double inflow_mw,
                                double wanted_mw, double step_h);

}  // namespace models

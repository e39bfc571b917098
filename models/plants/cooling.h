#pragma once

namespace models {

/// What a heat pump does that serves heat and cold at once.
struct HeatAndCold {
  double heat_mw = 0.0;
  double cooling_mw = 0.0;
  double electricity_mw = 0.0;
};

/// Both sides of a machine:  heat = COP · P,  cooling = (COP − 1) · P
/// Valid: COP above 1, of heat per electricity at the temperatures of both networks (share of
/// CalcLorenzCopRatio with the cold network as the source).
HeatAndCold CalcHeatAndCold(double cop_ratio, double electricity_mw);

/// The most that one machine may run when both networks take all it gives: as far as the smaller
/// need goes,  P = min(heat/COP, cooling/(COP − 1), P_max). What is left of the larger need is for
/// other plants.
HeatAndCold CalcBalancedRun(double cop_ratio, double heat_need_mw, double cooling_need_mw,
                            double electricity_max_mw);

/// Temperatures around a cold network and a free source such as sea or river water.
struct FreeCoolingTemperatures {
  double source_degc = 0.0;
  double approach_k = 1.0;   ///< across the exchanger to the source
  double return_degc = 0.0;  ///< of the cold network, the warmer
  double supply_degc = 0.0;
};

/// Share of a cold network's heat that a colder source takes without a machine, in series before
/// it:  clamp((T_return − T_source − approach)/(T_return − T_supply), 0, 1)
/// Valid: return above supply.
double CalcFreeCoolingShare(const FreeCoolingTemperatures& water);

}  // namespace models

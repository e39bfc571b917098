#pragma once

#include "models/plants/cooling.h"

namespace models {

/// The cooling plant of a district: a compressor, and sea or river water before it.
struct ChillerParams {
  double carnot_share = 0.0;       ///< of the Carnot COP, 0.4–0.6
  double cooling_max_mw = 0.0;     ///< of the compressors
  double condenser_lift_k = 8.0;   ///< condensing above what the heat is given to
  double evaporator_drop_k = 4.0;  ///< evaporating below the cold supply
};

/// What one moment asks of it.
struct ChillerInputs {
  double cooling_mw = 0.0;
  double reject_degc = 0.0;              ///< outdoor air or sea that takes the heat
  FreeCoolingTemperatures free_cooling;  ///< source as cold as the return: no free cooling
};

struct ChillerRun {
  double free_mw = 0.0;        ///< taken by the cold source
  double compressor_mw = 0.0;  ///< cooling of the compressors
  double electricity_mw = 0.0;
  double unserved_mw = 0.0;
};

/// Heat taken per electricity:  COP = share · T_e/(T_c − T_e),  T_c = T_reject + lift,
/// T_e = T_supply − drop, in kelvin; at most kMostCoolingCopRatio where it is nearly free.
double CalcChillerCopRatio(const ChillerParams& chiller, double reject_degc, double supply_degc);

/// Free cooling first, compressors for the rest:  P = Q_c / COP
ChillerRun CalcChillerRun(const ChillerParams& chiller, const ChillerInputs& inputs);

/// Peak cooling of a year's energy:  Q = E / t,  t: full-load hours (Norway 700–1200 with offices).
double CalcPeakCoolingMw(double cooling_gwh, double full_load_h);

inline constexpr double kMostCoolingCopRatio = 15.0;

}  // namespace models

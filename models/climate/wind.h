#pragma once

namespace models {

/// Power curve of a wind farm as one turbine.
struct WindFarmParams {
  double cut_in_m_per_s = 3.0;
  double rated_m_per_s = 10.8;        ///< low-wind turbines, about 290 W per m² of rotor
  double cut_out_m_per_s = 25.0;      ///< where the first turbines stop
  double cut_out_band_m_per_s = 3.0;  ///< the last ones stop this much above
  double farm_share = 0.90;           ///< what wake, icing and availability leave
};

/// Power over installed power.
///   0 below cut-in;  (v³ − v_in³)/(v_rated³ − v_in³) up to rated;  1;  falling to 0 over the
///   cut-out band, because the turbines of a farm do not stop at once; all times farm_share.
double CalcWindPowerShare(const WindFarmParams& farm, double wind_m_per_s);

/// Weibull speed with a given mean at a standard normal deviate z: equal probabilities.
///   v = λ (−ln(1 − Φ(z)))^(1/k),  λ = mean / Γ(1 + 1/k)
double CalcWeibullMPerS(double mean_m_per_s, double shape_ratio, double normal_share);

}  // namespace models

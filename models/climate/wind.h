#pragma once

namespace models {

/// A wind farm over its installed power: the power curve of its turbines and what the farm makes
/// of it.
struct WindFarmParams {
  double cut_in_m_per_s = 3.0;
  double rated_m_per_s = 10.2;        ///< of one turbine: 290 W per m² of rotor at a Cp of 0.45
  double cut_out_m_per_s = 25.0;      ///< where the first turbines stop
  double cut_out_band_m_per_s = 3.0;  ///< the last ones stop this much above
  double farm_share = 0.97;           ///< what availability and cables leave (recalled)
  double spread_share = 0.10;         ///< of wind speed among turbines and within the quarter
  double wake_share = 0.03;           ///< of wind speed lost behind other turbines (power: 6–8 %)
  double icing_share = 0.45;          ///< of power lost in frost under a closed cloud
  double icing_band_k = 1.0;          ///< icing sets in over about 4 bands around −1 °C
};

/// Wind at which a turbine reaches its rated power, from that power over its rotor's area:
///   v = (2 p / (ρ Cp))^(1/3),   ρ = 1.225 kg/m³,  Cp = 0.45
/// **Source** actuator disc with the power coefficient assumed that gives the 10.2 m/s above at
/// 290 W/m².
double CalcRatedWindMPerS(double specific_power_w_per_m2);

/// Power over installed power of one still turbine, times farm_share.
///   0 below cut-in;  (v³ − v_in³)/(v_rated³ − v_in³) up to rated;  1;  falling to 0 over the
///   cut-out band, because the turbines of a farm do not stop at once.
double CalcWindPowerShare(const WindFarmParams& farm, double wind_m_per_s);

/// Density of air at a height above sea level:  ρ = p/(R T),
///   p = 101325 Pa (1 − 2.25577e-5 z)^5.25588,  R = 287.05 J/(kg K)
/// **Source** ISO 2533 (standard atmosphere's pressure).
double CalcAirDensityKgPerM3(double altitude_m, double air_degc);

/// Roughness length of the region's ridges: forest with clearings and bogs, m.
/// **Source** Davenport's classes 5 to 6 (0.25–0.5 m), assumed for all farms; confidence low.
inline constexpr double kWindRoughnessM = 0.4;

/// Wind at one height from that at another, neutral air over even ground:
///   v = v_ref ln(z/z0) / ln(z_ref/z0)
/// **Valid** both heights above z0. **Source** Stull 1988, An Introduction to Boundary Layer
/// Meteorology, 9.7.
double CalcWindAtHeightMPerS(double wind_m_per_s, double reference_m, double height_m,
                             double roughness_m);

/// What a farm's power depends on besides its turbines.
struct WindFarmInputs {
  double wind_m_per_s = 0.0;  ///< at hub height, free of wakes
  double air_degc = 0.0;
  double air_kg_per_m3 = 1.225;
  double clear_sky_share = 1.0;  ///< of the last two days
};

/// Share of power that ice on the blades takes:  icing · (1 − k) / (1 + exp((T + 1 °C)/band))
/// **Source** assumed in form; size from facts ("snow/ice on wind blades inland 3–8 % a year").
double CalcIcingShare(const WindFarmParams& farm, double air_degc, double clear_sky_share);

/// Power over installed power of a whole farm: the turbine's curve at wind corrected for density
/// and wake, averaged over normally spread wind speeds (three points, exact to the fifth degree),
/// less ice.
///   v_e = v (1 − wake) (ρ/1.225)^(1/3),   P = (1 − ice) [2/3 P(v_e) + 1/6 P(v_e ± √3 s v_e)]
/// **Source** density: IEC 61400-12-1, 9.1.5; spread: Nørgaard and Holttinen 2004, "A multi-turbine
/// power curve approach".
double CalcWindFarmShare(const WindFarmParams& farm, const WindFarmInputs& inputs);

/// Weibull speed with a given mean at a standard normal deviate z: equal probabilities.
///   v = λ (−ln(1 − Φ(z)))^(1/k),  λ = mean / Γ(1 + 1/k)
double CalcWeibullMPerS(double mean_m_per_s, double shape_ratio, double normal_share);

}  // namespace models

#pragma once

#include "models/climate/weather.h"

namespace models {

/// A photovoltaic plant over its direct-current peak power.
struct PhotovoltaicParams {
  double tilt_deg = 35.0;
  double azimuth_deg = 0.0;    ///< of the modules' face, from south, positive to the west
  double albedo_share = 0.20;  ///< bare ground; snow in winter reflects more and is not counted
  double temperature_loss_per_k = 0.0037;  ///< crystalline silicon, from data sheets
  double heat_loss_w_per_m2_k = 30.0;      ///< U0 + U1 v of Faiman 2008 (25 + 6.84 v), v = 0.7 m/s
  double system_share = 0.80;   ///< soiling, mismatch, wiring, reflection, inverter (calibrated)
  double ac_share = 0.80;       ///< inverter over peak power: what is above is clipped
  double snow_thaw_degc = 0.5;  ///< at which half of the snow has slid off
  double snow_band_k = 1.2;     ///< the snow goes from nine tenths to one tenth over 4.4 bands
};

/// Global horizontal irradiance over its extraterrestrial value; 0 with the sun near or below the
/// horizon.
double CalcClearnessShare(double irradiance_w_per_m2, double sun_sine_share,
                          double extraterrestrial_w_per_m2);

/// Diffuse over global irradiance on the horizontal at clearness k:
///   1 − 0.09 k                                                    k ≤ 0.22
///   0.9511 − 0.1604 k + 4.388 k² − 16.638 k³ + 12.336 k⁴          up to 0.80
///   0.165                                                         above
/// **Source** Erbs, Klein, Duffie 1982, Solar Energy 28, 293–302.
double CalcDiffuseShare(double clearness_share);

/// Irradiance in the modules' plane: beam, sky by Hay and Davies, and ground.
///   G_t = (B + D A) R + D (1 − A) (1 + cos β)/2 + G ρ (1 − cos β)/2
///   R = max(0, cos θ) / sin h,  A = (B / sin h) / I0,  cos θ = sin h cos β + cos h sin β cos(A_s −
///   A_m)
/// R is held below 10, where sun below 3° and a horizon would hide the beam anyway.
/// **Source** Hay and Davies 1980; Duffie and Beckman, Solar Engineering, 2.16.
double CalcTiltedWPerM2(const PhotovoltaicParams& plant, const PlaceWeather& weather);

/// Share of the modules under snow: it falls with cloud and frost and goes with thaw or sun.
///   s = (1 − k) / (1 + exp((T_eff − T_thaw)/band)),   k clear-sky share of the last two days
/// No memory beyond two days. **Source** assumed in form; scaled so that a year on the Raskiftet
/// ridge and at Lillehammer loses 2–10 % (facts, "snow loss 2–10 % inland").
double CalcSnowShare(const PhotovoltaicParams& plant, double effective_degc,
                     double past_clear_sky_share);

/// Power over peak power:
///   p = min(ac, η G_t/1000 (1 − s) (1 − γ (T_m − 25 °C))),   T_m = T_air + G_t / U
/// **Source** Faiman 2008, Progress in Photovoltaics 16, 307–315 (module temperature).
double CalcPhotovoltaicShare(const PhotovoltaicParams& plant, const PlaceWeather& weather);

}  // namespace models

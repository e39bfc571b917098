#pragma once

#include "models/electricity/conductor.h"

namespace models {

/// Whose formulas a conductor's cooling follows. Their currents agree within 5 % up to 1 m/s and
/// within 10 % up to 5 m/s, where CIGRE's is the larger.
enum class LineHeatMethod { kIeee738, kCigre601 };

/// Where a conductor hangs.
struct LineSite {
  double altitude_m = 0.0;     ///< above sea level
  double azimuth_rad = 0.0;    ///< of the line, from south, positive to the west, as the sun's
  double albedo_share = 0.15;  ///< of the ground: 0.1 forest, 0.2 fields, 0.6 to 0.8 snow
};

/// The weather one conductor feels.
struct LineWeather {
  double air_degc = 20.0;
  double wind_m_per_s = 0.6;
  double wind_angle_rad = 1.5707963267948966;  ///< between wind and line; π/2 is across
  double sun_w_per_m2 = 0.0;  ///< on the conductor's shadow area: what it takes is α D times this
};

/// Beam and sky as the weather has them.
struct SunOnLineInputs {
  double irradiance_w_per_m2 = 0.0;  ///< global horizontal
  double diffuse_w_per_m2 = 0.0;     ///< horizontal, of the irradiance
  double sine_share = 0.0;           ///< of the sun's elevation
  double azimuth_rad = 0.0;          ///< of the sun, from south, positive to the west
};

/// Sun on a line:  I_T = I_B (sin η + π/2 F sin H) + I_d (1 + π/2 F),
///   I_B = (G − I_d)/sin H at most the extraterrestrial 1361 W/m²,   cos η = cos H cos(Z_s −
///   Z_line)
/// F the albedo, H the sun's elevation, η the angle between sun and line. 0 below the horizon.
/// **Source** CIGRE TB 601 (2014), equations (9) to (14).
double CalcSunOnLineWPerM2(const SunOnLineInputs& sun, const LineSite& site);

/// Heat flux that a surface which faces the sun receives under a clear sky, for where no irradiance
/// is known: a polynomial in the elevation (degrees) times 1 + 1.148e-4 z − 1.108e-8 z² (z in m).
/// Times sin η it is what CalcSunOnLineWPerM2 gives. **Source** IEEE 738-2012, table 3 (clear
/// atmosphere) and equation (20).
double CalcClearSkyNormalWPerM2(double elevation_deg, double altitude_m);

/// What the air takes from a metre of conductor, W/m: the larger of wind and no wind.
///   IEEE 738   wind   max(1.01 + 1.35 Re^0.52, 0.754 Re^0.6) k_f K_angle (T_s − T_a)
///                     K_angle = 1.194 − cos φ + 0.194 cos 2φ + 0.368 sin 2φ
///              none   3.645 ρ_f^0.5 D^0.75 (T_s − T_a)^1.25
///   CIGRE 601  wind   π λ_f (T_s − T_a) B Re^n (0.42 + B₁ sin^m φ),  B, n by roughness and Re
///              none   π λ_f (T_s − T_a) A (Gr Pr)^m
/// with the air at the mean of both temperatures. 0 when the conductor is no warmer than the air.
/// **Source** IEEE 738-2012, 4.4.3; CIGRE TB 601 (2014), 3.5.
double CalcConvectionWPerM(const ConductorParams& conductor, const LineWeather& weather,
                           const LineSite& site, double conductor_degc, LineHeatMethod method);

/// q_r = π D σ ε (T_s⁴ − T_a⁴); IEEE 738 rounds π σ to 17.8e-8.
double CalcRadiationWPerM(const ConductorParams& conductor, double air_degc, double conductor_degc,
                          LineHeatMethod method);

/// q_s = α D I_T.
double CalcSunHeatWPerM(const ConductorParams& conductor, const LineWeather& weather);

/// What a current leaves over at a conductor temperature, W/m: 0 in the steady state, > 0 where it
/// heats.  I² R(T) + q_s − q_c − q_r
double CalcSurplusHeatWPerM(const ConductorParams& conductor, const LineWeather& weather,
                            const LineSite& site, double current_a, double conductor_degc,
                            LineHeatMethod method);

/// Steady current that brings a conductor to a temperature:  I = √((q_c + q_r − q_s)/R(T)); 0 where
/// the sun alone heats it further. Per conductor: a bundle carries so many times as much.
/// **Source** IEEE 738-2012, equation (1b).
double CalcAmpacityA(const ConductorParams& conductor, const LineWeather& weather,
                     const LineSite& site, double conductor_degc,
                     LineHeatMethod method = LineHeatMethod::kIeee738);

}  // namespace models

#pragma once

#include "models/time/quarter.h"

namespace models {

/// Declination of the sun; `year_share` 0 at the start of 1 January.
/// **Source** Spencer 1971, "Fourier series representation of the position of the sun" (error
/// below 0.035°).
double CalcSunDeclinationRad(double year_share);

/// Apparent minus mean solar time. **Source** Spencer 1971.
double CalcEquationOfTimeMin(double year_share);

/// Sine of the sun's elevation at the middle of the quarter; negative when it is below the horizon.
///   sin h = sin φ sin δ + cos φ cos δ cos ω
/// `solar_year_share` is CalcSolarYearShare(quarter), shared by all places.
double CalcSunSineShare(double lat_deg, double lon_deg, Quarter quarter, double solar_year_share);

/// Global horizontal irradiance under a clear sky:  G = 1098 sin h · exp(−0.057 / sin h)
/// **Source** Haurwitz 1945, Journal of Meteorology 2, 154–166. Flat horizon assumed.
double CalcClearSkyWPerM2(double sun_sine_share);

/// Clear-sky irradiation of one day: the equation above summed over 24 half-hours of half a day.
double CalcClearSkyDayKwhPerM2(double lat_deg, double solar_year_share);

/// Power of a photovoltaic park over its peak power.
///   p = min(1, G/1000 · r · (1 − γ (T_cell − 25 °C))),  T_cell = T_air + 0.03 K m²/W · G
/// r = 0.95 joins the gain of tilted modules (≈ 1.15) and inverter, soiling and snow losses
/// (≈ 0.83), so that a year with 960 kWh/m² gives about 900 kWh/kWp; γ = 0.004 per K.
/// **Source** facts: specific yield 800–1000 kWh/kWp, Furuseth 914.
double CalcPvPowerShare(double irradiance_w_per_m2, double air_degc);

}  // namespace models

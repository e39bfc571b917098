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

/// What all places share of the sun on one day.
struct SunOfDay {
  double declination_sine_share = 0.0;
  double declination_cosine_share = 1.0;
  double equation_min = 0.0;               ///< of time
  double extraterrestrial_w_per_m2 = 0.0;  ///< on a plane that faces the sun
};

/// The two equations above, and  I0 = 1361 (1 + 0.034221 cos g + 0.00128 sin g + …)  W/m².
/// **Source** Spencer 1971; solar constant: Kopp and Lean 2011.
SunOfDay CalcSunOfDay(double solar_year_share);

struct SunPosition {
  double sine_share = 0.0;   ///< of the elevation
  double azimuth_rad = 0.0;  ///< from south, positive to the west
};

/// Where the sun stands at the middle of the quarter:
///   sin h = sin φ sin δ + cos φ cos δ cos ω,   tan A = sin ω / (cos ω sin φ − tan δ cos φ)
SunPosition CalcSunPosition(double lat_deg, double lon_deg, Quarter quarter, const SunOfDay& sun);

/// CalcClearSkyDayKwhPerM2 of a day whose sun is known.
double CalcClearSkyDayKwhPerM2(double lat_deg, const SunOfDay& sun);

}  // namespace models

#pragma once

namespace models {

/// Standard pressure of the air at sea level, what a gauge adds to become absolute.
inline constexpr double kAtmosphereBar = 1.01325;

/// Pressure, absolute, at which water of this temperature boils.
///   p = (2 C/(−B + √(B² − 4 A C)))⁴ MPa,  A, B, C quadratic in ϑ = T + n9/(T − n10)
/// Valid: 0 to 373.9 °C.
/// Source: IAPWS R7-97(2012), equation 30 and table 34.
double CalcSaturationBar(double temperature_degc);

/// Temperature at which water of this absolute pressure boils: equation 31, the inverse of
/// CalcSaturationBar in closed form. Valid: 0.0061 to 220 bar.
double CalcBoilingDegC(double absolute_bar);

/// How far water of this gauge pressure is from boiling:
///   p + p_air − p_saturation(T);   district heating keeps 0.5 to 1 bar
/// Negative: it boils. `air_bar` is that of the place, lower on hills.
double CalcBoilingMarginBar(double gauge_bar, double temperature_degc,
                            double air_bar = kAtmosphereBar);

}  // namespace models

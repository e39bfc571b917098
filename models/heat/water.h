#pragma once

namespace models {

/// Properties of liquid water at one temperature.
struct Water {
  double density_kg_m3 = 968.0;
  double heat_capacity_j_per_kg_k = 4190.0;
  double viscosity_pa_s = 3.3e-4;
};

/// Temperatures the polynomials below are fitted to; outside, the nearest end is used.
inline constexpr double kWaterColdestDegC = 0.0;
inline constexpr double kWaterHottestDegC = 150.0;

/// Liquid water at 1.6 MPa by polynomials in x = (T − 75)/75, fitted to IAPWS-IF97 region 1.
/// Largest relative difference from IF97: density 5.4e-5, heat capacity 2.9e-4, viscosity 2.1e-4.
/// Valid: 0 to 150 °C.
/// Source: IAPWS R7-97(2012); coefficients are a least-squares fit.
Water CalcWater(double temperature_degc);

/// Heat conductivity of the same water, within 4.7e-4 of IAPWS.
double CalcWaterConductivityWPerMK(double temperature_degc);

/// Enthalpy of the same water, within 5 J/kg (1 mK) of IF97 from 5 to 150 °C and 31 J/kg (7 mK) at
/// 0 °C.
double CalcWaterEnthalpyJPerKg(double temperature_degc);

/// The temperature whose enthalpy is given: inverse of CalcWaterEnthalpyJPerKg to rounding, ends
/// of the range outside it.
double CalcWaterTemperatureDegC(double enthalpy_j_per_kg);

}  // namespace models

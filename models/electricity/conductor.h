#pragma once

#include <string>

#include "absl/status/status.h"
#include "models/base/ids.h"

namespace models {

using ConductorIndex = Index<struct ConductorTag>;

/// A bare stranded conductor of overhead lines: aluminium around steel, or aluminium alone.
struct ConductorParams {
  std::string id;
  std::string name;
  double diameter_m = 0.0;
  double outer_strand_m = 0.0;  ///< diameter of a strand of the outer layer
  double aluminium_m2 = 0.0;    ///< cross section
  double steel_m2 = 0.0;
  double r20_ohm_per_km = 0.0;     ///< alternating current, +20 °C
  double resistance_per_k = 4e-3;  ///< rise of it per kelvin, over the value at +20 °C
  double emissivity_share = 0.8;
  double absorptivity_share = 0.8;
  double limit_degc = 80.0;  ///< conductor temperature its clearances allow in normal service
};

/// InvalidArgument with every field that is not finite or out of order.
absl::Status Validate(const ConductorParams& conductor);

/// R(T) = R_20 (1 + α (T − 20 °C)), in Ω/m.
double CalcConductorOhmPerM(const ConductorParams& conductor, double conductor_degc);

/// m c of a metre of conductor, J/(m K):  Σ ρ A c  with ρ c of aluminium 2703 · 897 and of steel
/// 7780 · 481 J/(m³ K). Both rise with temperature (4 and 10 % at 100 °C); the values at +20 °C
/// make it heat a little too fast.
/// **Source** CIGRE TB 601 (2014), table 5.
double CalcConductorHeatJPerMK(const ConductorParams& conductor);

}  // namespace models

#pragma once

#include "models/electricity/conductor.h"

namespace tests {

/// Drake, ACSR 26/7 of 795 kcmil, as IEEE 738-2012 and CIGRE TB 601 take it in their examples: R of
/// 7.283e-5 Ω/m at 25 °C and 8.688e-5 at 75 °C.
inline models::ConductorParams MakeDrake() {
  const double slope = (8.688e-5 - 7.283e-5) / 50.0;  // Ω/(m K)
  const double r20 = 7.283e-5 - 5.0 * slope;
  return {.id = "drake",
          .name = "Drake",
          .diameter_m = 0.02814,
          .outer_strand_m = 0.0044,
          .aluminium_m2 = 402.8e-6,
          .steel_m2 = 65.4e-6,
          .r20_ohm_per_km = 1000.0 * r20,
          .resistance_per_k = slope / r20,
          .emissivity_share = 0.8,
          .absorptivity_share = 0.8,
          .limit_degc = 100.0};
}

}  // namespace tests

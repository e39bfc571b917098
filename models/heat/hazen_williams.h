#pragma once

#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"

namespace models {

/// What the loss of a pipe after Hazen and Williams needs, made once from its dimensions.
struct HazenWilliamsShape {
  double friction_pa = 0.0;  ///< friction loss at 1 kg/s
  double fittings_pa = 0.0;  ///< loss of the fittings at 1 kg/s
};

/// Head lost by friction, with lengths in feet and flow in cubic feet per second:
///   h = 4.727 L q^1.852 / (C^1.852 d^4.871)
/// converted exactly to metres and kilograms per second and turned into pressure by ρ g h with
/// g = 9.81 m/s². The constants are those of the reference cases. `pipe` must have a coefficient C
/// and have passed Validate.
/// **Source** Hazen, Williams 1905; EPANET 2.2 User Manual, table 3.1.
HazenWilliamsShape MakeHazenWilliamsShape(const HydraulicPipeParams& pipe, double density_kg_m3);

/// Δp = friction m|m|^0.852 + fittings m|m|, odd in m; its slope is exact. Below 1e-6 kg/s it is
/// the straight line through zero with the value there, so that its slope never vanishes.
PressureLoss CalcHazenWilliamsLoss(const HazenWilliamsShape& pipe, double mass_flow_kg_s);

}  // namespace models

#include "models/heat/hazen_williams.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kFactor = 4.727;  // feet, cubic feet per second
constexpr double kFlowExponent = 1.852;
constexpr double kDiameterExponent = 4.871;
constexpr double kMPerFt = 0.3048;
constexpr double kStillKgS = 1e-6;

}  // namespace

HazenWilliamsShape MakeHazenWilliamsShape(const HydraulicPipeParams& pipe, double density_kg_m3) {
  const double diameter_ft = pipe.inner_diameter_m / kMPerFt;
  const double ft3_per_kg = 1.0 / (density_kg_m3 * kMPerFt * kMPerFt * kMPerFt);
  // Feet per foot of length, so also metres per metre.
  const double gradient = kFactor *
                          std::pow(ft3_per_kg / *pipe.hazen_williams_ratio, kFlowExponent) /
                          std::pow(diameter_ft, kDiameterExponent);
  const double area_m2 = 0.25 * kPi * pipe.inner_diameter_m * pipe.inner_diameter_m;
  return {.friction_pa = density_kg_m3 * kGravityMPerS2 * gradient * pipe.length_m,
          .fittings_pa = pipe.fittings_ratio / (2.0 * density_kg_m3 * area_m2 * area_m2)};
}

PressureLoss CalcHazenWilliamsLoss(const HazenWilliamsShape& pipe, double mass_flow_kg_s) {
  const double size = std::max(std::abs(mass_flow_kg_s), kStillKgS);
  const double friction = pipe.friction_pa * std::pow(size, kFlowExponent - 1.0);
  const double fittings = pipe.fittings_pa * size;
  const double loss_pa = (friction + fittings) * mass_flow_kg_s;
  if (std::abs(mass_flow_kg_s) <= kStillKgS) return {loss_pa, friction + fittings};
  return {loss_pa, kFlowExponent * friction + 2.0 * fittings};
}

}  // namespace models

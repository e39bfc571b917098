#include "models/heat/friction.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kLaminarEndRatio = 2000.0;
constexpr double kTurbulentStartRatio = 4000.0;
constexpr double kSlowestTurbulentRatio = 10.0;
constexpr double kStillKgS = 1e-6;
const double kTwoPerLn10 = 2.0 / std::log(10.0);

Friction CalcSwameeJain(double reynolds, double roughness) {
  const double power = 5.74 / std::pow(reynolds, 0.9);
  const double argument = roughness / 3.7 + power;
  const double logarithm = std::log(argument);
  // 0.25/lg² = (ln 10/2)²/ln²
  const double factor = 1.0 / (kTwoPerLn10 * kTwoPerLn10 * logarithm * logarithm);
  return {factor, 1.8 * factor * power / (reynolds * argument * logarithm)};
}

Friction CalcColebrook(double reynolds, double roughness) {
  // Unknown x = 1/√λ of  x + c ln(a + b x) = 0,  c = 2/ln 10; convex, so Newton does not overshoot.
  const double a = roughness / 3.71;
  const double b = 2.51 / reynolds;
  double x = -kTwoPerLn10 * std::log(a + 5.74 / std::pow(reynolds, 0.9));
  if (!(x > 0.5)) x = 0.5;
  for (int step = 0; step < 20; ++step) {
    const double inner = a + b * x;
    const double change = (x + kTwoPerLn10 * std::log(inner)) / (1.0 + kTwoPerLn10 * b / inner);
    x -= change;
    if (std::abs(change) < 1e-8 * x) break;  // the error left is of the order of its square
  }
  const double weight = kTwoPerLn10 * b / (a + b * x);
  const double x_slope = weight * x / (reynolds * (1.0 + weight));
  return {1.0 / (x * x), -2.0 * x_slope / (x * x * x)};
}

Friction CalcTurbulent(double reynolds, double roughness, FrictionLaw law) {
  return law == FrictionLaw::kColebrook ? CalcColebrook(reynolds, roughness)
                                        : CalcSwameeJain(reynolds, roughness);
}

}  // namespace

Friction CalcFriction(double reynolds_ratio, double relative_roughness_ratio,
                      const FrictionOptions& options) {
  if (options.low_flow == LowFlowLaw::kTurbulentOnly) {
    if (reynolds_ratio >= kSlowestTurbulentRatio)
      return CalcTurbulent(reynolds_ratio, relative_roughness_ratio, options.law);
    return {
        CalcTurbulent(kSlowestTurbulentRatio, relative_roughness_ratio, options.law).factor_ratio,
        0.0};
  }
  if (reynolds_ratio <= kLaminarEndRatio)
    return {64.0 / reynolds_ratio, -64.0 / (reynolds_ratio * reynolds_ratio)};
  if (reynolds_ratio >= kTurbulentStartRatio)
    return CalcTurbulent(reynolds_ratio, relative_roughness_ratio, options.law);
  // Cubic through both ends with s from 0 to 1.
  constexpr double kWidth = kTurbulentStartRatio - kLaminarEndRatio;
  const Friction end = CalcTurbulent(kTurbulentStartRatio, relative_roughness_ratio, options.law);
  const double y0 = 64.0 / kLaminarEndRatio;
  const double d0 = -kWidth * y0 / kLaminarEndRatio;
  const double d1 = kWidth * end.per_reynolds_ratio;
  const double rise = end.factor_ratio - y0;
  const double square = 3.0 * rise - 2.0 * d0 - d1;
  const double cube = d0 + d1 - 2.0 * rise;
  const double s = (reynolds_ratio - kLaminarEndRatio) / kWidth;
  return {y0 + s * (d0 + s * (square + s * cube)),
          (d0 + s * (2.0 * square + 3.0 * s * cube)) / kWidth};
}

PressureLoss CalcPressureLoss(const PipeShape& pipe, double mass_flow_kg_s, double density_kg_m3,
                              double viscosity_pa_s, const FrictionOptions& options) {
  const double size = std::max(std::abs(mass_flow_kg_s), kStillKgS);
  const double reynolds_per_flow = pipe.diameter_m / (pipe.area_m2 * viscosity_pa_s);
  const double reynolds = size * reynolds_per_flow;
  const Friction friction = CalcFriction(reynolds, pipe.relative_roughness_ratio, options);
  const double scale = 1.0 / (2.0 * density_kg_m3 * pipe.area_m2 * pipe.area_m2);
  const double drag = friction.factor_ratio * pipe.length_ratio + pipe.fittings_ratio;
  if (std::abs(mass_flow_kg_s) <= kStillKgS) {
    const double slope = scale * drag * kStillKgS;
    return {slope * mass_flow_kg_s, slope};
  }
  const double drag_slope = friction.per_reynolds_ratio * reynolds * pipe.length_ratio;
  return {scale * drag * mass_flow_kg_s * size, scale * size * (2.0 * drag + drag_slope)};
}

}  // namespace models

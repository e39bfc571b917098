#pragma once

#include <optional>
#include <span>

#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"

namespace models {

/// Pressure "lost" by a running pump, which is minus its lift, and the slope of that by the flow.
/// With speed s over full speed, by the affinity laws:
///   power law     lift = s² h₀ − s^(2−n) r mⁿ
///   pieces        lift = s² L(m/s), L straight between the points and beyond its ends
///   given power   lift = s³ P ρ / m
/// Where a law is flatter than 1e-3 Pa·s/kg or (given power) steeper than 1e10 it goes on as its
/// tangent, so that Newton's method never meets a singular or unbounded slope; in the first case
/// this moves a lift by less than 1e-3 Pa for every kg/s there. Pumps do not run backwards: below
/// zero flow the slope rises within 1e-6 kg/s to 1e10 Pa·s/kg and stays there, so that a back
/// pressure of one megapascal drives back 1e-4 kg/s. Value and slope are continuous, but for the
/// slope at the inner points of a curve of pieces. `pump` must have passed Validate; whether it is
/// on is not looked at.
/// **Shape** the slope is always positive.
PressureLoss CalcPumpLoss(const HydraulicPumpParams& pump, double mass_flow_kg_s,
                          double density_kg_m3);

/// A point of a pump's curve at full speed.
struct PumpPoint {
  double mass_flow_kg_s = 0.0;
  double lift_pa = 0.0;
};

/// The power law through given points:
///   one point (q, h)     h₀ = 4/3 h and no lift at 2 q, so that the exponent is 2
///   three, the first at no flow     n = ln((h₀−h₂)/(h₀−h₁)) / ln(q₂/q₁),  r = (h₀−h₁)/q₁ⁿ
/// None for any other number of points, where lift does not fall or flow does not rise, or where
/// the exponent exceeds 20.
/// **Source** EPANET 2.2 User Manual, "Pumps".
std::optional<PumpCurve> FitPumpCurve(std::span<const PumpPoint> points);

}  // namespace models

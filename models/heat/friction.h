#pragma once

#include <cstdint>

namespace models {

/// How the Darcy friction factor of turbulent flow is found.
enum class FrictionLaw : std::uint8_t { kColebrook, kSwameeJain };

/// What holds below Re = 4000.
enum class LowFlowLaw : std::uint8_t {
  kTransition,  ///< λ = 64/Re up to Re 2000, then a cubic up to Re 4000; λ and dλ/dRe continuous
  kTurbulentOnly,  ///< the turbulent law everywhere, as some programs do; λ constant below Re 10
};

struct FrictionOptions {
  FrictionLaw law = FrictionLaw::kColebrook;
  LowFlowLaw low_flow = LowFlowLaw::kTransition;
};

/// Darcy friction factor λ and its derivative dλ/dRe.
struct Friction {
  double factor_ratio = 0.0;
  double per_reynolds_ratio = 0.0;
};

/// Friction factor of a full round pipe.
///   Colebrook    1/√λ = −2 lg(k/(3.71 d) + 2.51/(Re √λ)), solved to rounding
///   Swamee–Jain  λ = 0.25 / lg²(k/(3.7 d) + 5.74/Re^0.9)
/// Both roughness constants are in use for both; these are the ones of the reference cases.
/// The transition is the cubic in Re that meets both neighbours in value and slope; with
/// Swamee–Jain it is Dunlop's. `relative_roughness_ratio` is k/d.
/// Valid: Re > 0, 0 <= k/d <= 0.05.
/// Source: Colebrook 1939; Swamee and Jain 1976; Dunlop 1991.
Friction CalcFriction(double reynolds_ratio, double relative_roughness_ratio,
                      const FrictionOptions& options);

/// Pressure lost by friction and fittings in one pipe, and its derivative by the mass flow.
struct PressureLoss {
  double loss_pa = 0.0;
  double slope_pa_s_per_kg = 0.0;  ///< always positive
};

/// What the pressure loss of a pipe needs, made once from its dimensions.
struct PipeShape {
  double diameter_m = 0.0;
  double area_m2 = 0.0;
  double length_ratio = 0.0;              ///< length over diameter
  double relative_roughness_ratio = 0.0;  ///< roughness over diameter
  double fittings_ratio = 0.0;            ///< sum of loss coefficients ζ
};

/// Δp = (λ L/d + ζ) m|m| / (2 ρ A²), odd in m; its slope is exact. Below 1e-6 kg/s it is the
/// straight line through zero with the value there, so that its slope never vanishes.
PressureLoss CalcPressureLoss(const PipeShape& pipe, double mass_flow_kg_s, double density_kg_m3,
                              double viscosity_pa_s, const FrictionOptions& options);

}  // namespace models

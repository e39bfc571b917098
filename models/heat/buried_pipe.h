#pragma once

#include "absl/status/status.h"

namespace models {

/// Heat conducted by what lies around the water. Defaults are typical, not measured: insulation as
/// aged polyurethane foam between new (0.023–0.026) and 30 years old (0.032), moist moraine or clay
/// (1.0–2.2).
struct BuriedPipeMaterials {
  double insulation_w_per_m_k = 0.027;
  double casing_w_per_m_k = 0.40;  ///< polyethylene
  double ground_w_per_m_k = 1.5;
};

/// A supply and a return pipe side by side in one trench, each in its own casing.
struct PipePairParams {
  double steel_outer_diameter_m = 0.0;
  double casing_outer_diameter_m = 0.0;
  double casing_wall_m = 0.0;
  double depth_m = 0.0;    ///< of the centre lines below the surface
  double spacing_m = 0.0;  ///< between the centre lines
  BuriedPipeMaterials materials;
};

/// A supply and a return pipe side by side in one round casing.
struct TwinPipeParams {
  double steel_outer_diameter_m = 0.0;
  double casing_outer_diameter_m = 0.0;
  double casing_wall_m = 0.0;
  double depth_m = 0.0;    ///< of the casing's centre below the surface
  double spacing_m = 0.0;  ///< between the centre lines of the two steel pipes
  BuriedPipeMaterials materials;
};

/// Losses of two pipes that warm each other, q per metre, T_g the undisturbed ground:
///   q_supply = U1 (T_supply − T_g) − U2 (T_return − T_g),   q_return with the two exchanged
struct PairLoss {
  double own_w_per_m_k = 0.0;    ///< U1
  double other_w_per_m_k = 0.0;  ///< U2
};

/// Heat per metre in watts that leaves each of the two pipes.
struct PairHeat {
  double supply_w_per_m = 0.0;
  double return_w_per_m = 0.0;
};

/// Two single pipes.
///   Z_c = Z + 0.0685 m²K/W · k_g                 depth with the resistance of the surface
///   R_i = ln(D_pur/d_o)/(2π k_i) + ln(D_c/D_pur)/(2π k_c)
///   R_s = ln(4 Z_c/D_c)/(2π k_g),  R_h = ln(1 + (2 Z_c/C)²)/(4π k_g)
///   U1 = (R_s + R_i)/((R_s + R_i)² − R_h²),  U2 = R_h/((R_s + R_i)² − R_h²)
/// Valid: depth above about two casing radii, casings that do not overlap.
/// Source: EN 13941-1:2019, annex on heat loss; Bøhm 2000, Energy Conversion and Management 41.
PairLoss CalcPairLoss(const PipePairParams& pair);

/// Two pipes in one casing by first-order multipoles: every pipe is a line source and a dipole,
/// mirrored in the casing and in the surface of the ground. With D half the spacing, r the steel
/// pipe's and R the insulation's outer radius, H = Z_c as above, σ = (k_i − k_g)/(k_i + k_g),
/// γ = 2 (1 − σ²)/(1 − σ (R/2H)²), the resistances of the mean and of the difference are
///   2π k_i R_sym  = 2 k_i/k_g ln(2H/R) + ln(R²/(2 D r)) + σ ln(R⁴/(R⁴ − D⁴))
///                   − (r/2D − 2σ r D³/(R⁴ − D⁴))² / (1 + (r/2D)² + 4σ r² R⁴ D²/(R⁴ − D⁴)²)
///   2π k_i R_anti = ln(2D/r) + σ ln((R² + D²)/(R² − D²)) − γ (D/2H)²
///                   − (r/2D − γ D r/4H² + 2σ r R² D/(R⁴ − D⁴))²
///                     / (1 − (r/2D)² − γ (r/2H)² + 2σ r² R² (R⁴ + D⁴)/(R⁴ − D⁴)²)
/// and U1 = (1/R_anti + 1/R_sym)/2, U2 = (1/R_anti − 1/R_sym)/2. The casing's wall counts as
/// insulation.
/// Valid: side by side, D + r < 0.9 R, R < 0.4 H. The sum of both losses is within 1 % of the exact
/// field. What passes from pipe to pipe is too low, the more the nearer they are: U1 + U2 by 1 % at
/// r = D/2, 4 % at r = 0.75 D, 7 % at r = 0.82 D.
/// Source: Wallentén 1991, Steady-state heat loss from insulated pipes, Lund; the terms here are
/// derived anew and tested against the field solved to high order.
PairLoss CalcTwinPipeLoss(const TwinPipeParams& twin);

/// InvalidArgument with every violation at once: a dimension or conductivity that is not positive
/// and finite, steel that does not fit into its casing, casings or steel pipes that overlap or
/// stick out of the ground.
absl::Status Validate(const PipePairParams& pair);
absl::Status Validate(const TwinPipeParams& twin);

/// q_supply and q_return of the equations at PairLoss.
PairHeat CalcPairHeat(const PairLoss& loss, double supply_degc, double return_degc,
                      double ground_degc);

/// The single coefficient that gives a pipe of a pair its loss by  q = U' (T_own − T_g):
///   U' = U1 − U2 (T_other − T_g)/(T_own − T_g)
/// It suits HeatPipeParams::loss_w_per_m_k. With both pipes at one temperature it is U1 − U2, which
/// also gives the sum of both losses at any temperatures. Negative where a warm neighbour heats
/// the pipe. Valid: T_own not equal to T_g.
double CalcEquivalentLossWPerMK(const PairLoss& loss, double own_degc, double other_degc,
                                double ground_degc);

}  // namespace models

#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"

namespace models {

/// Three single-core cables in touching trefoil, buried in uniform soil, by what conducts and
/// stores heat in one of them.
struct CableParams {
  std::string id;
  std::string name;
  double conductor_m2 = 0.0;  ///< aluminium or copper
  double conductor_diameter_m = 0.0;
  double insulation_diameter_m = 0.0;
  double screen_m2 = 0.0;  ///< copper
  double screen_diameter_m = 0.0;
  double outer_diameter_m = 0.0;
  bool is_copper = false;
  double r20_ohm_per_km = 0.0;        ///< alternating current, +20 °C
  double resistance_per_k = 4.03e-3;  ///< of it, over the value at +20 °C
  double screen_loss_ratio = 0.0;     ///< λ1, over the conductor's losses
  double dielectric_w_per_m = 0.0;    ///< W_d
  double insulation_k_m_per_w = 3.5;  ///< thermal resistivity of XLPE
  double jacket_k_m_per_w = 3.5;      ///< of PE
  double soil_k_m_per_w = 1.0;
  double soil_m2_per_s = 0.5e-6;  ///< thermal diffusivity
  double depth_m = 1.0;           ///< of the axis
  double soil_degc = 15.0;
  double limit_degc = 90.0;
};

/// InvalidArgument with every field that is not finite or out of order.
absl::Status Validate(const CableParams& cable);

/// Thermal resistances, K m/W of one cable:
///   T1 = ρ_i/2π ln(D_i/d_c),   T3 = 1.6 ρ_j/2π ln(D_e/D_s),   T4 = 1.5/π ρ (ln 2u − 0.630),
///   u = 2L/D_e
/// **Source** IEC 60287-2-1:2015, 4.1.2, 4.1.4 and 4.2.4.3.
struct CableResistances {
  double t1_k_m_per_w = 0.0;
  double t3_k_m_per_w = 0.0;
  double t4_k_m_per_w = 0.0;
};
CableResistances CalcCableResistances(const CableParams& cable);

/// Continuous current:
///   I = √((Δθ − W_d (T1/2 + T3 + T4)) / (R T1 + R (1 + λ1)(T3 + T4)))
/// 0 when dielectric losses alone are too much. **Source** IEC 60287-1-1:2023, 1.4.1.1.
double CalcCableAmpacityA(const CableParams& cable);

/// Rise of the conductor a time after losses began, over its steady one:
///   θ(t)/θ(∞) = (θ_c(t) + α(t) θ_e(t)) / θ(∞),   α(t) = θ_c(t)/θ_c(∞)
///   θ_c by the two cells (T1, Q_A), (q T3, Q_B) of the cable, q = 1 + λ1;
///   θ_e = q T4 times the soil's own response: the exponential integrals of a cable, its two
///   neighbours and all their images, over their limit
/// **Source** IEC 60853-2:1989, 4.2 to 4.4.
double CalcCableRiseShare(const CableParams& cable, double duration_s);

/// Cyclic rating factor M: the peak of a daily cycle, over the continuous current, that brings the
/// conductor to its limit and no further.
///   M = 1/√(Σ_{i<6} Y_i (θ(i+1) − θ(i))/θ(∞) + μ (1 − θ(6)/θ(∞)))
/// Y_i losses i hours before the hottest instant over those of the peak, μ their mean over the day.
/// The hottest instant is sought among the ends of all hours. `hourly_load` are 24 values of load
/// or current, in any unit, not all 0.
/// **Source** IEC 60853-2:1989, 3.1 (the same in 60853-1).
double CalcCyclicRatingRatio(const CableParams& cable, std::span<const double> hourly_load);

/// Current, over the continuous one, that may follow a steady `before_ratio` of it for a duration
/// until the conductor has `limit_degc`:
///   I² R(θ_lim) = W_1 + W_R (θ_lim − θ_1)/(θ(∞) θ(t)/θ(∞)),   W the losses before and at the
///   rating
/// Never below what is continuous at that limit; dielectric losses do not change. 0 when the cable
/// is too warm before.
/// **Source** IEC 60853-2:1989, 5 (emergency rating).
double CalcCableEmergencyRatio(const CableParams& cable, double before_ratio, double limit_degc,
                               double duration_s);

}  // namespace models

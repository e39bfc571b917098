#pragma once

#include "absl/status/status.h"

namespace models {

/// How oil and air of a transformer move: oil natural, forced or directed into the windings (N, F,
/// D), air natural or forced. The first is of distribution transformers up to 2.5 MVA.
enum class TransformerCooling { kOnanSmall, kOnan, kOnaf, kOf, kOd };

/// Insulating paper: ordinary kraft, or thermally upgraded.
enum class PaperKind { kOrdinary, kUpgraded };

/// Thermal characteristics of one transformer.
struct TransformerHeatParams {
  double top_oil_rise_k = 52.0;     ///< Δθ_or over the air at rated losses, steady
  double hot_spot_rise_k = 26.0;    ///< Δθ_hr over the top oil at rated current, steady: H g_r
  double loss_ratio = 6.0;          ///< R: load losses at rated current over no-load losses
  double oil_exponent_ratio = 0.8;  ///< x
  double winding_exponent_ratio = 1.3;  ///< y
  double k11_ratio = 0.5;
  double k21_ratio = 2.0;  ///< above 1 the hot spot overshoots before the oil moves
  double k22_ratio = 2.0;
  double oil_time_min = 150.0;    ///< τ_o
  double winding_time_min = 7.0;  ///< τ_w
};

/// InvalidArgument with every characteristic that is not finite or out of order.
absl::Status Validate(const TransformerHeatParams& params);

/// Characteristics recommended for a mode, with rises that bring the hot spot to 98 °C at rated
/// load in air of 20 °C.
///   mode          x    y    k11  k21  k22  τ_o  τ_w   Δθ_or Δθ_hr R
///   ONAN ≤2.5 MVA 0.8  1.6  1.0  1.0  2.0  180   4     55    23   5
///   ONAN          0.8  1.3  0.5  2.0  2.0  210  10     52    26   6
///   ONAF          0.8  1.3  0.5  2.0  2.0  150   7     52    26   6
///   OF            1.0  1.3  1.0  1.3  1.0   90   7     56    22   6
///   OD            1.0  2.0  1.0  1.0  1.0   90   7     49    29   6
/// **Source** IEC 60076-7:2005, tables 5 and E.1.
TransformerHeatParams MakeTransformerHeat(TransformerCooling cooling);

/// What a transformer's warmth remembers.
struct TransformerHeatState {
  double top_oil_degc = 20.0;
  double fast_rise_k = 0.0;  ///< Δθ_h1: of the winding over its oil
  double slow_rise_k = 0.0;  ///< Δθ_h2: what moving oil takes of it
};

/// θ_h = θ_o + Δθ_h1 − Δθ_h2.
double CalcHotSpotDegC(const TransformerHeatState& state);

/// What a load and the air draw a transformer towards:
///   θ_o → θ_a + Δθ_or ((1 + R K²)/(1 + R))^x,   Δθ_h1 → k21 Δθ_hr K^y,   Δθ_h2 → (k21 − 1) Δθ_hr
///   K^y
/// **Source** IEC 60076-7:2018, 8.2.3. `load_ratio` is K, of the rated current.
TransformerHeatState CalcSteadyTransformer(const TransformerHeatParams& params, double load_ratio,
                                           double air_degc);

/// State after a time at constant load and air; exact:
///   k11 τ_o dθ_o/dt = steady − θ_o,   k22 τ_w dΔθ_h1/dt = steady − Δθ_h1,
///   (τ_o/k22) dΔθ_h2/dt = steady − Δθ_h2
/// **Source** IEC 60076-7:2018, equations of the differential method in 8.2.3.
TransformerHeatState AdvanceTransformer(const TransformerHeatParams& params,
                                        const TransformerHeatState& state,
                                        const TransformerHeatState& steady, double duration_min);

/// Relative ageing rate V of the paper at the hot spot:
///   ordinary  2^((θ_h − 98)/6)
///   upgraded  e^(15000/(110 + 273) − 15000/(θ_h + 273))
/// **Source** IEC 60076-7:2005, equations (2) and (3).
double CalcAgeingRatio(PaperKind paper, double hot_spot_degc);
/// Its slope.
double CalcAgeingRatioPerK(PaperKind paper, double hot_spot_degc);

/// How far beyond the nameplate a transformer is loaded: every day; for days or weeks after a fault
/// in the grid; for less than half an hour.
enum class TransformerLoading { kNormalCyclic, kLongEmergency, kShortEmergency };

/// What no load may pass.
struct TransformerLimits {
  double load_ratio = 1.3;
  double hot_spot_degc = 120.0;  ///< of the winding
  double top_oil_degc = 105.0;
};

/// Limits by size (distribution up to 2.5 MVA, medium up to 100 MVA, large):
///   normal cyclic    1.5  1.5  1.3   120 °C   105 °C
///   long emergency   1.8  1.5  1.3   140 °C   115 °C
///   short emergency  2.0  1.8  1.5   160 °C   115 °C
/// For small ones the standard gives no temperatures of the short emergency; these are those of
/// larger ones. **Source** IEC 60076-7:2005, table 4.
TransformerLimits FindTransformerLimits(double rated_mva, TransformerLoading loading);

}  // namespace models

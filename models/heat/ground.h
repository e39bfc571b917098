#pragma once

namespace models {

/// Ground whose surface follows the year as one cosine.
struct GroundParams {
  double mean_degc = 0.0;            ///< yearly mean at every depth
  double surface_amplitude_k = 0.0;  ///< half the swing between summer and winter at the surface
  double coldest_time_h = 0.0;       ///< hours from 1 January, 0 h, to the surface's coldest moment
  double conductivity_w_per_m_k = 0.0;  ///< the same ground as of the pipes' losses
  double heat_capacity_j_per_m3_k = 0.0;
};

/// Oslo, typical values (no measured series): mean 7 °C and 6–7 K of swing at 1 m depth as the
/// facts recall, air coldest late in January, moist moraine or clay. Without snow the surface
/// swings with the air, 10 K (Blindern's normals, −2.3 °C in January, 17.6 °C in July).
inline constexpr GroundParams kOsloGround{.mean_degc = 7.0,
                                          .surface_amplitude_k = 9.8,
                                          .coldest_time_h = 24.0 * 25.0,
                                          .conductivity_w_per_m_k = 1.5,
                                          .heat_capacity_j_per_m3_k = 2.4e6};

/// Undisturbed ground temperature.
///   T(z, t) = T_mean − A e^(−z/δ) cos(2π (t − t₀)/P − z/δ),   δ = √(P k/(π C)),  P = 365 days
/// `time_h` counts from 1 January, 0 h; any year. The swing shrinks and lags by the same z/δ.
/// Valid: uniform ground, no snow, no flowing ground water, depth >= 0.
/// Source: Kusuda, Achenbach 1965, ASHRAE Transactions 71(1), 61–75.
double CalcGroundDegC(const GroundParams& ground, double depth_m, double time_h);

/// δ of CalcGroundDegC: the depth at which the swing is 1/e of the surface's.
double CalcDampingDepthM(const GroundParams& ground);

}  // namespace models

#pragma once

namespace models {

/// A field of solar collectors. Flat plates of large fields: 0.8, 3 W/(m² K), 0.01 W/(m² K²).
struct SolarHeatParams {
  double area_m2 = 0.0;
  double optical_ratio = 0.0;         ///< η₀
  double loss_w_per_m2_k = 0.0;       ///< a₁
  double loss_rise_w_per_m2_k = 0.0;  ///< a₂, per kelvin of difference
};

/// Heat of a field with collectors at their mean water temperature:
///   Q = A · max(η₀ G − a₁ ΔT − a₂ ΔT², 0),  ΔT = max(T_water − T_air, 0)
/// **Valid** G on the collectors' plane (global horizontal is used for it where nothing else is
/// known: low in winter). **Source** ISO 9806, steady-state efficiency.
double CalcSolarHeatMw(const SolarHeatParams& field, double irradiance_w_per_m2, double air_degc,
                       double water_degc);

}  // namespace models

#pragma once

namespace models {

/// All connected buildings as two thermal states: indoor air with furniture, and structure.
///   C_air dT_air/dt = Q + G − H_out (T_air − T_out) − H_mass (T_air − T_mass)
///   C_mass dT_mass/dt = H_mass (T_air − T_mass),   H_out = loss + ventilation · share running
struct BuildingStockParams {
  double air_capacity_mwh_per_k = 0.0;
  double mass_capacity_mwh_per_k = 0.0;
  double loss_mw_per_k = 0.0;         ///< through walls, windows and leaks
  double ventilation_mw_per_k = 0.0;  ///< more when all ventilation runs
  double coupling_mw_per_k = 0.0;     ///< H_mass, air to structure
  double set_point_degc = 21.0;
  double internal_gain_mw = 0.0;     ///< G: people, appliances and sun, yearly mean
  double hot_water_mw = 0.0;         ///< yearly mean of hot tap water
  double controller_mw_per_k = 0.0;  ///< radiators' proportional band
  double heat_max_mw = 0.0;          ///< what the substations can take for space heating
};

/// H_out at a share of running ventilation.
double CalcOutdoorLossMwPerK(const BuildingStockParams& stock, double ventilation_share);

/// What radiators ask for:  clamp(K (set point − T_air), 0, heat_max)
double CalcSpaceHeatMw(const BuildingStockParams& stock, double air_degc);

/// Indoor temperature at rest for one outdoor temperature, with all heat served.
double CalcRestDegC(const BuildingStockParams& stock, double outdoor_degc,
                    double ventilation_share);

}  // namespace models

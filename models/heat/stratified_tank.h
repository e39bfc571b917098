#pragma once

#include <vector>

#include "absl/status/status.h"
#include "models/heat/water.h"

namespace models {

/// An upright cylinder full of water, warm above cold, always full: what flows in at one end pushes
/// as much out at the other. Water of constant density and heat capacity.
struct StratifiedTankParams {
  double height_m = 0.0;
  double diameter_m = 0.0;
  double wall_m = 0.0;                ///< of steel, which conducts along the height
  double wall_w_per_m_k = 50.0;       ///< carbon steel
  double side_loss_w_per_m2_k = 0.0;  ///< through insulation to the surroundings
  double top_loss_w_per_m2_k = 0.0;
  double bottom_loss_w_per_m2_k = 0.0;
  Water water;
  double water_w_per_m_k = 0.66;
  int layers = 200;
};

/// Layers of equal height that move with the water, bottom first. While the water stands between
/// two whole layers there is one layer more, and its first and last are parts of a whole one.
struct StratifiedTankState {
  std::vector<double> layer_degc;
  double bottom_share = 1.0;  ///< of a whole layer in the first one; the last has the rest of one
  bool operator==(const StratifiedTankState&) const = default;
};

struct StratifiedTankInputs {
  double flow_kg_s = 0.0;   ///< into the top and out of the bottom; negative: the other way round
  double inlet_degc = 0.0;  ///< of what flows in
  double outdoor_degc = 10.0;  ///< surroundings
};

/// Of one step. The balance closes to rounding:
///   content after − content before = charge − loss
struct StratifiedTankResult {
  StratifiedTankState state;
  double outlet_degc = 0.0;   ///< mean of what flowed out; what stands at the top when nothing did
  double charge_mwh = 0.0;    ///< flow · c · (inlet − outlet)
  double loss_mwh = 0.0;      ///< to the surroundings
  double residual_mwh = 0.0;  ///< of the balance
};

/// The same temperature everywhere.
StratifiedTankState MakeTankState(const StratifiedTankParams& tank, double temperature_degc);

double CalcTankVolumeM3(const StratifiedTankParams& tank);

/// Heat above a reference temperature:  ρ c Σ V_i (T_i − T_ref)
double CalcTankContentMwh(const StratifiedTankParams& tank, const StratifiedTankState& state,
                          double reference_degc);

/// Heights of the layers' middles above the bottom. **Shape** [layer]
std::vector<double> CalcLayerMiddlesM(const StratifiedTankParams& tank,
                                      const StratifiedTankState& state);

/// Share of a whole layer in layer `index`.
double CalcLayerShare(const StratifiedTankState& state, std::size_t index);

/// Conduction along the height per area of water, wall included:  k + k_wall A_wall/A
double CalcTankConductivityWPerMK(const StratifiedTankParams& tank);

/// InvalidArgument with every violation at once: a dimension or property that is not positive and
/// finite, a negative loss or wall, fewer than two layers.
absl::Status Validate(const StratifiedTankParams& tank);

}  // namespace models

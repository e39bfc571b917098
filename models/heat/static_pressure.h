#pragma once

#include <vector>

#include "models/heat/heat_network.h"

namespace models {

/// Pressure of the air at a height: p = 101325 (1 − 0.0065 z/288.15)^5.255.
/// Valid: −1000 to 11,000 m. Source: ISO 2533, standard atmosphere.
double CalcAmbientPa(double height_m);

/// Density of the cold water that stands in a network at rest.
inline constexpr double kColdWaterKgM3 = 1000.0;

/// Gauge pressures of water that does not move; NaN in parts where nothing holds a pressure.
///   p = p_held + (ρ g (z_held − z) + a(z_held) − a(z))
/// with a the pressure of the air, as pressures are gauge to the air at the node's own height.
struct StaticPressures {
  /// [node] all pumps stand: what producers hold at their return nodes reaches both sides.
  std::vector<double> at_rest_bar;
  /// [node] producers' pumps run and nobody takes water: each side has what is held in it.
  std::vector<double> pumped_bar;
};

/// Open pipes, pumps and valves lead pressure on. Where several producers hold pressure in one
/// part, rest is that of the highest and pumped that of the lowest of them: what can be said for
/// certain. `network` must have passed Validate.
StaticPressures CalcStaticPressures(const HeatNetwork& network,
                                    double density_kg_m3 = kColdWaterKgM3);

}  // namespace models

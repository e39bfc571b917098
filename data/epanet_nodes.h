#pragma once

#include <array>
#include <vector>

#include "data/epanet_options.h"
#include "data/epanet_series.h"
#include "models/heat/hydraulic_network.h"

namespace data {

/// Junctions, reservoirs and tanks with what holds at time 0.
struct EpanetNodes {
  models::Table<models::HydraulicNodeIndex, models::HydraulicNodeParams> nodes;
  EpanetIds ids{"node"};
  std::vector<double> outflow_m3_per_s;  ///< [node] demand after patterns and multiplier
  std::vector<double> held_head_m;       ///< [node] above the datum; read where a node is held
  std::vector<double> tank_level_m;      ///< [node] above its height; 0 for what is no tank
  std::vector<char> is_tank;             ///< [node] a tank with a level, not a reservoir
};

/// The sections JUNCTIONS, RESERVOIRS, TANKS, DEMANDS; of EMITTERS and LEAKAGE only that they say
/// nothing, because they are not supported. Notes tanks that are full or empty.
EpanetNodes ReadEpanetNodes(const EpanetDocument& document, const EpanetOptions& options,
                            const EpanetPatterns& patterns, const EpanetCurves& curves,
                            Diagnostics& notes);

}  // namespace data

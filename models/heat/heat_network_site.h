#pragma once

#include <string>

#include "models/base/ids.h"
#include "models/heat/network_generator.h"

namespace models {

using HeatNetworkIndex = Index<struct HeatNetworkTag>;

/// A town whose pipes are invented, and whose demand follows that of a heat system.
struct HeatNetworkSite {
  std::string id;
  std::string name;
  double lat_deg = 0.0;  ///< of the first plant
  double lon_deg = 0.0;
  HeatSystemIndex system;
  /// What the system delivers on its coldest day: the share of it that is delivered now is the
  /// share that every consumer takes of its design heat.
  double system_design_mw = 0.0;
  HeatNetworkSpec spec;
  std::string source;
  std::string confidence;
};

}  // namespace models

#pragma once

#include <string>

#include "models/base/ids.h"
#include "models/heat/heat_system.h"
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
  double supply_warm_degc = 0.0;  ///< when the system's supply is at its warm-weather value
  HeatNetworkSpec spec;
  std::string source;
  std::string confidence;
};

/// How a network is run at one moment: the same for every consumer and every plant.
struct HeatNetworkMoment {
  double demand_share = 0.0;  ///< of every consumer's design heat
  double supply_degc = 0.0;   ///< at every plant
};

/// What the heat system of the site does tells what the site does:
///   share = delivered / system_design
///   T = T_warm + (T_cold − T_warm) · (S − S_warm)/(S_cold − S_warm),   S: supply of the system
/// with T_cold the design supply of the site, where a system whose supply never moves leaves it.
HeatNetworkMoment CalcHeatNetworkMoment(const HeatNetworkSite& site, const HeatSystemParams& system,
                                        double system_delivered_mw, double system_supply_degc);

/// The coldest day, which the network is sized for.
HeatNetworkMoment CalcColdestMoment(const HeatNetworkSite& site);

/// InvalidArgument with every violation at once: no id, no system, a design heat of the system that
/// is not positive, a warm-weather supply above the cold one or not above the return.
absl::Status Validate(const HeatNetworkSite& site);

}  // namespace models

#pragma once

#include <vector>

#include "models/base/ids.h"

namespace models {

/// Demand and generation of a region without climate: base values, all moved by one share.
///   demand_i(q) = demand_i · load_share(q),  generation_g(q) = generation_g · load_share(q)
/// What is left is taken by the participants (the slack bus), which have no generation here.
struct ProfileParams {
  std::vector<double> load_share;  ///< [quarter], of the base values
  Table<BusIndex, double> demand_mw;
  Table<BusIndex, double> demand_mvar;
  Table<GeneratorIndex, double> generation_mw;
  Table<BusIndex, double> shunt_mvar;  ///< injected at 1 pu, whatever the share
  Table<BusIndex, double> shunt_mw;    ///< demanded at 1 pu, whatever the share
};

}  // namespace models

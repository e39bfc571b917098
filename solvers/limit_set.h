#pragma once

#include <vector>

#include "models/electricity/grid.h"

namespace solvers {

/// What must hold when a connection is judged: which branches and buses have limits, and which
/// single outages are looked at. Outage 0 is the intact network (an invalid index).
struct LimitSet {
  std::vector<models::BranchIndex> branches;  ///< monitored, with a rating
  std::vector<models::BusIndex> buses;        ///< monitored
  std::vector<models::BranchIndex> outages;   ///< first the intact network
};

/// Monitored branches and buses; the intact network and every monitored branch in service, bridges
/// too: what they cut off is lost, what is left must still hold.
LimitSet MakeLimitSet(const models::ElectricityGrid& grid);

}  // namespace solvers

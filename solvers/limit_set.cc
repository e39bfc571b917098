#include "solvers/limit_set.h"

namespace solvers {

LimitSet MakeLimitSet(const models::ElectricityGrid& grid) {
  LimitSet set;
  set.outages.emplace_back();
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchIndex index(k);
    const models::BranchParams& branch = grid.branches[index];
    if (!branch.is_in_service || !branch.is_monitored) continue;
    set.outages.push_back(index);
    if (branch.rating.summer_mva > 0.0) set.branches.push_back(index);
  }
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    if (grid.buses[models::BusIndex(i)].is_monitored) set.buses.emplace_back(i);
  }
  return set;
}

}  // namespace solvers

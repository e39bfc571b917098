#include "twin/outage_factor_cache.h"

#include <algorithm>
#include <utility>

#include "models/base/status_macros.h"

namespace twin {

OutageFactorCache::Factors OutageFactorCache::Find(
    const models::Table<models::BranchIndex, char>& in_service) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(newest_.begin(), newest_.end(), [&](const Entry& entry) {
    return entry.in_service == in_service;
  });
  if (found == newest_.end()) return nullptr;
  std::rotate(newest_.begin(), found, found + 1);
  return newest_.front().factors;
}

absl::StatusOr<OutageFactorCache::Factors> OutageFactorCache::Get(
    const models::ElectricityGrid& grid, const models::Table<models::BranchIndex, char>& in_service,
    const models::Table<models::BusIndex, double>& share) {
  if (Factors known = Find(in_service); known != nullptr) return known;
  // Not under the lock: two who meet a switch state at once both work, and get the same.
  TWIN_ASSIGN_OR_RETURN(auto made, solvers::OutageFactors::Make(grid, in_service, share));
  auto factors = std::make_shared<const solvers::OutageFactors>(std::move(made));
  const std::lock_guard lock(mutex_);
  newest_.push_front({in_service, factors});
  if (newest_.size() > kKept) newest_.pop_back();
  return factors;
}

}  // namespace twin

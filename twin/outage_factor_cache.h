#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/outage_margins.h"

namespace twin {

/// The outage factors of the switch states that were met last: of a grid whose participants stay.
/// Any thread; what is got is a function of the switch state alone.
class OutageFactorCache {
 public:
  /// Errors: as of OutageFactors::Make, told again each time.
  absl::StatusOr<std::shared_ptr<const solvers::OutageFactors>> Get(
      const models::ElectricityGrid& grid,
      const models::Table<models::BranchIndex, char>& in_service,
      const models::Table<models::BusIndex, double>& share);

 private:
  static constexpr std::size_t kKept = 16;
  using Factors = std::shared_ptr<const solvers::OutageFactors>;

  Factors Find(const models::Table<models::BranchIndex, char>& in_service);

  struct Entry {
    models::Table<models::BranchIndex, char> in_service;
    Factors factors;
  };
  std::mutex mutex_;
  std::deque<Entry> newest_;  ///< last used first
};

}  // namespace twin

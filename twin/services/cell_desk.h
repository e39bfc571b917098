#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "solvers/capacity_cells.h"
#include "twin/capacity/capacity_map.h"
#include "twin/capacity/cell_answers.h"

namespace twin::services {

/// What readers below K3 are told of capacity: by cell, load and generation alike, once the figures
/// of all busbars are known. Any number of threads may ask.
class CellDesk {
 public:
  /// Both must outlive the desk.
  CellDesk(const capacity::CapacityEngine& engine, capacity::CapacityMap& map);

  /// Bucket, reason and year of a busbar's cell; without a verdict. The reason only where the cell
  /// of what binds has five elements of its class. Outside the map the year alone. Nothing while
  /// figures are missing.
  std::optional<ostlandet::twin::v1::DeclassifiedCapacity> Find(models::BusIndex bus) const;
  /// The same; computes what is missing first. Errors: Unavailable when that takes longer than one
  /// call may, in general words; of writing the map.
  absl::StatusOr<ostlandet::twin::v1::DeclassifiedCapacity> Compute(models::BusIndex bus);

 private:
  using Tuples = std::vector<ostlandet::twin::v1::DeclassifiedCapacity>;  // [cell]

  const capacity::CapacityEngine& engine_;
  capacity::CapacityMap& map_;
  const solvers::CapacityCells cells_;
  models::Table<models::BusIndex, char> is_on_map_;
  mutable std::mutex mutex_;
  mutable std::optional<Tuples> tuples_;
};

}  // namespace twin::services

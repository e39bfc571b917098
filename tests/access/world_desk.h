#pragma once

#include <memory>
#include <string>

#include "models/region.h"
#include "twin/services/planner.h"

namespace tests {

/// A planner over a small world in a folder of memory, whose records have the same key as those of
/// every other one. Gone with the object.
class WorldDesk {
 public:
  /// Errors: as of services::Planner::Start, and of the planning year.
  /// `like`: a world of the same shape, whose files are taken as unfinished ones of this world, all
  /// of whose blocks are still to be computed. Laying out HDF5 files anew takes most of a small
  /// world's time.
  static absl::StatusOr<std::unique_ptr<WorldDesk>> Make(
      std::shared_ptr<const models::Region> region, const WorldDesk* like = nullptr);
  ~WorldDesk();

  twin::services::Planner& planner() { return *planner_; }
  /// Computes the figures of all busbars.
  absl::Status CompleteMap();

 private:
  absl::Status BeginFilesLike(const WorldDesk& like, const twin::planning::PlanningKey& key) const;

  std::string folder_;
  std::unique_ptr<twin::services::Planner> planner_;
};

}  // namespace tests

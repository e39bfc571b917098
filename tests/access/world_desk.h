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
  static absl::StatusOr<std::unique_ptr<WorldDesk>> Make(
      std::shared_ptr<const models::Region> region);
  ~WorldDesk();

  twin::services::Planner& planner() { return *planner_; }
  /// Computes the figures of all busbars.
  absl::Status CompleteMap();

 private:
  std::string folder_;
  std::unique_ptr<twin::services::Planner> planner_;
};

}  // namespace tests

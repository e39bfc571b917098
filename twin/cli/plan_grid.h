#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/client.h"
#include "twin/plans/grid_point.h"

namespace twin::cli {

/// Who is asked for the room in the grid.
struct PlanGridOptions {
  Target target;
  bool is_asked = false;  ///< false: nobody
  std::string region_directory;
  models::PlanningYear year;
};

/// A planner in this process, or a connection to a running twin, behind one question.
class PlanGridSource {
 public:
  /// A running twin when there is one, else the planning year of the folder, which is built when it
  /// is not there. Errors: as of Client::Connect with a server; as of StartOffline.
  static absl::StatusOr<std::unique_ptr<PlanGridSource>> Open(const PlanGridOptions& options);

  /// Must not outlive this.
  plans::AskGrid ask() const;

 private:
  std::optional<Client> client_;
  std::optional<OfflinePlanner> offline_;
};

}  // namespace twin::cli

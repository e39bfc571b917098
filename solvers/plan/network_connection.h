#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "models/heat/network_generator.h"
#include "solvers/heat/heat_limits.h"

namespace solvers {

/// A plan that would join a network of pipes.
struct NetworkConnectionQuestion {
  models::StreetPlace place;  ///< of the plan, from the network's first plant
  double detour_ratio = 1.0;  ///< length along streets over the straight line
  double wanted_mw = 0.0;     ///< heat at the design temperature
  double return_degc = 45.0;  ///< of new buildings
};

struct NetworkConnection {
  std::size_t trench_node = 0;  ///< the nearest
  double extension_m = 0.0;     ///< of trench from it to the plan
  bool is_confirmed = false;    ///< the wanted heat can be taken there and every limit is kept
  double available_mw = 0.0;    ///< at most 1.5 times the wanted is looked for
  /// What stops more; absent when nothing does.
  std::optional<heat::HeatLimitKind> binding;
  bool is_solved = true;  ///< false: no solution of the hydraulics even without the plan
};

/// Heat that can be taken at the nearest node on the network's design day, by the hydraulics and
/// temperatures of solvers/heat/heat_connection.h. Plants are not looked at here.
///   extension = detour · |place − node|
/// Errors: InvalidArgument when the network has no node or the wanted heat is not positive.
absl::StatusOr<NetworkConnection> SolveNetworkConnection(const models::GeneratedHeatNetwork& made,
                                                         const NetworkConnectionQuestion& question);

/// The straight way from a place to the nearest trench node, and that node.
struct NearestTrench {
  std::size_t node = 0;
  double distance_m = 0.0;
};
/// **Valid** a network with nodes.
NearestTrench FindNearestTrench(const models::GeneratedHeatNetwork& made,
                                const models::StreetPlace& place);

}  // namespace solvers

#include "solvers/plan/network_connection.h"

#include <cmath>
#include <limits>

#include "models/base/errors.h"
#include "models/base/units.h"
#include "solvers/heat/heat_connection.h"

namespace solvers {
namespace {

constexpr double kLookedForRatio = 1.5;
constexpr double kToleranceW = 5e3;

}  // namespace

NearestTrench FindNearestTrench(const models::GeneratedHeatNetwork& made,
                                const models::StreetPlace& place) {
  NearestTrench nearest{.distance_m = std::numeric_limits<double>::infinity()};
  for (std::size_t node = 0; node < made.places.size(); ++node) {
    const double distance_m = std::hypot(made.places[node].east_m - place.east_m,
                                         made.places[node].north_m - place.north_m);
    if (distance_m < nearest.distance_m) nearest = {.node = node, .distance_m = distance_m};
  }
  return nearest;
}

absl::StatusOr<NetworkConnection> SolveNetworkConnection(
    const models::GeneratedHeatNetwork& made, const NetworkConnectionQuestion& question) {
  if (made.places.empty() || !(question.wanted_mw > 0.0)) {
    return models::errors::InvalidField("wanted_mw", "must be positive, in a network with nodes");
  }
  const NearestTrench nearest = FindNearestTrench(made, question.place);
  NetworkConnection connection{.trench_node = nearest.node,
                               .extension_m = question.detour_ratio * nearest.distance_m};
  heat::HeatLimitParams limits;
  heat::SetPressureClasses(made.network, limits);
  const auto answer =
      heat::CalcHeatConnection(made.network,
                               {.supply = models::HeatNodeIndex(nearest.node),
                                .back = models::HeatNodeIndex(made.places.size() + nearest.node),
                                .return_degc = question.return_degc,
                                .cap_w = kLookedForRatio * question.wanted_mw * models::kWPerMw,
                                .tolerance_w = kToleranceW},
                               limits, {.consumers = heat::ConsumerMode::kReturnTemperature});
  if (!answer.ok()) {
    connection.is_solved = false;
    return connection;
  }
  connection.available_mw = answer->available_w / models::kWPerMw;
  connection.is_confirmed = connection.available_mw >= question.wanted_mw;
  if (answer->binding) connection.binding = answer->binding->kind;
  return connection;
}

}  // namespace solvers

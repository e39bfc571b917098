#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/heat/heat_network_site.h"
#include "models/heat/network_generator.h"
#include "solvers/heat/heat_limits.h"
#include "solvers/heat/steady_heat.h"

namespace twin::heat {

/// Where a thing lies on the map.
struct NetworkPlace {
  double lat_deg = 0.0;
  double lon_deg = 0.0;
};

/// What a limit of a network, changed or not, is about, in words of its plan.
struct NetworkElement {
  std::string id;
  NetworkPlace place;
};

/// One invented network with what it must keep: made once, then only read, by any thread.
///
/// Water has one density and viscosity, those of 80 °C: with properties by temperature, hills make
/// water circulate in loops by its weight alone, and steady temperatures have no order of flow.
/// Pumps hold 0.8 bar at the worst consumer and can lift what the coldest day needs; a plant can
/// give a fifth more than its part of the network takes on that day.
class NetworkModel {
 public:
  /// Generates the network and lets it fit its coldest day (solvers/heat/network_sizing).
  /// Errors: as of both.
  static absl::StatusOr<std::unique_ptr<const NetworkModel>> Make(
      const models::HeatNetworkSite& site);

  const models::HeatNetworkSite& site() const { return site_; }
  const models::GeneratedHeatNetwork& generated() const { return generated_; }
  const models::HeatNetwork& network() const { return generated_.network; }
  const solvers::heat::HeatLimitParams& limits() const { return limits_; }
  const solvers::heat::SteadyHeatOptions& options() const { return options_; }
  /// Changes when anything does that the network is generated from.
  const std::string& revision() const { return revision_; }

  std::size_t node_count() const { return generated_.places.size(); }
  std::size_t trench_count() const { return generated_.nominal_diameter.size(); }
  models::HeatNodeIndex SupplyOf(std::size_t node) const { return models::HeatNodeIndex(node); }
  models::HeatNodeIndex BackOf(std::size_t node) const {
    return models::HeatNodeIndex(node_count() + node);
  }
  double HeightM(std::size_t node) const { return network().nodes[SupplyOf(node)].height_m; }
  NetworkPlace PlaceOf(std::size_t node) const;
  double DistanceM(std::size_t a, std::size_t b) const;

  std::string NodeId(std::size_t node) const;
  std::string TrenchId(std::size_t trench) const;
  /// "N/17" or "17". Errors: InvalidArgument naming `field`, NotFound.
  absl::StatusOr<std::size_t> FindNode(absl::string_view id, absl::string_view field) const;
  /// "N/t17" or "t17".
  absl::StatusOr<std::size_t> FindTrench(absl::string_view id, absl::string_view field) const;
  absl::StatusOr<models::HeatProducerIndex> FindPlant(absl::string_view id,
                                                      absl::string_view field) const;

  /// The tables as they are at a moment: heat of consumers, supply of plants.
  models::HeatNetwork At(const models::HeatNetworkMoment& moment) const;

  /// The element of a limit found in `network`: this one, or one that grew out of it.
  NetworkElement ElementOf(const models::HeatNetwork& network,
                           const solvers::heat::HeatLimit& limit) const;

 private:
  explicit NetworkModel(const models::HeatNetworkSite& site) : site_(site) {}
  NetworkPlace PlaceOfNode(models::HeatNodeIndex node) const {
    return PlaceOf(node.value() % node_count());
  }
  absl::StatusOr<std::size_t> FindRow(absl::string_view id, absl::string_view mark,
                                      std::size_t count, absl::string_view kind,
                                      absl::string_view field) const;

  const models::HeatNetworkSite site_;
  models::GeneratedHeatNetwork generated_;
  solvers::heat::HeatLimitParams limits_;
  solvers::heat::SteadyHeatOptions options_;
  std::string revision_;
};

}  // namespace twin::heat

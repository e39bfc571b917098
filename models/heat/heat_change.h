#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"

namespace models {

struct NewHeatConsumer {
  HeatNodeIndex supply;
  HeatNodeIndex back;  ///< return node
  double heat_w = 0.0;
  double return_degc = 0.0;
};

/// A trench with a supply and a return pipe of one size.
struct NewHeatTrench {
  HeatNodeIndex supply_from, supply_to;
  HeatNodeIndex back_from, back_to;  ///< return nodes beside them
  int nominal_diameter = 0;          ///< DN of the EN 253 series
  double length_m = 0.0;
  double loss_w_per_m_k = 0.2;
};

/// What a what-if question changes, all at once.
struct HeatChanges {
  std::vector<NewHeatConsumer> new_consumers;
  std::vector<HeatPipeIndex> closed_pipes;
  std::vector<NewHeatTrench> new_trenches;
  std::vector<HeatProducerIndex> plants_out;  ///< they give neither heat nor lift
  double supply_offset_k = 0.0;               ///< at all producers
};

/// The network as it would be. What exists keeps its row; what is new comes last. New pipes have
/// the roughness of designs. When every plant that holds the pressure is out, the first one left
/// that has a lift holds it, as high as it stands there when all pumps rest. Errors:
/// InvalidArgument with every field that is wrong at once, as "new_trenches[1].length_m"; what is
/// left wrong together, such as no producer that holds pressure, as of Validate.
absl::StatusOr<HeatNetwork> ApplyHeatChanges(const HeatNetwork& network,
                                             const HeatChanges& changes);

}  // namespace models

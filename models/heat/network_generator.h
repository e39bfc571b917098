#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/heat/pipe_series.h"

namespace models {

/// What is known of a network whose pipes are not: enough to invent one of the same kind.
struct HeatNetworkSpec {
  std::string id;
  double design_heat_w = 0.0;  ///< all consumers together on the coldest day
  double supply_degc = 0.0;    ///< on that day
  double return_degc = 0.0;
  double ground_degc = 7.0;
  int trench_count = 0;          ///< pipes a side
  double street_m = 200.0;       ///< mean length of a trench
  double height_range_m = 40.0;  ///< between the lowest and the highest street, about
  int producer_count = 1;
  std::uint64_t seed = 0;
};

/// Where a trench node lies, from the first plant.
struct StreetPlace {
  double east_m = 0.0;
  double north_m = 0.0;
};

/// An invented network. Trench node k is supply node k and return node places.size() + k; trench t
/// is supply pipe t and return pipe trench_count + t, which runs the other way.
struct GeneratedHeatNetwork {
  HeatNetwork network;
  std::vector<StreetPlace> places;        ///< [trench node]
  std::vector<int> nominal_diameter;      ///< [trench] DN
  std::vector<double> producer_design_w;  ///< [producer] what the part sized for it takes
  PressureClass pressure_class = PressureClass::kPn16;
};

/// What sizes are chosen by, typical of Norwegian design.
inline constexpr double kDesignGradientPaPerM = 120.0;
inline constexpr double kDesignDifferentialBar = 0.8;  ///< at the worst consumer
inline constexpr double kLoopShare = 0.1;              ///< of the trenches

/// Streets on a shaken lattice: main streets, every fourth line, are taken first, so that a trunk
/// with branches grows from each plant (Prim's tree of random street costs from all plants at
/// once); a tenth of the trenches then close loops. Heat of consumers is drawn log-normally and
/// scaled to the design heat. Sizes are the smallest of EN 253 that carry the tree's design flow,
/// and 10 % more, at kDesignGradientPaPerM and at the speed usual for the size; loop trenches get
/// the larger of the flows at their ends. Losses are those of single pipes of series 2 side by side
/// in one trench (CalcPairLoss) at 95/60 °C. Heights are a smooth surface of four waves. The first
/// plant of every part that hangs together holds the pressure, and all hold one lift, which leaves
/// kDesignDifferentialBar at the end of the longest branch; the class is the lower one that stands
/// the highest pressure. One seed gives the same bytes on one machine. Nothing here is measured:
/// all is invented. Errors: InvalidArgument with every field that is wrong at once.
absl::StatusOr<GeneratedHeatNetwork> GenerateHeatNetwork(const HeatNetworkSpec& spec);

/// Gives both pipes of a trench another size, and the losses that go with it.
void SetTrenchSize(GeneratedHeatNetwork& made, std::size_t trench, const PipeSize& size);

}  // namespace models

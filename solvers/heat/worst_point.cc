#include "solvers/heat/worst_point.h"

#include <algorithm>
#include <limits>

namespace solvers::heat {

double HoldWorstPointBar(const models::HeatNetwork& network, const WorstPointParams& params,
                         SteadyHeatSolution& solution) {
  if (!network.valves.empty() || !network.pumps.empty()) return 0.0;
  auto& pressure_bar = solution.hydraulics.pressure_bar;
  double spare_bar = std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    if (solution.consumer_flow_kg_s[row] <= 0.0) continue;
    spare_bar =
        std::min(spare_bar, pressure_bar[consumer.supply.value()] -
                                pressure_bar[consumer.back.value()] - params.differential_bar);
  }
  for (const auto& producer : network.producers)
    if (producer.lift_bar)
      spare_bar = std::min(spare_bar, *producer.lift_bar - params.lift_min_bar);
  if (!(spare_bar > 0.0) || spare_bar == std::numeric_limits<double>::infinity()) return 0.0;
  for (std::size_t row = 0; row < network.nodes.size(); ++row)
    if (network.nodes[models::HeatNodeIndex(row)].side == models::HeatSide::kSupply)
      pressure_bar[row] -= spare_bar;  // NaN stays
  return spare_bar;
}

}  // namespace solvers::heat

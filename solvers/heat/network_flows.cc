#include "solvers/heat/network_flows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace solvers::heat {

absl::Status CheckHolders(const models::HeatNetwork& network) {
  std::vector<char> is_held(network.nodes.size(), 0);
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    for (const models::HeatNodeIndex node : {producer.supply, producer.back})
      if (std::exchange(is_held[node.value()], 1))
        return absl::InvalidArgumentError(absl::StrCat("producer ", producer.id,
                                                       " holds the pressure of node ",
                                                       network.nodes[node].id, " a second time"));
  }
  return absl::OkStatus();
}

HydraulicInputs MakeStillInputs(const models::HeatNetwork& network, const models::Water& water) {
  const std::size_t nodes = network.nodes.size();
  const std::size_t links = network.pipes.size() + network.pumps.size() + network.valves.size();
  return {.outflow_kg_s = std::vector<double>(nodes),
          .held_pressure_bar = std::vector<double>(nodes),
          .density_kg_m3 = std::vector<double>(links, water.density_kg_m3),
          .viscosity_pa_s = std::vector<double>(links, water.viscosity_pa_s)};
}

void FillNetworkFlows(const models::HeatNetwork& network,
                      const std::vector<double>& consumer_flow_kg_s, HydraulicInputs& inputs) {
  std::fill(inputs.outflow_kg_s.begin(), inputs.outflow_kg_s.end(), 0.0);
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    inputs.outflow_kg_s[consumer.supply.value()] += consumer_flow_kg_s[row];
    inputs.outflow_kg_s[consumer.back.value()] -= consumer_flow_kg_s[row];
  }
  for (const auto& producer : network.producers) {
    if (producer.lift_bar) {
      inputs.held_pressure_bar[producer.supply.value()] = producer.pressure_bar;
      inputs.held_pressure_bar[producer.back.value()] = producer.pressure_bar - *producer.lift_bar;
    } else {
      inputs.outflow_kg_s[producer.supply.value()] -= *producer.mass_flow_kg_s;
      inputs.outflow_kg_s[producer.back.value()] += *producer.mass_flow_kg_s;
    }
  }
}

}  // namespace solvers::heat

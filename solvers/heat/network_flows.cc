#include "solvers/heat/network_flows.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

namespace solvers::heat {

absl::Status CheckHolders(const models::HeatNetwork& network) {
  std::vector<char> is_held(network.nodes.size(), 0);
  for (const auto& producer : network.producers) {
    if (!producer.HoldsPressure()) continue;
    for (const models::HeatNodeIndex node : {producer.supply, producer.back})
      if (std::exchange(is_held[node.value()], 1))
        return absl::InvalidArgumentError(absl::StrCat("producer ", producer.id,
                                                       " holds the pressure of node ",
                                                       network.nodes[node].id, " a second time"));
  }
  // Nodes whose pressures are known to each other; all held ones are.
  std::vector<std::size_t> root(network.nodes.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const std::size_t held =
      static_cast<std::size_t>(std::find(is_held.begin(), is_held.end(), 1) - is_held.begin());
  for (std::size_t node = 0; node < root.size(); ++node)
    if (is_held[node] != 0) root[node] = held;
  const auto find = [&root](models::HeatNodeIndex node) {
    std::size_t at = node.value();
    while (root[at] != at) at = root[at] = root[root[at]];
    return at;
  };
  for (const auto& producer : network.producers) {
    if (!producer.HoldsLiftOnly()) continue;
    const std::size_t supply = find(producer.supply), back = find(producer.back);
    if (supply == back)
      return absl::InvalidArgumentError(absl::StrCat(
          "producer ", producer.id, " holds the lift from node ", network.nodes[producer.back].id,
          " to node ", network.nodes[producer.supply].id, ", which others hold already"));
    root[supply] = back;
  }
  return absl::OkStatus();
}

HydraulicInputs MakeStillInputs(const models::HeatNetwork& network, const models::Water& water) {
  const std::size_t nodes = network.nodes.size();
  const auto lifts = static_cast<std::size_t>(
      std::count_if(network.producers.begin(), network.producers.end(),
                    [](const auto& producer) { return producer.HoldsLiftOnly(); }));
  const std::size_t links =
      network.pipes.size() + network.pumps.size() + network.valves.size() + lifts;
  return {.outflow_kg_s = std::vector<double>(nodes),
          .held_pressure_bar = std::vector<double>(nodes),
          .density_kg_m3 = std::vector<double>(links, water.density_kg_m3),
          .viscosity_pa_s = std::vector<double>(links, water.viscosity_pa_s),
          .lift_bar = std::vector<double>(lifts)};
}

void FillNetworkFlows(const models::HeatNetwork& network,
                      const std::vector<double>& consumer_flow_kg_s, HydraulicInputs& inputs,
                      double lift_change_bar) {
  std::fill(inputs.outflow_kg_s.begin(), inputs.outflow_kg_s.end(), 0.0);
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    inputs.outflow_kg_s[consumer.supply.value()] += consumer_flow_kg_s[row];
    inputs.outflow_kg_s[consumer.back.value()] -= consumer_flow_kg_s[row];
  }
  std::size_t lift = 0;
  for (const auto& producer : network.producers) {
    if (producer.HoldsPressure()) {
      inputs.held_pressure_bar[producer.supply.value()] = *producer.pressure_bar + lift_change_bar;
      inputs.held_pressure_bar[producer.back.value()] = *producer.pressure_bar - *producer.lift_bar;
    } else if (producer.lift_bar) {
      inputs.lift_bar[lift++] = *producer.lift_bar + lift_change_bar;
    } else {
      inputs.outflow_kg_s[producer.supply.value()] -= *producer.mass_flow_kg_s;
      inputs.outflow_kg_s[producer.back.value()] += *producer.mass_flow_kg_s;
    }
  }
}

}  // namespace solvers::heat

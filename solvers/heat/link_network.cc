#include "solvers/heat/link_network.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

namespace solvers::heat {

models::HeatNetwork MakeLinkNetwork(const models::HeatNetwork& network) {
  models::HeatNetwork links = network;
  std::vector<std::optional<double>> ground_degc(network.nodes.size());
  for (auto& pipe : links.pipes) {
    pipe.id = absl::StrCat("pipe ", pipe.id);
    ground_degc[pipe.from.value()] = ground_degc[pipe.to.value()] = pipe.ground_degc;
  }
  const auto add = [&](const char* kind, const auto& link) {
    const auto& beside_degc = ground_degc[link.from.value()] ? ground_degc[link.from.value()]
                                                             : ground_degc[link.to.value()];
    links.pipes.Add({.id = absl::StrCat(kind, link.id),
                     .from = link.from,
                     .to = link.to,
                     .ground_degc = beside_degc.value_or(0.0)});
  };
  for (const auto& pump : network.pumps) add("pump ", pump);
  for (const auto& valve : network.valves) add("valve ", valve);
  return links;
}

}  // namespace solvers::heat

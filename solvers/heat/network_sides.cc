#include "solvers/heat/network_sides.h"

#include <algorithm>

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;

bool AreSidesApart(const models::HeatNetwork& network) {
  for (const auto& producer : network.producers)
    if (producer.HoldsLiftOnly()) return false;
  const auto is_supply = [&](HeatNodeIndex node) {
    return network.nodes[node].side == models::HeatSide::kSupply;
  };
  for (const auto& valve : network.valves)
    if (valve.kind == models::ValveKind::kDifferentialPressure &&
        is_supply(valve.sensed_high) != is_supply(valve.sensed_low))
      return false;
  return true;
}

// Rows as in the whole network; the other side is shut.
models::HydraulicNetwork MakeSideNetwork(const models::HeatNetwork& network,
                                         models::HeatSide side) {
  models::HydraulicNetwork half = models::MakeHydraulicNetwork(network);
  const auto is_other = [&](HeatNodeIndex node) { return network.nodes[node].side != side; };
  for (auto& pipe : half.pipes)
    if (is_other(pipe.from)) pipe.is_open = false;
  for (auto& pump : half.pumps)
    if (is_other(pump.from)) pump.is_on = false;
  for (auto& valve : half.valves)
    if (is_other(valve.from)) valve.is_open = false;
  return half;
}

}  // namespace

std::vector<Hydraulics> MakeNetworkSides(const models::HeatNetwork& network) {
  std::vector<Hydraulics> sides;
  if (!AreSidesApart(network)) return sides;
  for (const auto side : {models::HeatSide::kSupply, models::HeatSide::kReturn})
    sides.push_back(Hydraulics::Make(MakeSideNetwork(network, side)));
  return sides;
}

void AddReturnSide(const models::HeatNetwork& network, const HydraulicSolution& back,
                   HydraulicSolution& whole) {
  for (std::size_t link = 0; link < whole.flow_kg_s.size(); ++link) {
    whole.flow_kg_s[link] += back.flow_kg_s[link];  // one of them is shut
    if (back.link_status[link] != LinkStatus::kOpen)
      whole.link_status[link] = back.link_status[link];
  }
  for (std::size_t node = 0; node < whole.pressure_bar.size(); ++node)
    if (network.nodes[HeatNodeIndex(node)].side == models::HeatSide::kReturn)
      whole.pressure_bar[node] = back.pressure_bar[node];
  whole.iterations = std::max(whole.iterations, back.iterations);
  whole.fell_back = whole.fell_back || back.fell_back;
  whole.control_changes += back.control_changes;
  whole.pressure_residual_bar = std::max(whole.pressure_residual_bar, back.pressure_residual_bar);
}

}  // namespace solvers::heat

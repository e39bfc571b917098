#include "solvers/heat/rest_state.h"

#include <vector>

namespace solvers::heat {

TransientHeatState MakeRestState(const models::HeatNetwork& network, const TransientHeat& transient,
                                 const SteadyHeatSolution& rest) {
  std::vector<double> from_degc, to_degc;
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const auto& pipe = network.pipes[models::HeatPipeIndex(row)];
    const double flow_kg_s = rest.hydraulics.flow_kg_s[row];
    const double outlet_degc = rest.pipe_outlet_degc[row];
    const models::HeatNodeIndex inlet = flow_kg_s > 0.0 ? pipe.from : pipe.to;
    const double inlet_degc = flow_kg_s == 0.0 ? outlet_degc : rest.node_degc[inlet.value()];
    from_degc.push_back(flow_kg_s >= 0.0 ? inlet_degc : outlet_degc);
    to_degc.push_back(flow_kg_s >= 0.0 ? outlet_degc : inlet_degc);
  }
  return transient.MakeState(from_degc, to_degc);
}

}  // namespace solvers::heat

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solvers/heat/flow_order.h"
#include "solvers/heat/linear_pieces.h"
#include "solvers/heat/plug_flow.h"

namespace solvers::heat {

/// Water that meets at nodes in one step. Nodes have no volume: at every instant what flows out has
/// the temperature Σ m T of what flows in over Σ m.
class NodeStreams {
 public:
  /// `links`: pipes, and behind them pumps and valves, which hold no water.
  NodeStreams(std::size_t nodes, std::size_t pipes, std::size_t links)
      : feed_kg_s_(nodes),
        feed_k_kg_s_(nodes),
        node_degc_(nodes),
        outlet_degc_(links),
        passing_(links - pipes) {}

  /// Forgets what enters from outside the pipes.
  void Clear();
  /// Water that enters from outside the pipes, of constant temperature in the step.
  void Feed(std::uint32_t node, double flow_kg_s, double temperature_degc) {
    feed_kg_s_[node] += flow_kg_s;
    feed_k_kg_s_[node] += flow_kg_s * temperature_degc;
  }
  /// Visits nodes: drains what flows in, mixes, feeds what flows out. `flow_kg_s` [link] by
  /// `order`.
  void Visit(const PlugFlow& plugs, const FlowOrder& order, const std::vector<NodeVisit>& visits,
             const std::vector<double>& flow_kg_s, PlugFlowState& state, PlugFlow::Work& work);

  /// [node] mean over the step, or of what stands beside a node that nothing flows to; NaN where
  /// there is neither feed nor pipe.
  const std::vector<double>& node_degc() const { return node_degc_; }
  /// [link] mean over the step; stale where nothing flows.
  const std::vector<double>& outlet_degc() const { return outlet_degc_; }

 private:
  std::vector<double> feed_kg_s_;    // [node]
  std::vector<double> feed_k_kg_s_;  // [node] Σ m T
  std::vector<double> node_degc_, outlet_degc_;
  std::vector<PieceList> passing_;  // [pump, valve] what goes through in the step
  PieceList lists_[3];
};

}  // namespace solvers::heat

#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "models/heat/heat_network.h"
#include "models/heat/water_law.h"
#include "solvers/heat/flow_order.h"

namespace solvers::heat {

/// Temperatures of all nodes and pipes at given flows, by one pass in flow order:
///   pipe  T_out = T_g + (T_in − T_g) exp(−U L/(c |m|)),  c the mean of both ends' from last time
///   node  h(T) = Σ m h(T_in) / Σ m of what flows in
/// and, for the flows of consumers that follow from temperatures, the response of both to each
/// other: one pass against the flow gathers how much more water every node asks for by how much
/// warmer it gets, one pass along it tells every node. Where flows split and join again, shares
/// are taken as they are, so that the response is exact in trees and nearly so in loops.
class TemperatureSweep {
 public:
  /// Both must outlive it; `network` is what MakeLinkNetwork gives.
  TemperatureSweep(const models::HeatNetwork& network, const models::WaterLaw& water);

  /// The next flows [pipe]. Errors: FailedPrecondition naming a pipe through which water
  /// circulates.
  absl::Status SetFlows(const std::vector<double>& flow_kg_s);
  /// Forgets what was fed; then feeds are given, then the sides are run.
  void ClearFeeds();
  void Feed(models::HeatNodeIndex node, double flow_kg_s, double temperature_degc);
  void RunSupply() { Run(order_.supply()); }
  void RunReturn() { Run(order_.back()); }

  /// [node] NaN without pipes; ground temperature where water stands.
  const std::vector<double>& node_degc() const { return node_degc_; }
  /// [pipe] where the water leaves; ground temperature where it stands.
  const std::vector<double>& outlet_degc() const { return outlet_degc_; }
  double PipeLossW(std::size_t pipe) const;
  double MeanPipeDegC(std::size_t pipe) const;
  /// Largest change of an outlet since the run before.
  double worst_change_k() const { return worst_change_k_; }

  /// What consumers on the supply side ask for: flow more by `more_kg_s` plus `slope_kg_s_k` for
  /// each kelvin that the node gets warmer. Then node_more_degc answers for the supply side.
  void ClearAsked();
  void Ask(models::HeatNodeIndex node, double more_kg_s, double slope_kg_s_k);
  void Respond();
  /// The exact rise on the supply side when flows change by `flow_change_kg_s` [pipe] and feeds by
  /// what then is missing, to first order.
  void RiseWith(const std::vector<double>& flow_change_kg_s);
  double RiseK(models::HeatNodeIndex node) const { return rise_k_[node.value()]; }

 private:
  void Run(const std::vector<NodeVisit>& visits);
  double GainKSPerKg(std::uint32_t pipe) const;
  std::size_t UpstreamNode(const PipeLink& link) const;

  const models::HeatNetwork& network_;
  const models::WaterLaw& water_;
  FlowOrder order_;
  std::vector<PipeFlow> direction_;
  std::vector<std::uint32_t> from_, to_;            // [pipe]
  std::vector<double> ground_degc_, loss_w_per_k_;  // [pipe]
  std::vector<double> flow_kg_s_, keep_ratio_, mean_degc_, capacity_j_per_kg_k_, inlet_degc_,
      outlet_degc_;                                                 // [pipe]
  std::vector<double> fed_kg_s_, fed_w_, inflow_kg_s_, node_degc_;  // [node]
  std::vector<double> asked_kg_s_, asked_kg_s_per_k_, rise_k_;      // [node]
  double worst_change_k_ = 0.0;
};

}  // namespace solvers::heat

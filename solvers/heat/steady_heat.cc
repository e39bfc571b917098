#include "solvers/heat/steady_heat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "solvers/heat/network_flows.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;
using models::HeatSide;

// Less than this does not count as flowing: the hydraulics are no more exact.
constexpr double kStillKgS = 1e-9;
// While flows and temperatures are found in turn, a consumer cools the water at least this much.
constexpr double kSmallestCoolingK = 0.5;

class Sweep {
 public:
  Sweep(const models::HeatNetwork& network, double heat_capacity_j_per_kg_k)
      : network_(network),
        heat_capacity_j_per_kg_k_(heat_capacity_j_per_kg_k),
        first_(network.nodes.size() + 1, 0),
        waiting_(network.nodes.size()),
        flow_in_kg_s_(network.nodes.size()),
        heat_in_(network.nodes.size()) {
    for (const auto& pipe : network.pipes) {
      ++first_[pipe.from.value() + 1];
      ++first_[pipe.to.value() + 1];
    }
    for (std::size_t node = 1; node < first_.size(); ++node) first_[node] += first_[node - 1];
    at_node_.resize(first_.back());
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
      at_node_[next[network.pipes[HeatPipeIndex(pipe)].from.value()]++] = pipe;
      at_node_[next[network.pipes[HeatPipeIndex(pipe)].to.value()]++] = pipe;
    }
    queue_.reserve(network.nodes.size());
  }

  void Clear() {
    std::fill(flow_in_kg_s_.begin(), flow_in_kg_s_.end(), 0.0);
    std::fill(heat_in_.begin(), heat_in_.end(), 0.0);
  }
  /// Water that enters from outside the pipes.
  void Feed(HeatNodeIndex node, double flow_kg_s, double temperature_degc) {
    if (flow_kg_s <= 0.0) return;
    flow_in_kg_s_[node.value()] += flow_kg_s;
    heat_in_[node.value()] += flow_kg_s * temperature_degc;
  }

  absl::Status Run(HeatSide side, SteadyHeatSolution& solution) {
    const std::vector<double>& flow_kg_s = solution.hydraulics.flow_kg_s;
    queue_.clear();
    std::size_t nodes = 0;
    for (std::size_t node = 0; node < waiting_.size(); ++node) {
      if (network_.nodes[HeatNodeIndex(node)].side != side) continue;
      ++nodes;
      waiting_[node] = 0;
      for (std::size_t k = first_[node]; k < first_[node + 1]; ++k)
        if (End(at_node_[k], flow_kg_s) == node) ++waiting_[node];
      if (waiting_[node] == 0) queue_.push_back(node);
    }
    for (std::size_t next = 0; next < queue_.size(); ++next) Visit(queue_[next], solution);
    if (queue_.size() != nodes)
      return absl::FailedPreconditionError(absl::StrCat("heat network: water circulates, ",
                                                        nodes - queue_.size(),
                                                        " nodes have no first inflow"));
    return absl::OkStatus();
  }

 private:
  /// The node a pipe's water flows to; none when it stands still.
  std::size_t End(std::size_t pipe, const std::vector<double>& flow_kg_s) const {
    if (std::abs(flow_kg_s[pipe]) <= kStillKgS) return std::numeric_limits<std::size_t>::max();
    const auto& params = network_.pipes[HeatPipeIndex(pipe)];
    return (flow_kg_s[pipe] > 0.0 ? params.to : params.from).value();
  }

  void Visit(std::size_t node, SteadyHeatSolution& solution) {
    const std::vector<double>& flows_kg_s = solution.hydraulics.flow_kg_s;
    double& node_degc = solution.node_degc[node];
    node_degc = std::numeric_limits<double>::quiet_NaN();
    if (flow_in_kg_s_[node] > 0.0) {
      node_degc = heat_in_[node] / flow_in_kg_s_[node];
    } else if (first_[node] < first_[node + 1]) {
      node_degc = network_.pipes[HeatPipeIndex(at_node_[first_[node]])].ground_degc;
    }
    for (std::size_t k = first_[node]; k < first_[node + 1]; ++k) {
      const std::size_t pipe = at_node_[k];
      const auto& params = network_.pipes[HeatPipeIndex(pipe)];
      const std::size_t end = End(pipe, flows_kg_s);
      if (end == std::numeric_limits<std::size_t>::max()) {
        solution.pipe_outlet_degc[pipe] = params.ground_degc;
        solution.pipe_loss_w[pipe] = 0.0;
        continue;
      }
      if (end == node) continue;
      const double flow_kg_s = std::abs(flows_kg_s[pipe]);
      const double flow_w_per_k = heat_capacity_j_per_kg_k_ * flow_kg_s;
      // The share of the temperature above the ground that is lost on the way.
      const double lost_share =
          -std::expm1(-params.loss_w_per_m_k * params.length_m / flow_w_per_k);
      const double fall_k = (node_degc - params.ground_degc) * lost_share;
      solution.pipe_outlet_degc[pipe] = node_degc - fall_k;
      solution.pipe_loss_w[pipe] = flow_w_per_k * fall_k;
      flow_in_kg_s_[end] += flow_kg_s;
      heat_in_[end] += flow_kg_s * solution.pipe_outlet_degc[pipe];
      if (--waiting_[end] == 0) queue_.push_back(end);
    }
  }

  const models::HeatNetwork& network_;
  const double heat_capacity_j_per_kg_k_;
  std::vector<std::size_t> first_, at_node_;  // pipes at each node
  std::vector<int> waiting_;                  // [node] pipes flowing in, not yet met
  std::vector<double> flow_in_kg_s_;
  std::vector<double> heat_in_;  // Σ m T
  std::vector<std::size_t> queue_;
};

absl::Status CheckHolders(const models::HeatNetwork& network) {
  std::vector<char> is_held(network.nodes.size(), 0);
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    for (const HeatNodeIndex node : {producer.supply, producer.back})
      if (std::exchange(is_held[node.value()], 1))
        return absl::InvalidArgumentError(absl::StrCat("producer ", producer.id,
                                                       " holds the pressure of node ",
                                                       network.nodes[node].id, " a second time"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SteadyHeatSolution> SolveSteadyHeat(const models::HeatNetwork& network,
                                                   const Hydraulics& hydraulics,
                                                   const SteadyHeatOptions& options,
                                                   Hydraulics::Workspace& workspace) {
  if (absl::Status status = CheckHolders(network); !status.ok()) return status;
  const std::size_t nodes = network.nodes.size(), pipes = network.pipes.size();
  const std::size_t consumers = network.consumers.size(), producers = network.producers.size();
  const double heat_capacity = options.water.heat_capacity_j_per_kg_k;
  const bool has_return = options.consumers == ConsumerMode::kReturnTemperature;

  SteadyHeatSolution solution;
  solution.node_degc.resize(nodes);
  solution.pipe_outlet_degc.resize(pipes);
  solution.pipe_loss_w.resize(pipes);
  solution.consumer_flow_kg_s.resize(consumers);
  solution.consumer_supply_degc.resize(consumers);
  solution.consumer_return_degc.resize(consumers);
  solution.producer_flow_kg_s.resize(producers);
  solution.producer_heat_w.resize(producers);
  HydraulicInputs inputs = MakeStillInputs(network, options.water);
  std::vector<double> start_kg_s, balance_kg_s(nodes);
  Sweep sweep(network, heat_capacity);

  double hottest_degc = -std::numeric_limits<double>::infinity();
  for (const auto& producer : network.producers)
    hottest_degc = std::max(hottest_degc, producer.supply_degc);
  std::fill(solution.consumer_supply_degc.begin(), solution.consumer_supply_degc.end(),
            hottest_degc);

  for (;;) {
    for (std::size_t row = 0; row < consumers; ++row) {
      const auto& consumer = network.consumers[HeatConsumerIndex(row)];
      solution.consumer_flow_kg_s[row] =
          has_return
              ? consumer.heat_w / (heat_capacity *
                                   std::max(kSmallestCoolingK, solution.consumer_supply_degc[row] -
                                                                   consumer.return_degc))
              : consumer.mass_flow_kg_s;
    }
    FillNetworkFlows(network, solution.consumer_flow_kg_s, inputs);
    const bool is_warm = solution.iterations > 0;
    if (is_warm) start_kg_s = solution.hydraulics.flow_kg_s;
    if (absl::Status status =
            hydraulics.Solve(inputs, options.hydraulics, is_warm ? &start_kg_s : nullptr, workspace,
                             solution.hydraulics);
        !status.ok())
      return status;
    ++solution.iterations;
    solution.hydraulic_iterations += solution.hydraulics.iterations;

    balance_kg_s = inputs.outflow_kg_s;
    for (std::size_t pipe = 0; pipe < pipes; ++pipe) {
      const auto& params = network.pipes[HeatPipeIndex(pipe)];
      balance_kg_s[params.from.value()] += solution.hydraulics.flow_kg_s[pipe];
      balance_kg_s[params.to.value()] -= solution.hydraulics.flow_kg_s[pipe];
    }
    sweep.Clear();
    for (std::size_t row = 0; row < producers; ++row) {
      const auto& producer = network.producers[HeatProducerIndex(row)];
      solution.producer_flow_kg_s[row] =
          producer.lift_bar ? balance_kg_s[producer.supply.value()] : *producer.mass_flow_kg_s;
      sweep.Feed(producer.supply, solution.producer_flow_kg_s[row], producer.supply_degc);
    }
    if (absl::Status status = sweep.Run(HeatSide::kSupply, solution); !status.ok()) return status;
    double worst_change_k = 0.0;
    for (std::size_t row = 0; row < consumers; ++row) {
      const auto& consumer = network.consumers[HeatConsumerIndex(row)];
      const double supply_degc = solution.node_degc[consumer.supply.value()];
      const double flow_kg_s = solution.consumer_flow_kg_s[row];
      if (flow_kg_s > 0.0)
        worst_change_k =
            std::max(worst_change_k, std::abs(supply_degc - solution.consumer_supply_degc[row]));
      solution.consumer_supply_degc[row] = supply_degc;
      solution.consumer_return_degc[row] =
          has_return || flow_kg_s <= 0.0
              ? consumer.return_degc
              : supply_degc - consumer.heat_w / (heat_capacity * flow_kg_s);
      sweep.Feed(consumer.back, flow_kg_s, solution.consumer_return_degc[row]);
    }
    if (!has_return || worst_change_k <= options.temperature_tolerance_k) break;
    if (solution.iterations >= options.max_iterations)
      return absl::FailedPreconditionError(
          absl::StrFormat("heat network: temperatures did not settle in %d iterations: %.3g K left",
                          solution.iterations, worst_change_k));
  }
  if (has_return) {
    for (std::size_t row = 0; row < consumers; ++row) {
      const auto& consumer = network.consumers[HeatConsumerIndex(row)];
      if (consumer.heat_w > 0.0 &&
          solution.consumer_supply_degc[row] < consumer.return_degc + kSmallestCoolingK)
        return absl::FailedPreconditionError(
            absl::StrFormat("consumer %s: water arrives at %.2f degrees and is to leave at %.2f",
                            consumer.id, solution.consumer_supply_degc[row], consumer.return_degc));
    }
  }
  if (absl::Status status = sweep.Run(HeatSide::kReturn, solution); !status.ok()) return status;
  for (std::size_t row = 0; row < producers; ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    solution.producer_heat_w[row] =
        heat_capacity * solution.producer_flow_kg_s[row] *
        (producer.supply_degc - solution.node_degc[producer.back.value()]);
  }
  return solution;
}

}  // namespace solvers::heat

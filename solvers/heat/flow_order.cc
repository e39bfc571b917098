#include "solvers/heat/flow_order.h"

#include <limits>
#include <utility>

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatSide;

bool IsShort(PipeFlow flow) {
  return flow == PipeFlow::kShortForward || flow == PipeFlow::kShortBack;
}
bool FlowsIn(PipeFlow flow, PipeEnd end) {
  return end == PipeEnd::kTo ? flow == PipeFlow::kForward || flow == PipeFlow::kShortForward
                             : flow == PipeFlow::kBack || flow == PipeFlow::kShortBack;
}
bool FlowsOut(PipeFlow flow, PipeEnd end) {
  return flow != PipeFlow::kStill && !FlowsIn(flow, end);
}

}  // namespace

FlowOrder::FlowOrder(const models::HeatNetwork& network)
    : first_(network.nodes.size() + 1, 0),
      at_node_(2 * network.pipes.size()),
      other_(2 * network.pipes.size()),
      waiting_(network.nodes.size()),
      is_queued_(network.nodes.size()) {
  for (const auto& pipe : network.pipes) {
    ++first_[pipe.from.value() + 1];
    ++first_[pipe.to.value() + 1];
  }
  for (std::size_t node = 1; node < first_.size(); ++node) first_[node] += first_[node - 1];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  std::uint32_t row = 0;
  for (const auto& pipe : network.pipes) {
    const auto from = static_cast<std::uint32_t>(pipe.from.value());
    const auto to = static_cast<std::uint32_t>(pipe.to.value());
    other_[next[from]] = to;
    at_node_[next[from]++] = {row, PipeEnd::kFrom};
    other_[next[to]] = from;
    at_node_[next[to]++] = {row++, PipeEnd::kTo};
  }
  // The flow begins at producers on the supply side, at consumers on the other.
  std::vector<char> is_listed(network.nodes.size(), 0);
  const auto list = [&](HeatNodeIndex node) {
    if (is_listed[node.value()]) return;
    is_listed[node.value()] = 1;
    side_nodes_[network.nodes[node].side == HeatSide::kSupply ? 0 : 1].push_back(
        static_cast<std::uint32_t>(node.value()));
  };
  for (const auto& producer : network.producers) list(producer.supply);
  for (const auto& consumer : network.consumers) list(consumer.back);
  for (std::size_t node = 0; node < network.nodes.size(); ++node) list(HeatNodeIndex(node));
  for (std::size_t side : {0, 1}) visits_[side].reserve(side_nodes_[side].size());
  links_.reserve(at_node_.size());
  stack_.reserve(network.nodes.size());
}

void FlowOrder::Visit(std::uint32_t node, std::vector<NodeVisit>& visits) {
  NodeVisit visit{.node = node, .inflow = static_cast<std::uint32_t>(links_.size())};
  for (std::uint32_t k = first_[node]; k < first_[node + 1]; ++k)
    if (FlowsIn(flows_[at_node_[k].pipe], at_node_[k].end)) links_.push_back(at_node_[k]);
  visit.outflow = static_cast<std::uint32_t>(links_.size());
  for (std::uint32_t k = first_[node]; k < first_[node + 1]; ++k) {
    const PipeFlow flow = flows_[at_node_[k].pipe];
    if (!FlowsOut(flow, at_node_[k].end)) continue;
    links_.push_back(at_node_[k]);
    const std::uint32_t next = other_[k];
    if (IsShort(flow)) --waiting_[next];
    if (waiting_[next] == 0 && !is_queued_[next]) {
      is_queued_[next] = 1;
      stack_.push_back(next);
    }
  }
  visit.end = static_cast<std::uint32_t>(links_.size());
  visits.push_back(visit);
}

bool FlowOrder::Update(const std::vector<PipeFlow>& flows) {
  if (is_ordered_ && flows == flows_) return true;
  is_ordered_ = false;
  flows_ = flows;
  links_.clear();
  for (std::size_t node = 0; node < waiting_.size(); ++node) {
    is_queued_[node] = 0;
    waiting_[node] = 0;
    for (std::uint32_t k = first_[node]; k < first_[node + 1]; ++k)
      if (IsShort(flows[at_node_[k].pipe]) && FlowsIn(flows[at_node_[k].pipe], at_node_[k].end))
        ++waiting_[node];
  }
  for (std::size_t side : {0, 1}) {
    visits_[side].clear();
    for (const std::uint32_t start : side_nodes_[side]) {
      if (is_queued_[start] || waiting_[start] > 0) continue;
      is_queued_[start] = 1;
      stack_.push_back(start);
      while (!stack_.empty()) {
        const std::uint32_t node = stack_.back();
        stack_.pop_back();
        Visit(node, visits_[side]);
      }
    }
    for (const std::uint32_t node : side_nodes_[side]) {
      if (is_queued_[node]) continue;
      for (std::uint32_t k = first_[node]; k < first_[node + 1]; ++k)
        if (IsShort(flows[at_node_[k].pipe]) && FlowsIn(flows[at_node_[k].pipe], at_node_[k].end))
          blocked_ = at_node_[k].pipe;
      return false;
    }
  }
  is_ordered_ = true;
  return true;
}

std::vector<std::uint32_t> OrderPipes(const models::HeatNetwork& network) {
  FlowOrder order(network);
  constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> distance(network.nodes.size(), kFar), queue;
  const auto reach = [&](std::size_t node, std::uint32_t pipes) {
    if (distance[node] != kFar) return;
    distance[node] = pipes;
    queue.push_back(static_cast<std::uint32_t>(node));
  };
  for (const auto& producer : network.producers) {
    reach(producer.supply.value(), 0);
    reach(producer.back.value(), 0);
  }
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::uint32_t node = queue[next];
    for (std::uint32_t k = order.first()[node]; k < order.first()[node + 1]; ++k) {
      const PipeLink link = order.at_node()[k];
      const auto& pipe = network.pipes[HeatPipeIndex(link.pipe)];
      reach((link.end == PipeEnd::kFrom ? pipe.to : pipe.from).value(), distance[node] + 1);
    }
  }
  std::vector<PipeFlow> flows;
  for (const auto& pipe : network.pipes) {
    const bool is_away = distance[pipe.from.value()] <= distance[pipe.to.value()];
    const bool is_supply = network.nodes[pipe.from].side == models::HeatSide::kSupply;
    flows.push_back(is_away == is_supply ? PipeFlow::kForward : PipeFlow::kBack);
  }
  order.Update(flows);
  std::vector<std::uint32_t> pipe_of;
  std::vector<char> is_placed(network.pipes.size(), 0);
  for (const PipeLink link : order.links())
    if (!std::exchange(is_placed[link.pipe], 1)) pipe_of.push_back(link.pipe);
  return pipe_of;
}

}  // namespace solvers::heat

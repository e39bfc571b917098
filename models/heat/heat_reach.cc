#include "models/heat/heat_reach.h"

#include <cstddef>
#include <numeric>

namespace models {
namespace {

// Parts of the network, by union of what is joined.
class Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t Of(HeatNodeIndex node) {
    std::size_t root = node.value();
    while (parent_[root] != root) root = parent_[root] = parent_[parent_[root]];
    return root;
  }
  void Join(HeatNodeIndex a, HeatNodeIndex b) { parent_[Of(a)] = Of(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<HeatConsumerIndex> FindCutOffConsumers(const HeatNetwork& network) {
  Parts parts(network.nodes.size());
  for (const HeatPipeParams& pipe : network.pipes)
    if (pipe.is_open) parts.Join(pipe.from, pipe.to);
  for (const HydraulicPumpParams& pump : network.pumps) parts.Join(pump.from, pump.to);
  for (const HydraulicValveParams& valve : network.valves) parts.Join(valve.from, valve.to);
  for (const HeatProducerParams& producer : network.producers)
    if (producer.HoldsLiftOnly()) parts.Join(producer.back, producer.supply);
  std::vector<char> is_held(network.nodes.size(), 0);  // [root]
  for (const HeatProducerParams& producer : network.producers) {
    if (!producer.HoldsPressure()) continue;
    is_held[parts.Of(producer.supply)] = 1;
    is_held[parts.Of(producer.back)] = 1;
  }
  std::vector<HeatConsumerIndex> cut_off;
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const HeatConsumerParams& consumer = network.consumers[HeatConsumerIndex(row)];
    if (!is_held[parts.Of(consumer.supply)] || !is_held[parts.Of(consumer.back)])
      cut_off.push_back(HeatConsumerIndex(row));
  }
  return cut_off;
}

}  // namespace models

#include "models/heat/heat_network.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/table_checks.h"

namespace models {
namespace {

class Checker : TableChecks {
 public:
  explicit Checker(const HeatNetwork& network) : network_(network) {}

  absl::Status Check() {
    for (std::size_t row = 0; row < network_.nodes.size(); ++row)
      Finite("nodes", row, "height_m", network_.nodes[HeatNodeIndex(row)].height_m);
    for (std::size_t row = 0; row < network_.pipes.size(); ++row) CheckPipe(row);
    for (std::size_t row = 0; row < network_.consumers.size(); ++row) CheckConsumer(row);
    bool is_held = false;
    for (std::size_t row = 0; row < network_.producers.size(); ++row) {
      CheckProducer(row);
      is_held = is_held || network_.producers[HeatProducerIndex(row)].HoldsPressure();
    }
    CheckPumpsAndValves();
    if (!is_held) Report("producers", "no producer holds the pressure");
    return ToStatus();
  }

 private:
  // By the rules of all water networks; besides, neither leads to the other side.
  void CheckPumpsAndValves() {
    if (network_.pumps.empty() && network_.valves.empty()) return;
    HydraulicNetwork water{
        .nodes = {}, .pipes = {}, .pumps = network_.pumps, .valves = network_.valves};
    for (const HeatNodeParams& node : network_.nodes)
      water.nodes.Add({.id = node.id, .height_m = 0.0, .is_held = true});
    for (const auto& violation : errors::FieldViolationsOf(models::Validate(water)))
      if (violation.field != "nodes") Report(violation.field, violation.description);
    for (std::size_t row = 0; row < network_.pumps.size(); ++row)
      StaysOnASide("pumps", row, network_.pumps[HydraulicPumpIndex(row)]);
    for (std::size_t row = 0; row < network_.valves.size(); ++row)
      StaysOnASide("valves", row, network_.valves[HydraulicValveIndex(row)]);
  }

  template <class Link>
  void StaysOnASide(const char* table, std::size_t row, const Link& link) {
    if (network_.nodes.contains(link.from) && network_.nodes.contains(link.to) &&
        network_.nodes[link.from].side != network_.nodes[link.to].side)
      Report(table, row, "to", "lies on the other side, supply or return, than from");
  }

  void CheckPipe(std::size_t row) {
    const HeatPipeParams& pipe = network_.pipes[HeatPipeIndex(row)];
    Positive("pipes", row, "length_m", pipe.length_m);
    Positive("pipes", row, "inner_diameter_m", pipe.inner_diameter_m);
    NotNegative("pipes", row, "roughness_m", pipe.roughness_m);
    NotNegative("pipes", row, "fittings_ratio", pipe.fittings_ratio);
    NotNegative("pipes", row, "loss_w_per_m_k", pipe.loss_w_per_m_k);
    Finite("pipes", row, "ground_degc", pipe.ground_degc);
    const bool has_from = HasNode("pipes", row, "from", pipe.from);
    const bool has_to = HasNode("pipes", row, "to", pipe.to);
    if (!has_from || !has_to) return;
    if (pipe.from == pipe.to) Report("pipes", row, "to", "is the node where the pipe begins");
    if (network_.nodes[pipe.from].side != network_.nodes[pipe.to].side)
      Report("pipes", row, "to", "lies on the other side, supply or return, than from");
  }

  void CheckConsumer(std::size_t row) {
    const HeatConsumerParams& consumer = network_.consumers[HeatConsumerIndex(row)];
    NotNegative("consumers", row, "heat_w", consumer.heat_w);
    NotNegative("consumers", row, "mass_flow_kg_s", consumer.mass_flow_kg_s);
    Finite("consumers", row, "return_degc", consumer.return_degc);
    HasNodeOn("consumers", row, "supply", consumer.supply, HeatSide::kSupply);
    HasNodeOn("consumers", row, "back", consumer.back, HeatSide::kReturn);
  }

  void CheckProducer(std::size_t row) {
    const HeatProducerParams& producer = network_.producers[HeatProducerIndex(row)];
    Finite("producers", row, "supply_degc", producer.supply_degc);
    HasNodeOn("producers", row, "supply", producer.supply, HeatSide::kSupply);
    HasNodeOn("producers", row, "back", producer.back, HeatSide::kReturn);
    if (producer.lift_bar.has_value() == producer.mass_flow_kg_s.has_value()) {
      Report("producers", row, "lift_bar", "a producer has a lift or gives a flow, one of them");
      return;
    }
    if (producer.pressure_bar) Finite("producers", row, "pressure_bar", *producer.pressure_bar);
    if (producer.pressure_bar && !producer.lift_bar)
      Report("producers", row, "pressure_bar", "is held only together with a lift");
    if (producer.lift_bar) {
      Finite("producers", row, "lift_bar", *producer.lift_bar);
    } else {
      NotNegative("producers", row, "mass_flow_kg_s", *producer.mass_flow_kg_s);
    }
  }

  bool HasNode(const char* table, std::size_t row, const char* field, HeatNodeIndex node) {
    if (network_.nodes.contains(node)) return true;
    Report(table, row, field, "is no node");
    return false;
  }
  void HasNodeOn(const char* table, std::size_t row, const char* field, HeatNodeIndex node,
                 HeatSide side) {
    if (HasNode(table, row, field, node) && network_.nodes[node].side != side)
      Report(table, row, field,
             side == HeatSide::kSupply ? "is no supply node" : "is no return node");
  }

  const HeatNetwork& network_;
};

}  // namespace

absl::Status Validate(const HeatNetwork& network) { return Checker(network).Check(); }

HydraulicNetwork MakeHydraulicNetwork(const HeatNetwork& network) {
  HydraulicNetwork water{.nodes = {},
                         .pipes = {},
                         .pumps = network.pumps,
                         .valves = network.valves,
                         .lifts = {},
                         .is_gauge_local = true};
  for (const HeatNodeParams& node : network.nodes)
    water.nodes.Add({.id = node.id, .height_m = node.height_m, .is_held = false});
  for (const HeatProducerParams& producer : network.producers) {
    if (producer.HoldsLiftOnly())
      water.lifts.Add({.id = producer.id, .from = producer.back, .to = producer.supply});
    if (!producer.HoldsPressure()) continue;
    water.nodes[producer.supply].is_held = true;
    water.nodes[producer.back].is_held = true;
  }
  for (const HeatPipeParams& pipe : network.pipes)
    water.pipes.Add({.id = pipe.id,
                     .from = pipe.from,
                     .to = pipe.to,
                     .length_m = pipe.length_m,
                     .inner_diameter_m = pipe.inner_diameter_m,
                     .roughness_m = pipe.roughness_m,
                     .fittings_ratio = pipe.fittings_ratio,
                     .hazen_williams_ratio = std::nullopt,
                     .has_check_valve = pipe.has_check_valve,
                     .is_open = pipe.is_open});
  return water;
}

}  // namespace models

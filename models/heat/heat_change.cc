#include "models/heat/heat_change.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/heat/pipe_series.h"
#include "models/heat/static_pressure.h"
#include "models/heat/water.h"

namespace models {
namespace {

constexpr double kMaxHeatW = 1e9;
constexpr double kMaxLengthM = 50e3;
constexpr double kMaxOffsetK = 60.0;

class Checker {
 public:
  Checker(const HeatNetwork& network, const HeatChanges& changes)
      : network_(network), changes_(changes) {}

  absl::Status Check() {
    for (std::size_t i = 0; i < changes_.new_consumers.size(); ++i) {
      const NewHeatConsumer& consumer = changes_.new_consumers[i];
      const std::string path = absl::StrCat("new_consumers[", i, "].");
      Node(path + "supply", consumer.supply, HeatSide::kSupply);
      Node(path + "back", consumer.back, HeatSide::kReturn);
      Between(path + "heat_w", consumer.heat_w, 0.0, kMaxHeatW);
      Between(path + "return_degc", consumer.return_degc, 1.0, 149.0);
    }
    for (std::size_t i = 0; i < changes_.closed_pipes.size(); ++i)
      if (!network_.pipes.contains(changes_.closed_pipes[i]))
        Report(absl::StrCat("closed_pipes[", i, "]"), "is no pipe");
    for (std::size_t i = 0; i < changes_.new_trenches.size(); ++i) CheckTrench(i);
    for (std::size_t i = 0; i < changes_.plants_out.size(); ++i)
      if (!network_.producers.contains(changes_.plants_out[i]))
        Report(absl::StrCat("plants_out[", i, "]"), "is no plant");
    Between("supply_offset_k", changes_.supply_offset_k, -kMaxOffsetK, kMaxOffsetK);
    return violations_.empty() ? absl::OkStatus() : errors::InvalidFields(violations_);
  }

 private:
  void CheckTrench(std::size_t i) {
    const NewHeatTrench& trench = changes_.new_trenches[i];
    const std::string path = absl::StrCat("new_trenches[", i, "].");
    Node(path + "supply_from", trench.supply_from, HeatSide::kSupply);
    Node(path + "supply_to", trench.supply_to, HeatSide::kSupply);
    Node(path + "back_from", trench.back_from, HeatSide::kReturn);
    Node(path + "back_to", trench.back_to, HeatSide::kReturn);
    if (trench.supply_from.valid() && trench.supply_from == trench.supply_to)
      Report(path + "supply_to", "is where the trench begins");
    Between(path + "length_m", trench.length_m, 0.1, kMaxLengthM);
    Between(path + "loss_w_per_m_k", trench.loss_w_per_m_k, 0.0, 10.0);
    if (std::none_of(PipeSizes().begin(), PipeSizes().end(), [&](const PipeSize& size) {
          return size.nominal_diameter == trench.nominal_diameter;
        }))
      Report(path + "nominal_diameter",
             absl::StrFormat("%d is no size of EN 253", trench.nominal_diameter));
  }
  void Node(const std::string& field, HeatNodeIndex node, HeatSide side) {
    if (!network_.nodes.contains(node))
      Report(field, "is no node");
    else if (network_.nodes[node].side != side)
      Report(field, "lies on the other side");
  }
  void Between(const std::string& field, double value, double low, double high) {
    if (!(value >= low && value <= high))
      Report(field, absl::StrFormat("must lie in [%g, %g], is %g", low, high, value));
  }
  void Report(const std::string& field, const std::string& problem) {
    violations_.push_back({field, problem});
  }

  const HeatNetwork& network_;
  const HeatChanges& changes_;
  std::vector<errors::FieldViolation> violations_;
};

HeatPipeParams MakePipe(const NewHeatTrench& trench, HeatNodeIndex from, HeatNodeIndex to,
                        double ground_degc, std::string id) {
  const PipeSize& size = *std::find_if(
      PipeSizes().begin(), PipeSizes().end(),
      [&](const PipeSize& row) { return row.nominal_diameter == trench.nominal_diameter; });
  return {.id = std::move(id),
          .from = from,
          .to = to,
          .length_m = trench.length_m,
          .inner_diameter_m = size.inner_diameter_m(),
          .outer_diameter_m = size.steel_outer_diameter_m,
          .roughness_m = kDesignSteelRoughnessM,
          .fittings_ratio = 0.0,
          .loss_w_per_m_k = trench.loss_w_per_m_k,
          .ground_degc = ground_degc};
}

// The vessel stays when the plant that holds the pressure is out: where no other does, the first
// that is left with a lift holds what standing water has at its return node.
void HandPressureOver(const std::vector<HeatProducerIndex>& plants_out, HeatNetwork& network) {
  const auto is_out = [&](std::size_t row) {
    return std::count(plants_out.begin(), plants_out.end(), HeatProducerIndex(row)) > 0;
  };
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    if (!is_out(row) && network.producers[HeatProducerIndex(row)].HoldsPressure()) return;
  const StaticPressures standing = CalcStaticPressures(network, Water{}.density_kg_m3);
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    HeatProducerParams& producer = network.producers[HeatProducerIndex(row)];
    const double back_bar = standing.at_rest_bar[producer.back.value()];
    if (is_out(row) || !producer.HoldsLiftOnly() || std::isnan(back_bar)) continue;
    producer.pressure_bar = back_bar + *producer.lift_bar;
    return;
  }
}

}  // namespace

absl::StatusOr<HeatNetwork> ApplyHeatChanges(const HeatNetwork& network,
                                             const HeatChanges& changes) {
  if (absl::Status status = Checker(network, changes).Check(); !status.ok()) return status;
  HeatNetwork changed = network;
  for (const HeatPipeIndex pipe : changes.closed_pipes) changed.pipes[pipe].is_open = false;
  const double ground_degc = network.pipes.empty() ? 7.0 : network.pipes.begin()->ground_degc;
  for (std::size_t i = 0; i < changes.new_trenches.size(); ++i) {
    const NewHeatTrench& trench = changes.new_trenches[i];
    changed.pipes.Add(MakePipe(trench, trench.supply_from, trench.supply_to, ground_degc,
                               absl::StrCat("new trench ", i, " supply")));
    changed.pipes.Add(MakePipe(trench, trench.back_to, trench.back_from, ground_degc,
                               absl::StrCat("new trench ", i, " return")));
  }
  for (std::size_t i = 0; i < changes.new_consumers.size(); ++i) {
    const NewHeatConsumer& consumer = changes.new_consumers[i];
    changed.consumers.Add({.id = absl::StrCat("new consumer ", i),
                           .supply = consumer.supply,
                           .back = consumer.back,
                           .heat_w = consumer.heat_w,
                           .mass_flow_kg_s = 0.0,
                           .return_degc = consumer.return_degc});
  }
  for (HeatProducerParams& producer : changed.producers)
    producer.supply_degc += changes.supply_offset_k;
  HandPressureOver(changes.plants_out, changed);
  for (const HeatProducerIndex plant : changes.plants_out) {
    changed.producers[plant].pressure_bar.reset();
    changed.producers[plant].lift_bar.reset();
    changed.producers[plant].mass_flow_kg_s = 0.0;
  }
  if (absl::Status status = Validate(changed); !status.ok()) return status;
  return changed;
}

}  // namespace models

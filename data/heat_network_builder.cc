#include "data/heat_network_builder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace data {
namespace {

constexpr double kMaxLengthM = 1e5;
constexpr double kMaxDiameterMm = 3e3;
constexpr double kMaxHeightM = 9e3;
constexpr double kMaxHeatW = 1e10;
constexpr double kMaxFlowKgS = 1e5;
constexpr double kMaxPressureBar = 100.0;
constexpr double kHottestDegC = 150.0;
constexpr double kColdestGroundDegC = -60.0;
constexpr double kMPerMm = 1e-3;
// Nearest names take a walk over all nodes; this many times it is worth it.
constexpr int kMaxUnknownWithNames = 100;

}  // namespace

void HeatNetworkBuilder::AddId(const FieldSource& fields, IdIndex& ids) {
  const char* field = ids.kind().c_str();
  const std::string id = fields.Text(field);
  if (id.empty()) fields.Report(field, "is empty");
  if (!ids.Add(id))
    fields.Report(field, absl::StrCat("'", id, "' is the id of two rows (", ids.kind(), ")"));
}

models::HeatNodeIndex HeatNetworkBuilder::Node(const FieldSource& fields, const char* field,
                                               std::optional<models::HeatSide> side) {
  const std::string id = fields.Text(field);
  const std::optional<std::size_t> found = nodes_.Find(id);
  if (!found) {
    ++unknown_count_;
    fields.Report(field, nodes_.DescribeUnknown(id, unknown_count_ <= kMaxUnknownWithNames));
    return {};
  }
  const models::HeatNodeIndex node(*found);
  if (side && network_.nodes[node].side != *side)
    fields.Report(field,
                  absl::StrCat("node '", id, "' is no ",
                               *side == models::HeatSide::kSupply ? "supply" : "return", " node"));
  return node;
}

void HeatNetworkBuilder::AddNode(const FieldSource& fields) {
  AddId(fields, nodes_);
  models::HeatNodeParams node{.id = fields.Text("node")};
  const std::string side = fields.Text("side");
  if (side == "return") {
    node.side = models::HeatSide::kReturn;
  } else if (side != "supply") {
    fields.Report("side", absl::StrCat("'", side, "' is neither supply nor return"));
  }
  node.height_m = fields.Number("height_m", -kMaxHeightM, kMaxHeightM);
  network_.nodes.Add(std::move(node));
}

void HeatNetworkBuilder::AddPipe(const FieldSource& fields) {
  AddId(fields, pipes_);
  models::HeatPipeParams pipe{.id = fields.Text("pipe")};
  pipe.from = Node(fields, "from_node", std::nullopt);
  pipe.to = Node(fields, "to_node", std::nullopt);
  if (pipe.from.valid() && pipe.to.valid()) {
    if (pipe.from == pipe.to) fields.Report("to_node", "is the node where the pipe begins");
    if (network_.nodes[pipe.from].side != network_.nodes[pipe.to].side)
      fields.Report("to_node", "lies on the other side, supply or return, than from_node");
  }
  pipe.length_m = fields.Number("length_m", 1e-3, kMaxLengthM);
  pipe.inner_diameter_m = kMPerMm * fields.Number("inner_diameter_mm", 1.0, kMaxDiameterMm);
  if (fields.Has("outer_diameter_mm"))
    pipe.outer_diameter_m = kMPerMm * fields.Number("outer_diameter_mm", 0.0, kMaxDiameterMm);
  if (pipe.outer_diameter_m > 0.0 && pipe.outer_diameter_m < pipe.inner_diameter_m)
    fields.Report("outer_diameter_mm", "is smaller than inner_diameter_mm");
  pipe.roughness_m = kMPerMm * fields.Number("roughness_mm", 0.0, 10.0);
  pipe.fittings_ratio = fields.Number("loss_coefficient", 0.0, 1e6);
  pipe.loss_w_per_m_k = fields.Number("u_w_per_mk", 0.0, 100.0);
  pipe.ground_degc = fields.Number("t_ground_c", kColdestGroundDegC, kHottestDegC);
  if (fields.Has("is_open")) pipe.is_open = fields.Flag("is_open");
  network_.pipes.Add(std::move(pipe));
}

void HeatNetworkBuilder::AddConsumer(const FieldSource& fields) {
  AddId(fields, consumers_);
  models::HeatConsumerParams consumer{.id = fields.Text("consumer")};
  consumer.supply = Node(fields, "supply_node", models::HeatSide::kSupply);
  consumer.back = Node(fields, "return_node", models::HeatSide::kReturn);
  consumer.heat_w = fields.Number("q_w", 0.0, kMaxHeatW);
  consumer.mass_flow_kg_s = fields.Number("mdot_kg_per_s", 0.0, kMaxFlowKgS);
  consumer.return_degc = fields.Number("t_return_c", 0.0, kHottestDegC);
  network_.consumers.Add(std::move(consumer));
}

void HeatNetworkBuilder::AddProducer(const FieldSource& fields) {
  AddId(fields, producers_);
  models::HeatProducerParams producer{.id = fields.Text("producer")};
  producer.back = Node(fields, "return_node", models::HeatSide::kReturn);
  producer.supply = Node(fields, "flow_node", models::HeatSide::kSupply);
  producer.supply_degc = fields.Number("t_flow_c", 0.0, kHottestDegC);
  const bool has_lift = fields.Has("p_lift_bar");
  const bool has_flow = fields.Has("mdot_kg_per_s");
  if (has_lift == has_flow)
    fields.Report("p_lift_bar", "give p_lift_bar or mdot_kg_per_s, one of them");
  if (has_lift) {
    producer.pressure_bar = fields.Number("p_flow_bar_gauge", -kMaxPressureBar, kMaxPressureBar);
    producer.lift_bar = fields.Number("p_lift_bar", -kMaxPressureBar, kMaxPressureBar);
  }
  if (has_flow) producer.mass_flow_kg_s = fields.Number("mdot_kg_per_s", 0.0, kMaxFlowKgS);
  network_.producers.Add(std::move(producer));
}

models::HeatNetwork HeatNetworkBuilder::Finish(const std::string& shown_name, bool is_sound,
                                               Diagnostics& diagnostics) {
  if (is_sound) {
    const absl::Status status = models::Validate(network_);
    for (const auto& violation : models::errors::FieldViolationsOf(status))
      diagnostics.push_back(
          {.file = shown_name, .column_name = violation.field, .problem = violation.description});
  }
  return std::move(network_);
}

}  // namespace data

#include "data/heat_network_loader.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
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

class Loader {
 public:
  Loader(const std::string& directory, Diagnostics& diagnostics)
      : directory_(directory), diagnostics_(diagnostics) {}

  models::HeatNetwork Load() {
    LoadNodes();
    LoadPipes();
    LoadConsumers();
    LoadProducers();
    // Fields that could not be read are zero and already reported; checking them says it twice.
    if (diagnostics_.empty()) {
      const absl::Status status = models::Validate(network_);
      for (const auto& violation : models::errors::FieldViolationsOf(status))
        diagnostics_.push_back(
            {.file = directory_, .column_name = violation.field, .problem = violation.description});
    }
    return std::move(network_);
  }

 private:
  CsvTable Read(const char* file, const std::vector<std::string>& required) {
    return CsvTable::Load(absl::StrCat(directory_, "/", file), file, required, diagnostics_);
  }
  double Number(const CsvTable& table, std::size_t row, const char* column, double low,
                double high) {
    return table.Number(row, column, low, high, diagnostics_);
  }

  void LoadNodes() {
    const CsvTable table = Read("nodes.csv", {"node", "side", "height_m"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      node_ids_.Add(table, row, "node", diagnostics_);
      models::HeatNodeParams node{.id = table.Text(row, "node")};
      const std::string& side = table.Text(row, "side");
      if (side == "return") {
        node.side = models::HeatSide::kReturn;
      } else if (side != "supply") {
        table.Report(row, "side", absl::StrCat("'", side, "' is neither supply nor return"),
                     diagnostics_);
      }
      node.height_m = Number(table, row, "height_m", -kMaxHeightM, kMaxHeightM);
      network_.nodes.Add(std::move(node));
    }
  }

  models::HeatNodeIndex Node(const CsvTable& table, std::size_t row, const char* column,
                             std::optional<models::HeatSide> side) {
    const std::optional<std::size_t> found = node_ids_.Resolve(table, row, column, diagnostics_);
    if (!found) return {};
    const models::HeatNodeIndex node(*found);
    if (side && network_.nodes[node].side != *side)
      table.Report(row, column,
                   absl::StrCat("node '", network_.nodes[node].id, "' is no ",
                                *side == models::HeatSide::kSupply ? "supply" : "return", " node"),
                   diagnostics_);
    return node;
  }

  void LoadPipes() {
    const CsvTable table =
        Read("pipes.csv", {"pipe", "from_node", "to_node", "length_m", "inner_diameter_mm",
                           "roughness_mm", "loss_coefficient", "u_w_per_mk", "t_ground_c"});
    IdTable ids("pipe");
    const bool has_outer = table.has_column("outer_diameter_mm");
    const bool has_open = table.has_column("is_open");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "pipe", diagnostics_);
      models::HeatPipeParams pipe{.id = table.Text(row, "pipe")};
      pipe.from = Node(table, row, "from_node", std::nullopt);
      pipe.to = Node(table, row, "to_node", std::nullopt);
      if (pipe.from.valid() && pipe.to.valid()) {
        if (pipe.from == pipe.to)
          table.Report(row, "to_node", "is the node where the pipe begins", diagnostics_);
        if (network_.nodes[pipe.from].side != network_.nodes[pipe.to].side)
          table.Report(row, "to_node", "lies on the other side, supply or return, than from_node",
                       diagnostics_);
      }
      pipe.length_m = Number(table, row, "length_m", 1e-3, kMaxLengthM);
      pipe.inner_diameter_m =
          kMPerMm * Number(table, row, "inner_diameter_mm", 1.0, kMaxDiameterMm);
      if (has_outer)
        pipe.outer_diameter_m = kMPerMm * table.NumberOr(row, "outer_diameter_mm", 0.0, 0.0,
                                                         kMaxDiameterMm, diagnostics_);
      if (pipe.outer_diameter_m > 0.0 && pipe.outer_diameter_m < pipe.inner_diameter_m)
        table.Report(row, "outer_diameter_mm", "is smaller than inner_diameter_mm", diagnostics_);
      pipe.roughness_m = kMPerMm * Number(table, row, "roughness_mm", 0.0, 10.0);
      pipe.fittings_ratio = Number(table, row, "loss_coefficient", 0.0, 1e6);
      pipe.loss_w_per_m_k = Number(table, row, "u_w_per_mk", 0.0, 100.0);
      pipe.ground_degc = Number(table, row, "t_ground_c", kColdestGroundDegC, kHottestDegC);
      if (has_open && !table.Text(row, "is_open").empty())
        pipe.is_open = table.Flag(row, "is_open", diagnostics_);
      network_.pipes.Add(std::move(pipe));
    }
  }

  void LoadConsumers() {
    const CsvTable table = Read("consumers.csv", {"consumer", "supply_node", "return_node", "q_w",
                                                  "mdot_kg_per_s", "t_return_c"});
    IdTable ids("consumer");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "consumer", diagnostics_);
      models::HeatConsumerParams consumer{.id = table.Text(row, "consumer")};
      consumer.supply = Node(table, row, "supply_node", models::HeatSide::kSupply);
      consumer.back = Node(table, row, "return_node", models::HeatSide::kReturn);
      consumer.heat_w = Number(table, row, "q_w", 0.0, kMaxHeatW);
      consumer.mass_flow_kg_s = Number(table, row, "mdot_kg_per_s", 0.0, kMaxFlowKgS);
      consumer.return_degc = Number(table, row, "t_return_c", 0.0, kHottestDegC);
      network_.consumers.Add(std::move(consumer));
    }
  }

  void LoadProducers() {
    const CsvTable table =
        Read("producers.csv", {"producer", "return_node", "flow_node", "p_flow_bar_gauge",
                               "p_lift_bar", "t_flow_c", "mdot_kg_per_s"});
    IdTable ids("producer");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "producer", diagnostics_);
      models::HeatProducerParams producer{.id = table.Text(row, "producer")};
      producer.back = Node(table, row, "return_node", models::HeatSide::kReturn);
      producer.supply = Node(table, row, "flow_node", models::HeatSide::kSupply);
      producer.supply_degc = Number(table, row, "t_flow_c", 0.0, kHottestDegC);
      const bool has_lift = !table.Text(row, "p_lift_bar").empty();
      const bool has_flow = !table.Text(row, "mdot_kg_per_s").empty();
      if (has_lift == has_flow)
        table.Report(row, "p_lift_bar", "give p_lift_bar or mdot_kg_per_s, one of them",
                     diagnostics_);
      if (has_lift) {
        producer.pressure_bar =
            Number(table, row, "p_flow_bar_gauge", -kMaxPressureBar, kMaxPressureBar);
        producer.lift_bar = Number(table, row, "p_lift_bar", -kMaxPressureBar, kMaxPressureBar);
      }
      if (has_flow) producer.mass_flow_kg_s = Number(table, row, "mdot_kg_per_s", 0.0, kMaxFlowKgS);
      network_.producers.Add(std::move(producer));
    }
  }

  const std::string& directory_;
  Diagnostics& diagnostics_;
  IdTable node_ids_{"node"};
  models::HeatNetwork network_;
};

}  // namespace

models::HeatNetwork LoadHeatNetwork(const std::string& directory, Diagnostics& diagnostics) {
  return Loader(directory, diagnostics).Load();
}

}  // namespace data

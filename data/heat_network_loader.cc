#include "data/heat_network_loader.h"

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/heat_network_builder.h"

namespace data {
namespace {

class RowFields : public FieldSource {
 public:
  RowFields(const CsvTable& table, std::size_t row, Diagnostics& diagnostics)
      : table_(table), row_(row), diagnostics_(diagnostics) {}

  std::string Text(const char* field) const override { return table_.Text(row_, field); }
  bool Has(const char* field) const override { return !table_.Text(row_, field).empty(); }
  double Number(const char* field, double low, double high) const override {
    return table_.Number(row_, field, low, high, diagnostics_);
  }
  bool Flag(const char* field) const override { return table_.Flag(row_, field, diagnostics_); }
  // A column that is missing is reported once, with the header.
  void Report(const char* field, const std::string& problem) const override {
    if (table_.has_column(field)) table_.Report(row_, field, problem, diagnostics_);
  }
  Diagnostic Place(const char* field) const override { return table_.Place(row_, field); }

 private:
  const CsvTable& table_;
  std::size_t row_;
  Diagnostics& diagnostics_;
};

}  // namespace

models::HeatNetwork LoadHeatNetwork(const std::string& directory, Diagnostics& diagnostics,
                                    Diagnostics* notes) {
  const std::size_t before = diagnostics.size();
  HeatNetworkBuilder builder;
  const auto read = [&](const char* file, const std::vector<std::string>& required,
                        void (HeatNetworkBuilder::*add)(const FieldSource&)) {
    const CsvTable table =
        CsvTable::Load(absl::StrCat(directory, "/", file), file, required, diagnostics);
    for (std::size_t row = 0; row < table.size(); ++row)
      (builder.*add)(RowFields(table, row, diagnostics));
  };
  read("nodes.csv", {"node", "side", "height_m"}, &HeatNetworkBuilder::AddNode);
  read("pipes.csv",
       {"pipe", "from_node", "to_node", "length_m", "inner_diameter_mm", "roughness_mm",
        "loss_coefficient", "u_w_per_mk", "t_ground_c"},
       &HeatNetworkBuilder::AddPipe);
  read("consumers.csv",
       {"consumer", "supply_node", "return_node", "q_w", "mdot_kg_per_s", "t_return_c"},
       &HeatNetworkBuilder::AddConsumer);
  read("producers.csv",
       {"producer", "return_node", "flow_node", "p_flow_bar_gauge", "p_lift_bar", "t_flow_c",
        "mdot_kg_per_s"},
       &HeatNetworkBuilder::AddProducer);
  const auto read_if_there = [&](const char* file, const std::vector<std::string>& required,
                                 void (HeatNetworkBuilder::*add)(const FieldSource&)) {
    if (std::filesystem::exists(absl::StrCat(directory, "/", file))) read(file, required, add);
  };
  read_if_there("pumps.csv", {"pump", "from_node", "to_node", "curve"},
                &HeatNetworkBuilder::AddPump);
  read_if_there("valves.csv",
                {"valve", "from_node", "to_node", "type", "diameter_mm", "loss_coefficient"},
                &HeatNetworkBuilder::AddValve);
  models::HeatNetwork network =
      builder.Finish(directory, diagnostics.size() == before, diagnostics);
  if (notes != nullptr) *notes = builder.notes();
  return network;
}

}  // namespace data

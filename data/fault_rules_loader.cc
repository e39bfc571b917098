#include "data/fault_rules_loader.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"

namespace data {
namespace {

models::PlantFaultRules ReadPlant(const std::string& prefix, ParameterTable& table) {
  const auto get = [&](const char* name, double low, double high) {
    return table.Get(absl::StrCat(prefix, name), low, high);
  };
  return {.cos_phi_ratio = get("cos_phi", 0.5, 1),
          .subtransient_x_pu = get("subtransient_x", 0.05, 1),
          .rx_ratio = get("rx", 0, 1),
          .unit_impedance_share = get("unit_impedance", 0, 0.5),
          .unit_rx_ratio = get("unit_rx", 0, 1),
          .minimum_running_share = get("minimum_running", 0, 1)};
}

models::NeighbourFaultRules ReadNeighbour(int nominal_kv, ParameterTable& table) {
  const auto get = [&](const char* which) {
    return table.Get(absl::StrCat("neighbour_", nominal_kv, "_", which, "_mva"), 0, 1e5);
  };
  return {.nominal_kv = static_cast<double>(nominal_kv),
          .maximum_mva = get("maximum"),
          .minimum_mva = get("minimum")};
}

}  // namespace

std::optional<models::FaultRules> LoadFaultRules(const std::string& directory,
                                                 Diagnostics& diagnostics) {
  if (!std::filesystem::exists(directory + "/" + kShortCircuitFile)) return std::nullopt;
  const std::size_t reported = diagnostics.size();
  ParameterTable table(directory, kShortCircuitFile, diagnostics);
  models::FaultRules rules;
  rules.hydro = ReadPlant("hydro_", table);
  rules.small_hydro = ReadPlant("small_hydro_", table);
  rules.small_hydro_mw = table.Get("small_hydro_below_mw", 0, 1e3);
  rules.thermal = ReadPlant("thermal_", table);
  rules.converter_current_ratio = table.Get("converter_current_ratio", 0, 3);
  rules.neighbour_rx_ratio = table.Get("neighbour_rx", 0, 1);
  for (const int nominal_kv : {420, 300, 132}) {
    rules.neighbours.push_back(ReadNeighbour(nominal_kv, table));
  }
  rules.line_end_degc = table.Get("line_end_degc", 20, 300);
  rules.cable_end_degc = table.Get("cable_end_degc", 20, 300);
  table.ReportUnknown();
  if (diagnostics.size() != reported) return std::nullopt;
  for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(rules))) {
    diagnostics.push_back({.file = kShortCircuitFile,
                           .column_name = violation.field,
                           .problem = violation.description});
  }
  if (diagnostics.size() != reported) return std::nullopt;
  return rules;
}

}  // namespace data

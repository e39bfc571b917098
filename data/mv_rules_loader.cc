#include "data/mv_rules_loader.h"

#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"

namespace data {
namespace {

models::MvSetting ReadSetting(const std::string& prefix, ParameterTable& table) {
  const auto get = [&](const char* name, double low, double high) {
    return table.Get(absl::StrCat(prefix, name), low, high);
  };
  return {.node_customer_count = get("customers_per_node", 1, 1e4),
          .demand_ratio = get("demand_ratio", 0.01, 100),
          .feeder_mw = get("feeder_mw", 0.1, 50),
          .cable_share = get("cable_share", 0, 1),
          .detour_ratio = get("detour_ratio", 1, 5),
          .path_cost_ratio = get("path_cost_ratio", 0, 1),
          .loading_share = get("loading_share", 0.05, 1)};
}

models::Table<models::MvLineTypeIndex, models::MvLineType> ReadLineTypes(
    const std::string& directory, Diagnostics& diagnostics) {
  const CsvTable table = LoadSourcedTable(
      directory, kMvLineTypesFile,
      {"id", "name", "is_cable", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km", "rating_a"},
      diagnostics);
  models::Table<models::MvLineTypeIndex, models::MvLineType> types;
  IdTable ids("line type");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    types.Add({.id = table.Text(row, "id"),
               .name = table.RequiredText(row, "name", diagnostics),
               .is_cable = table.Flag(row, "is_cable", diagnostics),
               .r_ohm_per_km = table.Number(row, "r_ohm_per_km", 1e-3, 20, diagnostics),
               .x_ohm_per_km = table.Number(row, "x_ohm_per_km", 1e-3, 5, diagnostics),
               .c_nf_per_km = table.Number(row, "c_nf_per_km", 0, 2e3, diagnostics),
               .rating_a = table.Number(row, "rating_a", 1, 5e3, diagnostics)});
  }
  return types;
}

void ReadTransformers(const std::string& directory, Diagnostics& diagnostics,
                      models::MvRules& rules) {
  const CsvTable table =
      LoadSourcedTable(directory, kMvTransformersFile, {"place", "rated_mva"}, diagnostics);
  std::map<std::string, double> last_mva;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const double rated_mva = table.Number(row, "rated_mva", 0.01, 500, diagnostics);
    const std::string& place = table.Text(row, "place");
    double& before_mva = last_mva[place];
    if (rated_mva > 0.0 && rated_mva <= before_mva) {
      table.Report(row, "rated_mva", absl::StrCat("is not above the ", before_mva, " before it"),
                   diagnostics);
    }
    before_mva = rated_mva;
    if (place == "substation") {
      rules.substation_kva.push_back(rated_mva * 1e3);
    } else if (place == "busbar") {
      rules.transformer_mva.push_back(rated_mva);
    } else {
      table.Report(row, "place", absl::StrCat("'", place, "' is neither substation nor busbar"),
                   diagnostics);
    }
  }
}

// A list without sizes as a whole, or a rule's row: "town.feeder_mw" is town_feeder_mw.
Diagnostic PlaceOf(const std::string& field, const ParameterTable& table) {
  if (field == "substation_kva" || field == "transformer_mva") {
    return {.file = kMvTransformersFile, .column_name = field};
  }
  return table.PlaceOf(absl::StrReplaceAll(field, {{".", "_"}}));
}

}  // namespace

std::optional<models::MvRules> LoadMvRules(const std::string& directory, Diagnostics& diagnostics) {
  if (!std::filesystem::exists(directory + "/" + kMvRulesFile)) return std::nullopt;
  const std::size_t reported = diagnostics.size();
  models::MvRules rules;
  ParameterTable table(directory, kMvRulesFile, diagnostics);
  rules.seed = static_cast<std::uint64_t>(table.Get("seed", 0, 1e15));
  rules.town = ReadSetting("town_", table);
  rules.country = ReadSetting("country_", table);
  rules.customers_per_person_ratio = table.Get("customers_per_person_ratio", 0.1, 2);
  rules.town_density_per_km2 = table.Get("town_density_per_km2", 0.01, 1e4);
  rules.town_density_exponent_ratio = table.Get("town_density_exponent", 0.05, 5);
  rules.town_customers_per_km2 = table.Get("town_customers_per_km2", 1, 1e5);
  rules.settled_radius_share = table.Get("settled_radius_share", 0.01, 1);
  rules.radius_max_km = table.Get("radius_max_km", 0.5, 100);
  rules.coincidence_limit_share = table.Get("coincidence_limit_share", 0.05, 1);
  rules.drop_limit_share = table.Get("drop_limit_share", 0.005, 0.2);
  rules.substation_loading_share = table.Get("substation_loading_share", 0.1, 1.5);
  rules.cold_emergency_ratio = table.Get("cold_emergency_ratio", 1, 2);
  rules.single_unit_mw = table.Get("single_unit_mw", 0, 100);
  table.ReportUnknown();
  rules.line_types = ReadLineTypes(directory, diagnostics);
  ReadTransformers(directory, diagnostics, rules);
  if (diagnostics.size() != reported) return std::nullopt;
  for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(rules))) {
    Diagnostic place = PlaceOf(violation.field, table);
    place.problem = violation.description;
    diagnostics.push_back(std::move(place));
  }
  return rules;
}

}  // namespace data

#include "data/plans/heat_tables_loader.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "data/plans/plan_tables_loader.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr double kMostNok = 1e7;
constexpr double kMostKgPerMwh = 2000.0;

void ReadCosts(const std::string& folder, models::HeatPlanTables& tables,
               Diagnostics& diagnostics) {
  const CsvTable table = LoadSourcedTable(
      folder, "heat_costs.csv",
      {"choice", "item", "low_in_unit", "high_in_unit", "unit", "life_years", "price_year"},
      diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    models::HeatCostParams cost{.choice = table.RequiredText(row, "choice", diagnostics)};
    if (!models::FindHeatCostItem(table.Text(row, "item"), cost.item)) {
      table.Report(row, "item", "is not known", diagnostics);
    } else if (table.Text(row, "unit") != models::HeatCostUnit(cost.item)) {
      table.Report(row, "unit",
                   absl::StrCat("must be ", std::string(models::HeatCostUnit(cost.item))),
                   diagnostics);
    }
    cost.low_in_unit = table.Number(row, "low_in_unit", 0.0, kMostNok, diagnostics);
    cost.high_in_unit = table.Number(row, "high_in_unit", 0.0, kMostNok, diagnostics);
    cost.life_years = table.Number(row, "life_years", 0.0, 100.0, diagnostics);
    cost.price_year =
        static_cast<int>(table.Number(row, "price_year", 1990.0, 2100.0, diagnostics));
    cost.source = table.Text(row, "source");
    cost.confidence = table.Text(row, "confidence");
    tables.costs.push_back(std::move(cost));
  }
}

void ReadMethods(const std::string& folder, models::HeatPlanTables& tables,
                 Diagnostics& diagnostics) {
  const CsvTable table = LoadSourcedTable(
      folder, "emission_methods.csv",
      {"id", "name_no", "name_en", "electricity_kg_per_mwh", "waste_kg_per_mwh",
       "pellet_kg_per_mwh", "bio_oil_kg_per_mwh", "chip_kg_per_mwh", "gas_kg_per_mwh"},
      diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    const auto read = [&](const char* column) {
      return table.Number(row, column, 0.0, kMostKgPerMwh, diagnostics);
    };
    tables.methods.push_back({.id = table.RequiredText(row, "id", diagnostics),
                              .name_no = table.RequiredText(row, "name_no", diagnostics),
                              .name_en = table.RequiredText(row, "name_en", diagnostics),
                              .electricity_kg_per_mwh = read("electricity_kg_per_mwh"),
                              .waste_kg_per_mwh = read("waste_kg_per_mwh"),
                              .pellet_kg_per_mwh = read("pellet_kg_per_mwh"),
                              .bio_oil_kg_per_mwh = read("bio_oil_kg_per_mwh"),
                              .chip_kg_per_mwh = read("chip_kg_per_mwh"),
                              .gas_kg_per_mwh = read("gas_kg_per_mwh"),
                              .source = table.Text(row, "source"),
                              .confidence = table.Text(row, "confidence")});
  }
}

void ReadRules(const std::string& folder, models::HeatRuleParams& rules, Diagnostics& diagnostics) {
  ParameterTable table(folder, "heat_rules.csv", diagnostics);
  rules.discount_share = table.Get("discount_share", 0.0, 0.2);
  rules.detour_ratio = table.Get("detour_ratio", 1.0, 3.0);
  rules.farthest_extension_km = table.Get("farthest_extension_km", 0.0, 100.0);
  rules.dense_low_mwh_per_m = table.Get("dense_low_mwh_per_m", 0.0, 100.0);
  rules.dense_high_mwh_per_m = table.Get("dense_high_mwh_per_m", 0.0, 100.0);
  rules.licence_mw = table.Get("licence_mw", 0.0, 1000.0);
  rules.flexible_floor_m2 = table.Get("flexible_floor_m2", 0.0, 1e6);
  rules.flexible_share = table.Get("flexible_share", 0.0, 1.0);
  rules.surplus_farthest_km = table.Get("surplus_farthest_km", 0.0, 100.0);
  rules.data_centre_mw = table.Get("data_centre_mw", 0.0, 1000.0);
  rules.other_plant_mw = table.Get("other_plant_mw", 0.0, 1000.0);
  rules.district_cooling_ratio = table.Get("district_cooling_ratio", 1.0, 100.0);
  rules.data_centre_heat_ratio = table.Get("data_centre_heat_ratio", 0.0, 1.0);
  rules.data_centre_source_degc = table.Get("data_centre_source_degc", 0.0, 90.0);
  rules.relief_p50_ratio = table.Get("relief_p50_ratio", 0.0, 1.5);
  rules.relief_p90_ratio = table.Get("relief_p90_ratio", 0.0, 1.5);
  rules.match_farthest_km = table.Get("match_farthest_km", 0.0, 200.0);
  table.ReportUnknown();
}

}  // namespace

absl::StatusOr<models::HeatPlanTables> LoadHeatPlanTables(const std::string& directory) {
  const std::string folder = (std::filesystem::path(directory) / kPlansFolder).string();
  models::HeatPlanTables tables;
  Diagnostics diagnostics;
  ReadCosts(folder, tables, diagnostics);
  ReadMethods(folder, tables, diagnostics);
  ReadRules(folder, tables.rules, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  TWIN_RETURN_IF_ERROR(models::Validate(tables));
  return tables;
}

}  // namespace data

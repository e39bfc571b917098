#include "data/measure_loader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr std::array<const char*, 6> kUnits{"each", "km", "mva", "mw", "mwh", "mvar"};
constexpr std::array<const char*, 3> kBranches{"line", "cable", "transformer"};
constexpr double kMostMnok = 1e5;
constexpr double kMostYears = 50.0;

// From … to, the second not below the first.
std::pair<double, double> Range(const CsvTable& table, std::size_t row, const char* low_column,
                                const char* high_column, double most, Diagnostics& diagnostics) {
  const double low = table.Number(row, low_column, 0, most, diagnostics);
  const double high = table.Number(row, high_column, 0, most, diagnostics);
  if (high < low)
    table.Report(row, high_column, absl::StrCat("is below ", low_column), diagnostics);
  return {low, high};
}

models::MeasurePrice ReadPrice(const CsvTable& table, std::size_t row, Diagnostics& diagnostics) {
  models::MeasurePrice price;
  if (!models::FindMeasure(table.Text(row, "measure"), price.kind)) {
    table.Report(row, "measure", absl::StrCat("'", table.Text(row, "measure"), "' is not known"),
                 diagnostics);
  }
  price.from_kv = table.Number(row, "from_kv", 0, 1000, diagnostics);
  price.to_kv = table.Number(row, "to_kv", 0, 1000, diagnostics);
  if (price.to_kv < price.from_kv) table.Report(row, "to_kv", "is below from_kv", diagnostics);
  const std::string& branch = table.Text(row, "branch");
  price.is_for_any_branch = branch.empty();
  if (!branch.empty()) {
    const auto found = std::find(kBranches.begin(), kBranches.end(), branch);
    if (found == kBranches.end()) {
      table.Report(row, "branch", absl::StrCat("'", branch, "' is not known"), diagnostics);
    } else {
      price.branch_kind = static_cast<models::BranchKind>(found - kBranches.begin());
    }
  }
  const auto unit = std::find(kUnits.begin(), kUnits.end(), table.Text(row, "unit"));
  if (unit == kUnits.end()) {
    table.Report(row, "unit", absl::StrCat("'", table.Text(row, "unit"), "' is not known"),
                 diagnostics);
  } else {
    price.unit = static_cast<models::MeasureUnit>(unit - kUnits.begin());
  }
  std::tie(price.cost.low_mnok, price.cost.high_mnok) =
      Range(table, row, "low_mnok", "high_mnok", kMostMnok, diagnostics);
  std::tie(price.lead.low_years, price.lead.high_years) =
      Range(table, row, "lead_low_years", "lead_high_years", kMostYears, diagnostics);
  price.price_year = static_cast<int>(table.Number(row, "price_year", 1990, 2100, diagnostics));
  price.source = table.Text(row, "source");
  price.confidence = table.Text(row, "confidence");
  return price;
}

models::MeasureRules ReadRules(const std::string& directory, Diagnostics& diagnostics) {
  ParameterTable table(directory, kMeasureRulesFile, diagnostics);
  models::MeasureRules rules;
  rules.reconductor_rating_ratio = table.Get("reconductor_rating", 1, 3);
  rules.reconductor_resistance_ratio = table.Get("reconductor_resistance", 0.3, 1.5);
  rules.response_share = table.Get("response", 0, 1);
  rules.smart_charging_share = table.Get("smart_charging", 0, 1);
  rules.conversion_share = table.Get("conversion", 0, 1);
  rules.retrofit_share = table.Get("retrofit", 0, 1);
  rules.battery_efficiency_share = table.Get("battery_efficiency", 0.5, 1);
  rules.bank_mvar_per_mw = table.Get("bank_mvar_per_mw", 0, 1);
  rules.short_time_rating_ratio = table.Get("short_time_rating", 1, 2);
  rules.short_time_min = table.Get("short_time", 1, 120);
  table.ReportUnknown();
  return rules;
}

}  // namespace

models::MeasureCatalogue LoadMeasureCatalogue(const std::string& directory,
                                              Diagnostics& diagnostics) {
  const std::filesystem::path folder(directory);
  models::MeasureCatalogue catalogue;
  if (std::filesystem::exists(folder / kMeasureRulesFile)) {
    catalogue.rules = ReadRules(directory, diagnostics);
  }
  if (!std::filesystem::exists(folder / kMeasurePricesFile)) return catalogue;
  const CsvTable table =
      LoadSourcedTable(directory, kMeasurePricesFile,
                       {"measure", "from_kv", "to_kv", "branch", "unit", "low_mnok", "high_mnok",
                        "lead_low_years", "lead_high_years", "price_year"},
                       diagnostics);
  if (!table.has_column("measure")) return catalogue;
  for (std::size_t row = 0; row < table.size(); ++row) {
    catalogue.prices.push_back(ReadPrice(table, row, diagnostics));
  }
  return catalogue;
}

absl::StatusOr<models::MeasureCatalogue> LoadMeasureCatalogue(const std::string& directory) {
  Diagnostics diagnostics;
  models::MeasureCatalogue catalogue = LoadMeasureCatalogue(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  return catalogue;
}

}  // namespace data

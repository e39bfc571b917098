#include "data/plans/connection_level_loader.h"

#include <filesystem>

#include "data/parameter_table.h"
#include "data/plans/plan_tables_loader.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr double kMostMw = 1e5;
constexpr double kMostKv = 1000.0;
constexpr double kMostM2 = 1e7;

}  // namespace

absl::StatusOr<models::ConnectionLevels> LoadConnectionLevels(const std::string& directory) {
  Diagnostics diagnostics;
  const CsvTable table = LoadSourcedTable(
      (std::filesystem::path(directory) / kPlansFolder).string(), "connection_levels.csv",
      {"id", "name_no", "name_en", "most_mw", "least_kv", "most_kv", "unit_mw", "unit_low_m2",
       "unit_high_m2", "own_low_m2", "own_high_m2", "land_no", "land_en"},
      diagnostics);
  models::ConnectionLevels levels;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const auto read = [&](const char* column, double high) {
      return table.Number(row, column, 0.0, high, diagnostics);
    };
    const auto text = [&](const char* column) {
      return table.RequiredText(row, column, diagnostics);
    };
    levels.push_back({.id = text("id"),
                      .name_no = text("name_no"),
                      .name_en = text("name_en"),
                      .most_mw = read("most_mw", kMostMw),
                      .least_kv = read("least_kv", kMostKv),
                      .most_kv = read("most_kv", kMostKv),
                      .unit_mw = read("unit_mw", kMostMw),
                      .unit_low_m2 = read("unit_low_m2", kMostM2),
                      .unit_high_m2 = read("unit_high_m2", kMostM2),
                      .own_low_m2 = read("own_low_m2", kMostM2),
                      .own_high_m2 = read("own_high_m2", kMostM2),
                      .land_no = text("land_no"),
                      .land_en = text("land_en"),
                      .source = table.Text(row, "source"),
                      .confidence = table.Text(row, "confidence")});
  }
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  TWIN_RETURN_IF_ERROR(models::Validate(levels));
  return levels;
}

}  // namespace data

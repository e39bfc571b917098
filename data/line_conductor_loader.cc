#include "data/line_conductor_loader.h"

#include <cmath>
#include <filesystem>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"

namespace data {
namespace {

constexpr double kMPerMm = 1e-3;
constexpr double kM2PerMm2 = 1e-6;

void ReadTypes(const std::string& directory, IdTable& ids, Diagnostics& diagnostics,
               models::LineConductors& conductors) {
  const CsvTable table = LoadSourcedTable(directory, kLineConductorsFile,
                                          {"id", "name", "diameter_mm", "outer_strand_mm",
                                           "aluminium_mm2", "steel_mm2", "r20_ohm_per_km"},
                                          diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t reported = diagnostics.size();
    ids.Add(table, row, "id", diagnostics);
    const auto number = [&](const char* column, double low, double high) {
      return table.Number(row, column, low, high, diagnostics);
    };
    models::ConductorParams type{.id = table.Text(row, "id"),
                                 .name = table.RequiredText(row, "name", diagnostics),
                                 .diameter_m = kMPerMm * number("diameter_mm", 1, 100),
                                 .outer_strand_m = kMPerMm * number("outer_strand_mm", 0.5, 10),
                                 .aluminium_m2 = kM2PerMm2 * number("aluminium_mm2", 10, 2000),
                                 .steel_m2 = kM2PerMm2 * number("steel_mm2", 0, 500),
                                 .r20_ohm_per_km = number("r20_ohm_per_km", 0.005, 5)};
    if (diagnostics.size() == reported) {
      for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(type))) {
        table.Report(row, "id", absl::StrCat(violation.field, " ", violation.description),
                     diagnostics);
      }
    }
    conductors.types.Add(std::move(type));
  }
}

}  // namespace

std::optional<models::LineConductors> LoadLineConductors(const std::string& directory,
                                                         const models::ElectricityGrid& grid,
                                                         Diagnostics& diagnostics) {
  if (!std::filesystem::exists(directory + "/" + kLineConductorsFile)) return std::nullopt;
  const std::size_t reported = diagnostics.size();
  models::LineConductors conductors;
  IdTable types("conductor");
  ReadTypes(directory, types, diagnostics, conductors);
  std::unordered_map<std::string, models::BranchKind> kinds;
  for (const models::BranchParams& branch : grid.branches) kinds.emplace(branch.id, branch.kind);
  const CsvTable table =
      LoadSourcedTable(directory, absl::StrCat("osm/", kBranchConductorsFile),
                       {"branch_id", "conductor_id", "bundle_count", "limit_degc"}, diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& id = table.Text(row, "branch_id");
    const auto branch = kinds.find(id);
    if (branch == kinds.end()) {
      table.Report(row, "branch_id", absl::StrCat("there is no branch '", id, "'"), diagnostics);
    } else if (branch->second != models::BranchKind::kLine) {
      table.Report(row, "branch_id", absl::StrCat("branch '", id, "' is no overhead line"),
                   diagnostics);
    }
    const auto type = types.Resolve(table, row, "conductor_id", diagnostics);
    const double count = table.Number(row, "bundle_count", 1, 8, diagnostics);
    if (count != std::floor(count)) {
      table.Report(row, "bundle_count", "is no whole number", diagnostics);
    }
    const double limit_degc = table.Number(row, "limit_degc", 40, 250, diagnostics);
    if (!type.has_value()) continue;
    const bool is_new =
        conductors.of_branch
            .try_emplace(id, models::BranchConductor{.conductor = models::ConductorIndex(*type),
                                                     .bundle_count = static_cast<int>(count),
                                                     .limit_degc = limit_degc})
            .second;
    if (!is_new) table.Report(row, "branch_id", "stands here twice", diagnostics);
  }
  if (diagnostics.size() != reported) return std::nullopt;
  return conductors;
}

}  // namespace data

#include "data/plans/plan_tables_loader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr std::array<const char*, models::kQuantileCount> kQuantiles{"p10", "p50", "p90"};

int Code(const CsvTable& table, std::size_t row, const char* column, double high,
         Diagnostics& diagnostics) {
  return static_cast<int>(table.Number(row, column, 0.0, high, diagnostics));
}

std::array<double, models::kQuantileCount> Spread(const CsvTable& table, std::size_t row,
                                                  const std::string& before,
                                                  const std::string& after, double high,
                                                  Diagnostics& diagnostics) {
  std::array<double, models::kQuantileCount> values{};
  for (std::size_t q = 0; q < values.size(); ++q) {
    values[q] =
        table.Number(row, absl::StrCat(before, kQuantiles[q], after), 0.0, high, diagnostics);
  }
  if (!std::is_sorted(values.begin(), values.end())) {
    table.Report(row, absl::StrCat(before, "p10", after), "must rise from P10 to P90", diagnostics);
  }
  return values;
}

class TablesReader {
 public:
  TablesReader(std::string directory, Diagnostics& diagnostics)
      : directory_(std::move(directory)), diagnostics_(diagnostics) {}

  models::PlanTables Read() {
    ReadShapes();
    ReadUses();
    ReadDemand();
    ReadPurposes();
    ReadTypes();
    ReadStatuses();
    ReadUtilisations();
    ReadGiven();
    return std::move(tables_);
  }

 private:
  CsvTable Load(const char* file, std::vector<std::string> columns) {
    return LoadSourcedTable(directory_, file, std::move(columns), diagnostics_);
  }

  template <class Row>
  void AddSource(const CsvTable& table, std::size_t row, Row& to) {
    to.source = table.Text(row, "source");
    to.confidence = table.Text(row, "confidence");
  }

  void ReadShapes() {
    std::vector<std::string> columns{"shape", "row"};
    for (int h = 0; h < 24; ++h) columns.push_back(absl::StrCat(h < 10 ? "v0" : "v", h));
    const CsvTable table = Load("use_shapes.csv", columns);
    static constexpr std::array<const char*, 4> kRows{"workday", "saturday", "sunday", "months"};
    for (std::size_t row = 0; row < table.size(); ++row) {
      const std::string& id = table.Text(row, "shape");
      // Rows of a shape follow one another, in this order.
      const std::size_t expected = row % kRows.size();
      if (table.Text(row, "row") != kRows[expected]) {
        table.Report(row, "row", absl::StrCat("must be ", kRows[expected]), diagnostics_);
        return;
      }
      if (expected == 0) tables_.uses.shapes.push_back({.id = id});
      models::UseShape& shape = tables_.uses.shapes.back();
      if (shape.id != id) {
        table.Report(row, "shape", absl::StrCat("must be ", shape.id), diagnostics_);
        return;
      }
      const std::size_t count = expected == 3 ? 12 : 24;
      for (std::size_t i = 0; i < count; ++i) {
        double& value = expected == 3 ? shape.month_ratio[i] : shape.hour_ratio[expected][i];
        value = table.Number(row, columns[2 + i], 0.0, 24.0, diagnostics_);
      }
    }
  }

  void ReadUses() {
    std::vector<std::string> columns{
        "id", "name", "is_dwelling", "floor_per_dwelling_m2", "customer_m2", "coincidence_share"};
    for (std::size_t c = 0; c < models::kEnergyCarrierCount; ++c) {
      columns.push_back(absl::StrCat(
          std::string(models::EnergyCarrierId(static_cast<models::EnergyCarrier>(c))), "_shape"));
    }
    const CsvTable table = Load("building_uses.csv", columns);
    IdTable ids("building use");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::BuildingUseParams use{.id = table.Text(row, "id"),
                                    .name = table.RequiredText(row, "name", diagnostics_)};
      use.is_dwelling = table.Flag(row, "is_dwelling", diagnostics_);
      if (!table.Text(row, "floor_per_dwelling_m2").empty()) {
        use.floor_per_dwelling_m2 =
            table.Number(row, "floor_per_dwelling_m2", 1.0, 1e4, diagnostics_);
      }
      use.customer_m2 = table.Number(row, "customer_m2", 1.0, 1e6, diagnostics_);
      use.coincidence_share = table.Number(row, "coincidence_share", 0.01, 1.0, diagnostics_);
      for (std::size_t c = 0; c < models::kEnergyCarrierCount; ++c) {
        use.shape_id[c] = table.Text(row, columns[6 + c]);
      }
      AddSource(table, row, use);
      tables_.uses.uses.push_back(std::move(use));
    }
  }

  void ReadDemand() {
    const CsvTable table =
        Load("use_demand.csv", {"use", "standard", "carrier", "energy_p10_kwh_per_m2",
                                "energy_p50_kwh_per_m2", "energy_p90_kwh_per_m2",
                                "peak_p10_w_per_m2", "peak_p50_w_per_m2", "peak_p90_w_per_m2"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      const std::string& id = table.Text(row, "use");
      const auto use = std::find_if(tables_.uses.uses.begin(), tables_.uses.uses.end(),
                                    [&](const auto& known) { return known.id == id; });
      const auto carrier = models::FindEnergyCarrier(table.Text(row, "carrier"));
      if (use == tables_.uses.uses.end() || !carrier) {
        table.Report(row, carrier ? "use" : "carrier", "is not known", diagnostics_);
        continue;
      }
      const std::string& name = table.Text(row, "standard");
      auto standard = std::find_if(use->standards.begin(), use->standards.end(),
                                   [&](const auto& known) { return known.standard == name; });
      if (standard == use->standards.end()) {
        standard = use->standards.insert(use->standards.end(), {.standard = name});
      }
      models::FloorDemand& floor = standard->floor[static_cast<std::size_t>(*carrier)];
      if (!floor.source.empty()) table.Report(row, "carrier", "is given twice", diagnostics_);
      floor.energy_kwh_per_m2 = Spread(table, row, "energy_", "_kwh_per_m2", 5000.0, diagnostics_);
      floor.peak_w_per_m2 = Spread(table, row, "peak_", "_w_per_m2", 5000.0, diagnostics_);
      AddSource(table, row, floor);
    }
  }

  void ReadPurposes() {
    const CsvTable table = Load(
        "purposes.csv", {"list", "code", "name", "first_version", "last_version", "role", "use"});
    std::vector<models::PurposeParams> rows;
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto list = models::FindPurposeList(table.Text(row, "list"));
      const auto role = models::FindPurposeRole(table.Text(row, "role"));
      if (!list || !role) {
        table.Report(row, list ? "role" : "list", "is not known", diagnostics_);
        continue;
      }
      models::PurposeParams purpose{.list = *list, .role = *role};
      purpose.code = Code(table, row, "code", 9999, diagnostics_);
      purpose.name = table.RequiredText(row, "name", diagnostics_);
      purpose.first_version = Code(table, row, "first_version", 99, diagnostics_);
      purpose.last_version = Code(table, row, "last_version", 99, diagnostics_);
      purpose.use = table.Text(row, "use");
      const bool needs_use = *role == models::PurposeRole::kBuildings;
      if (needs_use != (models::FindUse(tables_.uses, purpose.use) != nullptr)) {
        table.Report(row, "use", needs_use ? "is not known" : "must be empty", diagnostics_);
      }
      AddSource(table, row, purpose);
      rows.push_back(std::move(purpose));
    }
    tables_.purposes = models::PurposeTable(std::move(rows));
  }

  void ReadTypes() {
    const CsvTable table = Load("plan_types.csv", {"code", "name", "is_municipal", "is_binding"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      models::PlanTypeParams type{.code = Code(table, row, "code", 99, diagnostics_)};
      type.name = table.RequiredText(row, "name", diagnostics_);
      type.is_municipal = table.Flag(row, "is_municipal", diagnostics_);
      type.is_binding = table.Flag(row, "is_binding", diagnostics_);
      AddSource(table, row, type);
      tables_.types.push_back(std::move(type));
    }
  }

  void ReadStatuses() {
    const CsvTable table =
        Load("plan_statuses.csv", {"code", "name", "is_doubtful", "realised_p10_share",
                                   "realised_p50_share", "realised_p90_share"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      models::PlanStatusParams status{.code = Code(table, row, "code", 99, diagnostics_)};
      status.name = table.RequiredText(row, "name", diagnostics_);
      status.is_doubtful = table.Flag(row, "is_doubtful", diagnostics_);
      status.realised_share = Spread(table, row, "realised_", "_share", 1.0, diagnostics_);
      AddSource(table, row, status);
      tables_.statuses.push_back(std::move(status));
    }
  }

  void ReadUtilisations() {
    static constexpr std::array<const char*, 6> kKinds{"no_building", "bra_m2",      "bra_percent",
                                                       "bya_m2",      "bya_percent", "other"};
    const CsvTable table = Load("utilisations.csv", {"code", "name", "kind"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto kind = std::find(kKinds.begin(), kKinds.end(), table.Text(row, "kind"));
      if (kind == kKinds.end()) {
        table.Report(row, "kind", "is not known", diagnostics_);
        continue;
      }
      models::UtilisationParams utilisation{
          .code = Code(table, row, "code", 99, diagnostics_),
          .name = table.RequiredText(row, "name", diagnostics_),
          .kind = static_cast<models::UtilisationKind>(kind - kKinds.begin())};
      AddSource(table, row, utilisation);
      tables_.utilisations.push_back(std::move(utilisation));
    }
  }

  void ReadGiven() {
    const CsvTable table = Load(
        "given_power.csv", {"profile", "taken_p10_share", "taken_p50_share", "taken_p90_share"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      models::GivenPowerParams given{.profile = table.RequiredText(row, "profile", diagnostics_)};
      given.taken_share = Spread(table, row, "taken_", "_share", 1.0, diagnostics_);
      AddSource(table, row, given);
      tables_.given.push_back(std::move(given));
    }
  }

  std::string directory_;
  Diagnostics& diagnostics_;
  models::PlanTables tables_;
};

}  // namespace

models::PlanTables LoadPlanTables(const std::string& directory, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.size();
  models::PlanTables tables =
      TablesReader((std::filesystem::path(directory) / kPlansFolder).string(), diagnostics).Read();
  if (diagnostics.size() > problems) return tables;
  for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(tables.uses))) {
    diagnostics.push_back({.file = "use_demand.csv",
                           .column_name = violation.field,
                           .problem = violation.description});
  }
  return tables;
}

absl::StatusOr<models::PlanTables> LoadPlanTables(const std::string& directory) {
  Diagnostics diagnostics;
  models::PlanTables tables = LoadPlanTables(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  return tables;
}

}  // namespace data

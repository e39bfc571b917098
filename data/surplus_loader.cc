#include "data/surplus_loader.h"

#include <filesystem>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"

namespace data {
namespace {

constexpr double kMaxMw = 1e4;

/// Rows of a table by id; what is not there is reported with the nearest.
template <class I>
class Finder {
 public:
  template <class Table>
  explicit Finder(const Table& table) {
    for (std::size_t row = 0; row < table.size(); ++row) rows_.emplace(table[I(row)].id, I(row));
  }
  I Find(const CsvTable& table, std::size_t row, const char* column,
         Diagnostics& diagnostics) const {
    const std::string& text = table.RequiredText(row, column, diagnostics);
    const auto found = rows_.find(text);
    if (found != rows_.end() || text.empty()) return text.empty() ? I() : found->second;
    std::vector<std::string> ids;
    for (const auto& [id, index] : rows_) ids.push_back(id);
    table.Report(row, column,
                 absl::StrCat("'", text, "' is not known; nearest: ",
                              absl::StrJoin(models::FindNearestNames(text, ids, 3), ", ")),
                 diagnostics);
    return I();
  }

 private:
  std::map<std::string, I> rows_;
};

}  // namespace

models::Table<models::SurplusSourceIndex, models::SurplusSourceParams> LoadSurplusSources(
    const std::string& directory, const models::ElectricityGrid& grid,
    const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics) {
  models::Table<models::SurplusSourceIndex, models::SurplusSourceParams> sources;
  if (!std::filesystem::exists(std::filesystem::path(directory) / kSurplusFile)) return sources;
  const CsvTable table = LoadSourcedTable(
      directory, kSurplusFile,
      {"id", "name", "kind", "municipality_id", "lat_deg", "lon_deg", "winter_degc", "summer_degc",
       "cooled_to_degc", "heat_mw", "winter_share", "summer_share", "hours", "taken_share",
       "is_operating", "heat_system_id", "network_km", "path", "bus"},
      diagnostics);
  const Finder<models::MunicipalityIndex> municipality(municipalities);
  const Finder<models::HeatSystemIndex> system(systems);
  const Finder<models::BusIndex> bus(grid.buses);
  IdTable ids("surplus source");
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t reported = diagnostics.size();
    ids.Add(table, row, "id", diagnostics);
    const auto read = [&](const char* column, double low, double high) {
      return table.Number(row, column, low, high, diagnostics);
    };
    models::SurplusSourceParams source;
    source.id = table.Text(row, "id");
    source.name = table.RequiredText(row, "name", diagnostics);
    source.kind = table.RequiredText(row, "kind", diagnostics);
    source.municipality = municipality.Find(table, row, "municipality_id", diagnostics);
    source.lat_deg = read("lat_deg", 57, 72);
    source.lon_deg = read("lon_deg", 4, 32);
    source.winter_degc = read("winter_degc", -30, 500);
    source.summer_degc = read("summer_degc", -30, 500);
    source.cooled_to_degc = read("cooled_to_degc", -30, 500);
    source.heat_mw = read("heat_mw", 0, kMaxMw);
    source.winter_share = read("winter_share", 0, 1);
    source.summer_share = read("summer_share", 0, 1);
    const std::string& hours = table.Text(row, "hours");
    if (hours != "flat" && hours != "workday") {
      table.Report(row, "hours", absl::StrCat("'", hours, "' is neither flat nor workday"),
                   diagnostics);
    }
    source.hours =
        hours == "workday" ? models::SurplusHours::kWorkday : models::SurplusHours::kFlat;
    source.taken_share = read("taken_share", 0, 1);
    source.is_operating = read("is_operating", 0, 1) != 0.0;
    source.heat_system = system.Find(table, row, "heat_system_id", diagnostics);
    source.network_km = read("network_km", 0, 1000);
    source.path = table.RequiredText(row, "path", diagnostics);
    source.bus = bus.Find(table, row, "bus", diagnostics);
    // Fields that could not be read are zero and already reported.
    if (diagnostics.size() == reported) {
      for (const auto& violation : models::errors::FieldViolationsOf(Validate(source))) {
        table.Report(row, violation.field.c_str(), violation.description, diagnostics);
      }
    }
    sources.Add(std::move(source));
  }
  return sources;
}

}  // namespace data

#include "data/heat_site_loader.h"

#include <cmath>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/id_index.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"
#include "models/base/units.h"

namespace data {
namespace {

class Loader {
 public:
  Loader(const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems,
         Diagnostics& diagnostics)
      : diagnostics_(diagnostics) {
    for (const models::HeatSystemParams& system : systems) systems_.Add(system.id);
  }

  models::Table<models::HeatNetworkIndex, models::HeatNetworkSite> Load(
      const std::string& directory) {
    const CsvTable table = LoadSourcedTable(
        directory, kHeatSitesFile,
        {"id", "name", "heat_system_id", "lat_deg", "lon_deg", "design_heat_mw", "system_design_mw",
         "supply_degc", "supply_warm_degc", "return_degc", "ground_degc", "trench_count",
         "street_m", "height_range_m", "producer_count", "seed"},
        diagnostics_);
    for (std::size_t row = 0; row < table.size(); ++row) sites_.Add(ReadSite(table, row));
    return std::move(sites_);
  }

 private:
  models::HeatNetworkSite ReadSite(const CsvTable& table, std::size_t row) {
    const std::size_t reported = diagnostics_.size();
    const auto read = [&](const char* column, double low, double high) {
      return table.Number(row, column, low, high, diagnostics_);
    };
    ids_.Add(table, row, "id", diagnostics_);
    models::HeatNetworkSite site;
    site.id = table.Text(row, "id");
    site.name = table.RequiredText(row, "name", diagnostics_);
    site.lat_deg = read("lat_deg", 57.0, 72.0);
    site.lon_deg = read("lon_deg", 4.0, 32.0);
    site.system = ReadSystem(table, row);
    site.system_design_mw = read("system_design_mw", 0.1, 1e4);
    site.supply_warm_degc = read("supply_warm_degc", 40.0, 140.0);
    site.spec = {.id = site.id,
                 .design_heat_w = models::kWPerMw * read("design_heat_mw", 0.01, 1e4),
                 .supply_degc = read("supply_degc", 40.0, 140.0),
                 .return_degc = read("return_degc", 10.0, 100.0),
                 .ground_degc = read("ground_degc", -10.0, 30.0),
                 .trench_count = static_cast<int>(ReadWhole(table, row, "trench_count", 10, 20000)),
                 .street_m = read("street_m", 5.0, 5000.0),
                 .height_range_m = read("height_range_m", 0.0, 500.0),
                 .producer_count = static_cast<int>(ReadWhole(table, row, "producer_count", 1, 20)),
                 .seed = static_cast<std::uint64_t>(ReadWhole(table, row, "seed", 0, 1e9))};
    site.source = table.Text(row, "source");
    site.confidence = table.Text(row, "confidence");
    if (diagnostics_.size() == reported) Check(table, row, site);
    return site;
  }

  double ReadWhole(const CsvTable& table, std::size_t row, const char* column, double low,
                   double high) {
    const double count = table.Number(row, column, low, high, diagnostics_);
    if (count != std::floor(count))
      table.Report(row, column, absl::StrCat("is ", count, ", must be a whole number"),
                   diagnostics_);
    return std::floor(count);
  }

  models::HeatSystemIndex ReadSystem(const CsvTable& table, std::size_t row) {
    const std::string& id = table.Text(row, "heat_system_id");
    if (const auto found = systems_.Find(id); found.has_value())
      return models::HeatSystemIndex(*found);
    table.Report(row, "heat_system_id", systems_.DescribeUnknown(id, true), diagnostics_);
    return {};
  }

  void Check(const CsvTable& table, std::size_t row, const models::HeatNetworkSite& site) {
    for (const absl::Status& status :
         {models::Validate(site), models::GenerateHeatNetwork(site.spec).status()})
      for (const auto& violation : models::errors::FieldViolationsOf(status))
        table.Report(row, violation.field, violation.description, diagnostics_);
  }

  Diagnostics& diagnostics_;
  IdIndex systems_{"heat system"};
  IdTable ids_{"heat network"};
  models::Table<models::HeatNetworkIndex, models::HeatNetworkSite> sites_;
};

}  // namespace

models::Table<models::HeatNetworkIndex, models::HeatNetworkSite> LoadHeatSites(
    const std::string& directory,
    const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems,
    Diagnostics& diagnostics) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::path(directory) / kHeatSitesFile, error)) return {};
  return Loader(systems, diagnostics).Load(directory);
}

}  // namespace data

#include "data/grid_loader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/grid_rows.h"

namespace data {
namespace {

using models::BusIndex;

class Loader {
 public:
  Loader(const std::string& directory, Diagnostics& diagnostics)
      : directory_(directory), diagnostics_(diagnostics) {}

  GridTables Load() {
    LoadMunicipalities();
    LoadStations();
    LoadBuses();
    LoadBranches();
    LoadLoads();
    LoadGenerators();
    LoadShunts();
    LoadExchangeAreas();
    LoadBoundaries();
    return std::move(tables_);
  }

 private:
  CsvTable Read(const std::string& name, std::vector<std::string> required) {
    required.insert(required.end(), {"source", "confidence"});
    CsvTable table = CsvTable::Load(directory_ + "/" + name, name, required, diagnostics_);
    for (std::size_t row = 0; row < table.size(); ++row) {
      table.RequiredText(row, "source", diagnostics_);
      table.RequiredText(row, "confidence", diagnostics_);
    }
    return table;
  }
  double Number(const CsvTable& table, std::size_t row, const char* column, double low,
                double high) {
    return table.Number(row, column, low, high, diagnostics_);
  }
  BusIndex Bus(const CsvTable& table, std::size_t row, const char* column) {
    const auto found = bus_ids_.Resolve(table, row, column, diagnostics_);
    return found.has_value() ? BusIndex(*found) : BusIndex();
  }
  models::MunicipalityIndex Municipality(const CsvTable& table, std::size_t row) {
    if (table.Text(row, "municipality_id").empty()) return {};
    const auto found = municipality_ids_.Resolve(table, row, "municipality_id", diagnostics_);
    return found.has_value() ? models::MunicipalityIndex(*found) : models::MunicipalityIndex();
  }

  void LoadMunicipalities() {
    const CsvTable table =
        Read("municipalities.csv", {"id", "name", "county", "price_area", "population_count",
                                    "area_km2", "lat_deg", "lon_deg"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      municipality_ids_.Add(table, row, "id", diagnostics_);
      CheckNumber(table, row);
      tables_.municipalities.Add(
          {.id = table.Text(row, "id"),
           .name = table.RequiredText(row, "name", diagnostics_),
           .county = table.Text(row, "county"),
           .price_area = table.Text(row, "price_area"),
           .population_count = Number(table, row, "population_count", 0, 1e7),
           .area_km2 = Number(table, row, "area_km2", 1, 1e5),
           .lat_deg = Number(table, row, "lat_deg", 50, 75),
           .lon_deg = Number(table, row, "lon_deg", 0, 35),
           .grid_company = table.Text(row, "grid_company")});
    }
  }

  // An official number: four digits, that of Oslo begins with 0.
  void CheckNumber(const CsvTable& table, std::size_t row) {
    const std::string& id = table.Text(row, "id");
    const bool is_number = id.size() == 4 && std::all_of(id.begin(), id.end(), absl::ascii_isdigit);
    if (is_number || id.empty()) return;
    table.Report(row, "id", absl::StrCat("'", id, "' is no municipality number of four digits"),
                 diagnostics_);
  }

  void LoadStations() {
    const CsvTable table = Read("osm/stations.csv", StationColumns());
    for (std::size_t row = 0; row < table.size(); ++row) {
      station_ids_.Add(table, row, "id", diagnostics_);
      tables_.grid.stations.Add(ReadStation(table, row, diagnostics_));
    }
  }

  void LoadBuses() {
    const CsvTable table = Read("osm/buses.csv", BusColumns());
    for (std::size_t row = 0; row < table.size(); ++row) {
      bus_ids_.Add(table, row, "id", diagnostics_);
      models::BusParams bus = ReadBus(table, row, diagnostics_);
      const auto station = station_ids_.Resolve(table, row, "station_id", diagnostics_);
      if (station.has_value()) bus.station = models::StationIndex(*station);
      tables_.grid.buses.Add(std::move(bus));
    }
  }

  void LoadBranches() {
    const CsvTable table = Read("osm/branches.csv", BranchColumns());
    IdTable ids("branch");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::BranchParams branch = ReadBranch(table, row, diagnostics_);
      branch.from = Bus(table, row, "from_bus_id");
      branch.to = Bus(table, row, "to_bus_id");
      tables_.grid.branches.Add(std::move(branch));
    }
  }

  void LoadLoads() {
    using models::LoadKind;
    const CsvTable table =
        Read("osm/loads.csv",
             {"id", "name", "kind", "bus_id", "municipality_id", "cold_mw", "mild_mw", "summer_mw",
              "cold_tan_phi_ratio", "mild_tan_phi_ratio", "summer_tan_phi_ratio"});
    IdTable ids("load");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::LoadParams load;
      load.id = table.Text(row, "id");
      load.name = table.RequiredText(row, "name", diagnostics_);
      load.kind = ReadWord<LoadKind>(table, row, "kind",
                                     {{"general", LoadKind::kGeneral}, {"named", LoadKind::kNamed}},
                                     diagnostics_);
      load.bus = Bus(table, row, "bus_id");
      load.municipality = Municipality(table, row);
      if (load.kind == LoadKind::kGeneral) table.RequiredText(row, "municipality_id", diagnostics_);
      load.cold_mw = Number(table, row, "cold_mw", 0, kMaxMw);
      load.mild_mw = Number(table, row, "mild_mw", 0, kMaxMw);
      load.summer_mw = Number(table, row, "summer_mw", 0, kMaxMw);
      load.cold_tan_phi_ratio = Number(table, row, "cold_tan_phi_ratio", -2, 2);
      load.mild_tan_phi_ratio = Number(table, row, "mild_tan_phi_ratio", -2, 2);
      load.summer_tan_phi_ratio = Number(table, row, "summer_tan_phi_ratio", -2, 2);
      tables_.grid.loads.Add(std::move(load));
    }
  }

  void LoadGenerators() {
    using models::GeneratorKind;
    const CsvTable table =
        Read("osm/generators.csv", {"id", "name", "kind", "bus_id", "municipality_id", "price_area",
                                    "p_max_mw", "normal_year_gwh", "q_min_mvar", "q_max_mvar",
                                    "can_hold_voltage", "v_set_pu", "min_running_mw"});
    IdTable ids("generator");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::GeneratorParams generator;
      generator.id = table.Text(row, "id");
      generator.name = table.RequiredText(row, "name", diagnostics_);
      generator.kind = ReadWord<GeneratorKind>(table, row, "kind",
                                               {{"run_of_river", GeneratorKind::kRunOfRiver},
                                                {"reservoir", GeneratorKind::kReservoir},
                                                {"cascade", GeneratorKind::kCascade},
                                                {"unknown_hydro", GeneratorKind::kUnknownHydro},
                                                {"wind", GeneratorKind::kWind},
                                                {"solar", GeneratorKind::kSolar},
                                                {"thermal", GeneratorKind::kThermal}},
                                               diagnostics_);
      generator.bus = Bus(table, row, "bus_id");
      generator.municipality = Municipality(table, row);
      generator.price_area = table.RequiredText(row, "price_area", diagnostics_);
      generator.p_max_mw = Number(table, row, "p_max_mw", 0, kMaxMw);
      generator.normal_year_gwh = Number(table, row, "normal_year_gwh", 0, kMaxMw);
      generator.q_min_mvar = Number(table, row, "q_min_mvar", -kMaxMw, kMaxMw);
      generator.q_max_mvar = Number(table, row, "q_max_mvar", -kMaxMw, kMaxMw);
      generator.can_hold_voltage = table.Flag(row, "can_hold_voltage", diagnostics_);
      generator.v_set_pu = Number(table, row, "v_set_pu", 0.5, 1.5);
      generator.min_running_mw = Number(table, row, "min_running_mw", 0, kMaxMw);
      LoadKindColumns(table, row, generator);
      tables_.grid.generators.Add(std::move(generator));
    }
  }

  // Columns of hydro plants and wind farms: the table need not have them, and a row need not fill
  // them.
  void LoadKindColumns(const CsvTable& table, std::size_t row, models::GeneratorParams& generator) {
    const auto optional = [&](const char* column, double high) -> std::optional<double> {
      if (!table.has_column(column) || table.Text(row, column).empty()) return std::nullopt;
      return Number(table, row, column, 0, high);
    };
    constexpr double kMaxMwh = 1e8;
    generator.head_m = optional("head_m", 3000);
    generator.storage_mwh = optional("storage_mwh", kMaxMwh);
    generator.inflow_year_gwh = optional("inflow_year_gwh", kMaxMw);
    generator.min_flow_mw = optional("min_flow_mw", generator.p_max_mw).value_or(0.0);
    generator.daily_band_share = optional("daily_band_share", 1).value_or(1.0);
    generator.hub_height_m = optional("hub_height_m", 250).value_or(0.0);
    generator.specific_power_w_per_m2 = optional("specific_power_w_per_m2", 1000).value_or(0.0);
  }

  void LoadShunts() {
    const CsvTable table = Read("osm/shunts.csv", ShuntColumns());
    IdTable ids("shunt");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::ShuntParams shunt = ReadShunt(table, row, diagnostics_);
      shunt.bus = Bus(table, row, "bus_id");
      tables_.grid.shunts.Add(std::move(shunt));
    }
  }

  void LoadExchangeAreas() {
    const CsvTable table =
        Read("exchange_areas.csv", {"id", "cold_import_mw", "mild_import_mw", "summer_import_mw",
                                    "import_limit_mw", "export_limit_mw"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      area_ids_.Add(table, row, "id", diagnostics_);
      tables_.grid.exchange_areas.Add(
          {.id = table.Text(row, "id"),
           .cold_import_mw = Number(table, row, "cold_import_mw", -kMaxMw, kMaxMw),
           .mild_import_mw = Number(table, row, "mild_import_mw", -kMaxMw, kMaxMw),
           .summer_import_mw = Number(table, row, "summer_import_mw", -kMaxMw, kMaxMw),
           .import_limit_mw = Number(table, row, "import_limit_mw", 0, kMaxMw),
           .export_limit_mw = Number(table, row, "export_limit_mw", 0, kMaxMw)});
    }
  }

  void LoadBoundaries() {
    const CsvTable table =
        Read("osm/boundaries.csv", {"id", "bus_id", "area", "weight_share", "q_min_mvar",
                                    "q_max_mvar", "v_set_pu", "slack_participation_share"});
    IdTable ids("boundary");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      const auto area = area_ids_.Resolve(table, row, "area", diagnostics_);
      tables_.grid.boundaries.Add(
          {.id = table.Text(row, "id"),
           .bus = Bus(table, row, "bus_id"),
           .area =
               area.has_value() ? models::ExchangeAreaIndex(*area) : models::ExchangeAreaIndex(),
           .weight_share = Number(table, row, "weight_share", 0, 1),
           .q_min_mvar = Number(table, row, "q_min_mvar", -kMaxMw, kMaxMw),
           .q_max_mvar = Number(table, row, "q_max_mvar", -kMaxMw, kMaxMw),
           .v_set_pu = Number(table, row, "v_set_pu", 0.5, 1.5),
           .slack_participation_share = Number(table, row, "slack_participation_share", 0, 1)});
    }
  }

  const std::string& directory_;
  Diagnostics& diagnostics_;
  GridTables tables_;
  IdTable station_ids_{"station"};
  IdTable bus_ids_{"bus"};
  IdTable area_ids_{"exchange area"};
  IdTable municipality_ids_{"municipality"};
};

}  // namespace

GridTables LoadGrid(const std::string& directory, Diagnostics& diagnostics) {
  return Loader(directory, diagnostics).Load();
}

}  // namespace data

#include "data/grid_loader.h"

#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/csv_reader.h"

namespace data {
namespace {

using models::BusIndex;

constexpr double kMaxMw = 1e5;
constexpr double kMaxOhm = 1e5;

// A word of a closed list, e.g. the kind of a branch.
template <class Kind>
Kind ReadKind(const CsvTable& table, std::size_t row, const std::string& column,
              const std::vector<std::pair<std::string, Kind>>& words, Diagnostics& diagnostics) {
  const std::string& text = table.Text(row, column);
  std::vector<std::string> known;
  for (const auto& [word, kind] : words) {
    if (word == text) return kind;
    known.push_back(word);
  }
  if (table.has_column(column)) {
    table.Report(row, column, absl::StrCat("'", text, "' is none of ", absl::StrJoin(known, ", ")),
                 diagnostics);
  }
  return words.front().second;
}

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

  void LoadStations() {
    const CsvTable table =
        Read("osm/stations.csv", {"id", "name", "lat_deg", "lon_deg", "county", "is_in_region"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      station_ids_.Add(table, row, "id", diagnostics_);
      tables_.grid.stations.Add({.id = table.Text(row, "id"),
                                 .name = table.RequiredText(row, "name", diagnostics_),
                                 .lat_deg = Number(table, row, "lat_deg", 50, 75),
                                 .lon_deg = Number(table, row, "lon_deg", 0, 35),
                                 .county = table.Text(row, "county"),
                                 .is_in_region = table.Flag(row, "is_in_region", diagnostics_)});
    }
  }

  void LoadBuses() {
    const CsvTable table = Read("osm/buses.csv", {"id", "name", "station_id", "nominal_kv",
                                                  "v_min_pu", "v_max_pu", "is_monitored"});
    for (std::size_t row = 0; row < table.size(); ++row) {
      bus_ids_.Add(table, row, "id", diagnostics_);
      const auto station = station_ids_.Resolve(table, row, "station_id", diagnostics_);
      tables_.grid.buses.Add(
          {.id = table.Text(row, "id"),
           .name = table.RequiredText(row, "name", diagnostics_),
           .station = station.has_value() ? models::StationIndex(*station) : models::StationIndex(),
           .nominal_kv = Number(table, row, "nominal_kv", 0.1, 1500),
           .v_min_pu = Number(table, row, "v_min_pu", 0.5, 1.0),
           .v_max_pu = Number(table, row, "v_max_pu", 1.0, 1.5),
           .is_monitored = table.Flag(row, "is_monitored", diagnostics_)});
    }
  }

  void LoadBranches() {
    using models::BranchKind;
    const CsvTable table = Read("osm/branches.csv", {"id",
                                                     "name",
                                                     "kind",
                                                     "from_bus_id",
                                                     "to_bus_id",
                                                     "r_ohm",
                                                     "x_ohm",
                                                     "b_siemens",
                                                     "tap_ratio",
                                                     "phase_shift_deg",
                                                     "length_km",
                                                     "summer_mva",
                                                     "mild_mva",
                                                     "cold_mva",
                                                     "is_in_service",
                                                     "is_monitored",
                                                     "is_synthetic",
                                                     "tap_step_ratio",
                                                     "tap_min_step",
                                                     "tap_max_step",
                                                     "tap_target_v_pu",
                                                     "tap_deadband_v_pu"});
    IdTable ids("branch");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::BranchParams branch;
      branch.id = table.Text(row, "id");
      branch.name = table.RequiredText(row, "name", diagnostics_);
      branch.kind = ReadKind<BranchKind>(table, row, "kind",
                                         {{"line", BranchKind::kLine},
                                          {"cable", BranchKind::kCable},
                                          {"transformer", BranchKind::kTransformer},
                                          {"equivalent", BranchKind::kEquivalent}},
                                         diagnostics_);
      branch.from = Bus(table, row, "from_bus_id");
      branch.to = Bus(table, row, "to_bus_id");
      branch.r_ohm = Number(table, row, "r_ohm", 0, kMaxOhm);
      branch.x_ohm = Number(table, row, "x_ohm", -kMaxOhm, kMaxOhm);
      branch.b_siemens = Number(table, row, "b_siemens", 0, 1);
      branch.tap_ratio = Number(table, row, "tap_ratio", 0.1, 10);
      branch.phase_shift_deg = Number(table, row, "phase_shift_deg", -180, 180);
      branch.length_km = Number(table, row, "length_km", 0, 1e4);
      branch.rating = {.summer_mva = Number(table, row, "summer_mva", 0, kMaxMw),
                       .mild_mva = Number(table, row, "mild_mva", 0, kMaxMw),
                       .cold_mva = Number(table, row, "cold_mva", 0, kMaxMw)};
      branch.is_in_service = table.Flag(row, "is_in_service", diagnostics_);
      branch.is_monitored = table.Flag(row, "is_monitored", diagnostics_);
      branch.is_synthetic = table.Flag(row, "is_synthetic", diagnostics_);
      branch.tap_step_ratio = Number(table, row, "tap_step_ratio", -0.2, 0.2);
      branch.tap_min_step = static_cast<int>(Number(table, row, "tap_min_step", -100, 100));
      branch.tap_max_step = static_cast<int>(Number(table, row, "tap_max_step", -100, 100));
      branch.tap_target_v_pu = Number(table, row, "tap_target_v_pu", 0.5, 1.5);
      branch.tap_deadband_v_pu = Number(table, row, "tap_deadband_v_pu", 0, 0.2);
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
      load.kind = ReadKind<LoadKind>(table, row, "kind",
                                     {{"general", LoadKind::kGeneral}, {"named", LoadKind::kNamed}},
                                     diagnostics_);
      load.bus = Bus(table, row, "bus_id");
      load.municipality = Municipality(table, row);
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
      generator.kind = ReadKind<GeneratorKind>(table, row, "kind",
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
      LoadHydro(table, row, generator);
      tables_.grid.generators.Add(std::move(generator));
    }
  }

  // Columns of hydro plants: the table need not have them, and a row need not fill them.
  void LoadHydro(const CsvTable& table, std::size_t row, models::GeneratorParams& generator) {
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
  }

  void LoadShunts() {
    const CsvTable table =
        Read("osm/shunts.csv", {"id", "bus_id", "is_continuous", "q_min_mvar", "q_max_mvar",
                                "v_set_pu", "step_mvar", "max_steps", "draw_target_mvar"});
    IdTable ids("shunt");
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      tables_.grid.shunts.Add(
          {.id = table.Text(row, "id"),
           .bus = Bus(table, row, "bus_id"),
           .is_continuous = table.Flag(row, "is_continuous", diagnostics_),
           .q_min_mvar = Number(table, row, "q_min_mvar", -kMaxMw, kMaxMw),
           .q_max_mvar = Number(table, row, "q_max_mvar", -kMaxMw, kMaxMw),
           .v_set_pu = Number(table, row, "v_set_pu", 0.5, 1.5),
           .step_mvar = Number(table, row, "step_mvar", 0, kMaxMw),
           .max_steps = static_cast<int>(Number(table, row, "max_steps", 0, 1000)),
           .draw_target_mvar = Number(table, row, "draw_target_mvar", 0, kMaxMw)});
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

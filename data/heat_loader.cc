#include "data/heat_loader.h"

#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"

namespace data {
namespace {

using models::HeatPlantKind;

constexpr double kMaxMw = 1e4;
constexpr char kHeldFile[] = "heat_held_electricity.csv";

struct KindWord {
  const char* word;
  HeatPlantKind kind;
};
constexpr KindWord kKinds[] = {{"waste_incineration", HeatPlantKind::kWasteIncineration},
                               {"heat_pump", HeatPlantKind::kHeatPump},
                               {"surplus_heat_pump", HeatPlantKind::kSurplusHeatPump},
                               {"electric_boiler", HeatPlantKind::kElectricBoiler},
                               {"pellet_boiler", HeatPlantKind::kPelletBoiler},
                               {"bio_oil_boiler", HeatPlantKind::kBioOilBoiler},
                               {"gas_boiler", HeatPlantKind::kGasBoiler},
                               {"chip_boiler", HeatPlantKind::kChipBoiler},
                               {"biogas_boiler", HeatPlantKind::kBiogasBoiler},
                               {"solar_heat", HeatPlantKind::kSolarHeat},
                               {"surplus_heat", HeatPlantKind::kSurplusHeat}};

struct LineWord {
  const char* word;
  models::PowerLine line;
};
constexpr LineWord kLines[] = {{"none", models::PowerLine::kNone},
                               {"extraction", models::PowerLine::kExtraction},
                               {"back_pressure", models::PowerLine::kBackPressure}};

bool UsesElectricity(HeatPlantKind kind) {
  return kind == HeatPlantKind::kHeatPump || kind == HeatPlantKind::kSurplusHeatPump ||
         kind == HeatPlantKind::kElectricBoiler;
}

class Loader {
 public:
  Loader(const std::string& directory, const models::ElectricityGrid& grid,
         const models::Table<models::PlaceIndex, models::PlaceParams>& places,
         const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
         Diagnostics& diagnostics)
      : directory_(directory),
        grid_(grid),
        places_(places),
        municipalities_(municipalities),
        diagnostics_(diagnostics) {}

  models::Table<models::HeatSystemIndex, models::HeatSystemParams> Load() {
    const std::size_t reported = diagnostics_.size();
    LoadSystems();
    LoadPlants();
    LoadHeldElectricity();
    LoadHours();
    // Fields that could not be read are zero and already reported; checking them says it twice.
    if (diagnostics_.size() == reported) CheckSystems();
    return std::move(systems_);
  }

 private:
  void LoadSystems() {
    system_table_ = LoadSourcedTable(directory_, "heat_systems.csv",
                                     {"id",
                                      "name",
                                      "place_id",
                                      "accumulator_capacity_mwh",
                                      "accumulator_power_max_mw",
                                      "accumulator_loss_per_h",
                                      "air_capacity_mwh_per_k",
                                      "mass_capacity_mwh_per_k",
                                      "loss_mw_per_k",
                                      "ventilation_mw_per_k",
                                      "coupling_mw_per_k",
                                      "set_point_degc",
                                      "internal_gain_mw",
                                      "hot_water_mw",
                                      "controller_mw_per_k",
                                      "heat_max_mw",
                                      "network_loss_mw_per_k",
                                      "network_water_mwh_per_k",
                                      "network_raise_max_k",
                                      "network_raise_max_k_per_h",
                                      "supply_cold_degc",
                                      "supply_warm_degc",
                                      "return_degc",
                                      "ground_degc",
                                      "delivered_gwh",
                                      "municipality_id",
                                      "lat_deg",
                                      "lon_deg"},
                                     diagnostics_);
    const CsvTable& table = system_table_;
    for (std::size_t row = 0; row < table.size(); ++row) {
      system_ids_.Add(table, row, "id", diagnostics_);
      const auto read = [&](const char* column, double low, double high) {
        return table.Number(row, column, low, high, diagnostics_);
      };
      models::HeatSystemParams system;
      system.id = table.Text(row, "id");
      system.name = table.RequiredText(row, "name", diagnostics_);
      system.place = ReadPlace(table, row);
      system.accumulator = {.capacity_mwh = read("accumulator_capacity_mwh", 0, 1e6),
                            .power_max_mw = read("accumulator_power_max_mw", 0, kMaxMw),
                            .loss_per_h = read("accumulator_loss_per_h", 0, 1)};
      system.buildings = {.air_capacity_mwh_per_k = read("air_capacity_mwh_per_k", 0, 1e6),
                          .mass_capacity_mwh_per_k = read("mass_capacity_mwh_per_k", 0, 1e6),
                          .loss_mw_per_k = read("loss_mw_per_k", 0, kMaxMw),
                          .ventilation_mw_per_k = read("ventilation_mw_per_k", 0, kMaxMw),
                          .coupling_mw_per_k = read("coupling_mw_per_k", 0, 1e6),
                          .set_point_degc = read("set_point_degc", 5, 30),
                          .internal_gain_mw = read("internal_gain_mw", 0, kMaxMw),
                          .hot_water_mw = read("hot_water_mw", 0, kMaxMw),
                          .controller_mw_per_k = read("controller_mw_per_k", 0, 1e6),
                          .heat_max_mw = read("heat_max_mw", 0, kMaxMw)};
      system.network_loss_mw_per_k = read("network_loss_mw_per_k", 0, 100);
      system.network = {.water_mwh_per_k = read("network_water_mwh_per_k", 0, 1e4),
                        .raise_max_k = read("network_raise_max_k", 0, 40),
                        .raise_max_k_per_h = read("network_raise_max_k_per_h", 0, 40)};
      system.supply_cold_degc = read("supply_cold_degc", 40, 150);
      system.supply_warm_degc = read("supply_warm_degc", 40, 150);
      system.return_degc = read("return_degc", 10, 100);
      system.ground_degc = read("ground_degc", -10, 30);
      system.delivered_gwh = read("delivered_gwh", 0, 1e5);
      system.municipality = ReadMunicipality(table, row);
      system.lat_deg = read("lat_deg", 57, 72);
      system.lon_deg = read("lon_deg", 4, 32);
      systems_.Add(std::move(system));
    }
  }

  void LoadPlants() {
    plant_table_ = LoadSourcedTable(directory_, "heat_plants.csv",
                                    {"id",
                                     "heat_system_id",
                                     "name",
                                     "kind",
                                     "heat_max_mw",
                                     "heat_min_mw",
                                     "efficiency_ratio",
                                     "cost_nok_per_mwh",
                                     "tariff_nok_per_mwh",
                                     "emission_kg_per_mwh",
                                     "bus",
                                     "lorenz_share",
                                     "source_in_degc",
                                     "source_out_degc",
                                     "sink_max_degc",
                                     "lift_from_share",
                                     "lift_to_share",
                                     "part_load_loss_share",
                                     "cooling_off_cost_nok_per_mwh",
                                     "is_disconnectable",
                                     "is_in_base_load",
                                     "ramp_mw_per_h",
                                     "stable_min_mw",
                                     "start_cost_nok",
                                     "up_min_h",
                                     "down_min_h",
                                     "fuel_capacity_mwh",
                                     "fuel_delivery_mwh_per_day",
                                     "power_line",
                                     "power_max_mw",
                                     "power_loss_ratio",
                                     "power_heat_ratio",
                                     "captures",
                                     "capture_heat_share",
                                     "capture_electricity_ratio",
                                     "captured_co2_share",
                                     "area_m2",
                                     "optical_ratio",
                                     "loss_w_per_m2_k",
                                     "loss_rise_w_per_m2_k"},
                                    diagnostics_);
    const CsvTable& table = plant_table_;
    for (std::size_t row = 0; row < table.size(); ++row) {
      plant_ids_.Add(table, row, "id", diagnostics_);
      const auto read = [&](const char* column, double low, double high) {
        return table.Number(row, column, low, high, diagnostics_);
      };
      models::HeatPlantParams plant;
      plant.id = table.Text(row, "id");
      plant.name = table.RequiredText(row, "name", diagnostics_);
      plant.kind = ReadKind(table, row);
      plant.heat_max_mw = read("heat_max_mw", 0, kMaxMw);
      plant.heat_min_mw = read("heat_min_mw", 0, kMaxMw);
      plant.efficiency_ratio = read("efficiency_ratio", 0.05, 20);
      plant.cost_nok_per_mwh = read("cost_nok_per_mwh", -1e4, 1e5);
      plant.tariff_nok_per_mwh = read("tariff_nok_per_mwh", 0, 1e5);
      plant.emission_kg_per_mwh = read("emission_kg_per_mwh", 0, 2000);
      plant.uses_electricity = UsesElectricity(plant.kind);
      plant.power.power_line = ReadLine(table, row);
      plant.capture.captures = ReadFlag(table, row, "captures");
      const bool has_electricity = plant.uses_electricity || plant.capture.captures ||
                                   plant.power.power_line != models::PowerLine::kNone;
      if (has_electricity) plant.bus = ReadBus(table, row);
      plant.lorenz_share = read("lorenz_share", 0, 1);
      plant.source_in_degc = read("source_in_degc", -30, 100);
      plant.source_out_degc = read("source_out_degc", -30, 100);
      plant.sink_max_degc = read("sink_max_degc", 0, 150);
      plant.lift_from_share = read("lift_from_share", 0, 1);
      plant.lift_to_share = read("lift_to_share", 0, 1);
      plant.part_load_loss_share = read("part_load_loss_share", 0, 1);
      plant.cooling_off_cost_nok_per_mwh = read("cooling_off_cost_nok_per_mwh", 0, 1e5);
      plant.is_disconnectable = ReadFlag(table, row, "is_disconnectable");
      plant.is_in_base_load = ReadFlag(table, row, "is_in_base_load");
      plant.running = {.ramp_mw_per_h = read("ramp_mw_per_h", 0, 1e6),
                       .stable_min_mw = read("stable_min_mw", 0, kMaxMw),
                       .start_cost_nok = read("start_cost_nok", 0, 1e8),
                       .up_min_h = read("up_min_h", 0, 8760),
                       .down_min_h = read("down_min_h", 0, 8760)};
      plant.fuel = {.fuel_capacity_mwh = read("fuel_capacity_mwh", 0, 1e7),
                    .fuel_delivery_mwh_per_day = read("fuel_delivery_mwh_per_day", 0, 1e6)};
      plant.power.power_max_mw = read("power_max_mw", 0, kMaxMw);
      plant.power.power_loss_ratio = read("power_loss_ratio", 0, 1);
      plant.power.power_heat_ratio = read("power_heat_ratio", 0, 2);
      plant.capture.capture_heat_share = read("capture_heat_share", 0, 1);
      plant.capture.capture_electricity_ratio = read("capture_electricity_ratio", 0, 1);
      plant.capture.captured_co2_share = read("captured_co2_share", 0, 1);
      plant.solar = {.area_m2 = read("area_m2", 0, 1e7),
                     .optical_ratio = read("optical_ratio", 0, 1),
                     .loss_w_per_m2_k = read("loss_w_per_m2_k", 0, 100),
                     .loss_rise_w_per_m2_k = read("loss_rise_w_per_m2_k", 0, 10)};
      const auto system = system_ids_.Resolve(table, row, "heat_system_id", diagnostics_);
      plant_places_.emplace_back();
      if (system.has_value()) {
        auto& plants = systems_[models::HeatSystemIndex(*system)].plants;
        plant_places_.back() = PlantPlace{*system, plants.size()};
        plants.push_back(std::move(plant));
      }
    }
  }

  // Every plant of which loads or generators hold something needs its row: without it the grid
  // would see it twice.
  void LoadHeldElectricity() {
    const CsvTable table = LoadSourcedTable(
        directory_, kHeldFile, {"heat_plant_id", "cold_mw", "mild_mw", "summer_mw"}, diagnostics_);
    if (!table.has_column("heat_plant_id") || plant_places_.empty()) return;  // told as a whole
    std::vector<char> is_given(plant_places_.size(), 0);
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto read = [&](const char* column) {
        return table.Number(row, column, -kMaxMw, kMaxMw, diagnostics_);
      };
      const models::DesignCases held{read("cold_mw"), read("mild_mw"), read("summer_mw")};
      const auto plant = plant_ids_.Resolve(table, row, "heat_plant_id", diagnostics_);
      if (!plant.has_value()) continue;
      if (is_given[*plant] != 0) {
        table.Report(row, "heat_plant_id", "this plant occurs twice", diagnostics_);
      }
      is_given[*plant] = 1;
      if (!plant_places_[*plant].has_value()) continue;
      models::HeatPlantParams& of = PlantAt(*plant_places_[*plant]);
      if (!of.bus.valid()) {
        table.Report(row, "heat_plant_id", "this plant stands at no bus", diagnostics_);
        continue;
      }
      of.held = held;
    }
    for (std::size_t i = 0; i < is_given.size(); ++i) {
      if (is_given[i] != 0 || !plant_places_[i].has_value()) continue;
      const models::HeatPlantParams& plant = PlantAt(*plant_places_[i]);
      const bool has_turbine = plant.power.power_line != models::PowerLine::kNone;
      if (!plant.bus.valid() || !(plant.is_in_base_load || has_turbine)) continue;
      diagnostics_.push_back({.file = kHeldFile,
                              .column_name = "heat_plant_id",
                              .problem = absl::StrCat(plant.id,
                                                      " is missing; a row of zeros will do until "
                                                      "`twin heat held` has fitted it")});
    }
  }

  void LoadHours() {
    const CsvTable table =
        LoadSourcedTable(directory_, "heat_hours.csv",
                         {"heat_system_id", "hour", "hot_water_ratio", "ventilation_workday_share",
                          "ventilation_weekend_share"},
                         diagnostics_);
    if (!table.has_column("hour")) return;  // reported as a whole
    std::vector<std::array<int, 24>> rows_given(systems_.size(), std::array<int, 24>{});
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto found = system_ids_.Resolve(table, row, "heat_system_id", diagnostics_);
      const auto hour_read = ReadHour(table, row);
      if (!found.has_value() || !hour_read.has_value()) continue;
      const std::size_t hour = *hour_read;
      if (++rows_given[*found][hour] == 2) {
        table.Report(row, "hour", "this hour occurs twice", diagnostics_);
      }
      models::HeatSystemParams& system = systems_[models::HeatSystemIndex(*found)];
      system.hot_water_ratio[hour] = table.Number(row, "hot_water_ratio", 0, 10, diagnostics_);
      system.ventilation_workday_share[hour] =
          table.Number(row, "ventilation_workday_share", 0, 1, diagnostics_);
      system.ventilation_weekend_share[hour] =
          table.Number(row, "ventilation_weekend_share", 0, 1, diagnostics_);
    }
    std::set<std::string> systems_seen;
    for (std::size_t system = 0; system < systems_.size(); ++system) {
      // The second row of an id has been told; hours go to the first.
      if (!systems_seen.insert(systems_[models::HeatSystemIndex(system)].id).second) continue;
      for (std::size_t hour = 0; hour < 24; ++hour) {
        if (rows_given[system][hour] > 0) continue;
        diagnostics_.push_back(
            {.file = "heat_hours.csv",
             .column_name = "hour",
             .problem = absl::StrCat("hour ", hour, " of ",
                                     systems_[models::HeatSystemIndex(system)].id, " is missing")});
      }
    }
  }

  std::optional<std::size_t> ReadHour(const CsvTable& table, std::size_t row) {
    const std::size_t reported = diagnostics_.size();
    const double hour_h = table.Number(row, "hour", 0, 23, diagnostics_);
    if (diagnostics_.size() > reported) return std::nullopt;
    if (hour_h != std::floor(hour_h)) {
      table.Report(row, "hour", absl::StrCat("is ", hour_h, ", must be a whole hour"),
                   diagnostics_);
      return std::nullopt;
    }
    return static_cast<std::size_t>(hour_h);
  }

  void CheckSystems() {
    for (const models::HeatSystemParams& system : systems_) {
      const absl::Status status = Validate(system);
      for (const auto& violation : models::errors::FieldViolationsOf(status)) {
        Diagnostic place = PlaceOf(system, violation.field);
        place.problem = violation.description;
        diagnostics_.push_back(std::move(place));
      }
    }
  }

  // "heat_system[oslo].plants[boiler].heat_max_mw": the plant's row, else that of the system. A
  // field of a struct within stands in the column of its own name.
  Diagnostic PlaceOf(const models::HeatSystemParams& system, const std::string& field) const {
    const std::string column = field.substr(field.rfind('.') + 1);
    for (const models::HeatPlantParams& plant : system.plants) {
      const std::string prefix = absl::StrCat(".plants[", plant.id, "].", column);
      if (absl::EndsWith(field, prefix)) return PlaceIn(plant_table_, plant.id, column);
    }
    return PlaceIn(system_table_, system.id, column);
  }

  static Diagnostic PlaceIn(const CsvTable& table, const std::string& id,
                            const std::string& column) {
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (table.Text(row, "id") == id) return table.Place(row, column);
    }
    return {.column_name = column};
  }

  /// Where a row of the plants' table went.
  struct PlantPlace {
    std::size_t system = 0;
    std::size_t plant = 0;
  };

  models::HeatPlantParams& PlantAt(const PlantPlace& place) {
    return systems_[models::HeatSystemIndex(place.system)].plants[place.plant];
  }

  models::PlaceIndex ReadPlace(const CsvTable& table, std::size_t row) {
    const std::string& text = table.RequiredText(row, "place_id", diagnostics_);
    std::vector<std::string> ids;
    for (std::size_t place = 0; place < places_.size(); ++place) {
      const models::PlaceIndex index(place);
      if (places_[index].id == text) return index;
      ids.push_back(places_[index].id);
    }
    ReportUnknown(table, row, "place_id", text, ids);
    return {};
  }

  HeatPlantKind ReadKind(const CsvTable& table, std::size_t row) {
    const std::string& text = table.Text(row, "kind");
    std::vector<std::string> words;
    for (const KindWord& each : kKinds) {
      if (text == each.word) return each.kind;
      words.push_back(each.word);
    }
    table.Report(row, "kind", absl::StrCat("'", text, "' is none of ", absl::StrJoin(words, ", ")),
                 diagnostics_);
    return HeatPlantKind::kGasBoiler;
  }

  models::PowerLine ReadLine(const CsvTable& table, std::size_t row) {
    const std::string& text = table.Text(row, "power_line");
    std::vector<std::string> words;
    for (const LineWord& each : kLines) {
      if (text == each.word) return each.line;
      words.push_back(each.word);
    }
    table.Report(row, "power_line",
                 absl::StrCat("'", text, "' is none of ", absl::StrJoin(words, ", ")),
                 diagnostics_);
    return models::PowerLine::kNone;
  }

  bool ReadFlag(const CsvTable& table, std::size_t row, const char* column) {
    const double value = table.Number(row, column, 0, 1, diagnostics_);
    if (value != 0.0 && value != 1.0) {
      table.Report(row, column, absl::StrCat("is ", value, ", must be 0 or 1"), diagnostics_);
    }
    return value == 1.0;
  }

  models::MunicipalityIndex ReadMunicipality(const CsvTable& table, std::size_t row) {
    const std::string& text = table.RequiredText(row, "municipality_id", diagnostics_);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < municipalities_.size(); ++i) {
      const models::MunicipalityIndex index(i);
      if (municipalities_[index].id == text) return index;
      ids.push_back(municipalities_[index].id);
    }
    ReportUnknown(table, row, "municipality_id", text, ids);
    return {};
  }

  models::BusIndex ReadBus(const CsvTable& table, std::size_t row) {
    const std::string& text = table.RequiredText(row, "bus", diagnostics_);
    if (text.empty()) return {};
    std::vector<std::string> names;
    std::vector<std::size_t> matches;
    for (std::size_t bus = 0; bus < grid_.buses.size(); ++bus) {
      const models::BusParams& params = grid_.buses[models::BusIndex(bus)];
      if (params.id == text) return models::BusIndex(bus);
      if (params.name == text) matches.push_back(bus);
      names.push_back(params.name);
    }
    if (matches.size() == 1) return models::BusIndex(matches.front());
    if (matches.empty()) {
      ReportUnknown(table, row, "bus", text, names);
      return {};
    }
    std::vector<std::string> ids;
    for (const std::size_t bus : matches) ids.push_back(grid_.buses[models::BusIndex(bus)].id);
    table.Report(row, "bus",
                 absl::StrCat("several buses are called '", text, "': ", absl::StrJoin(ids, ", ")),
                 diagnostics_);
    return {};
  }

  void ReportUnknown(const CsvTable& table, std::size_t row, const char* column,
                     const std::string& text, const std::vector<std::string>& candidates) {
    const auto nearest = models::FindNearestNames(text, candidates, 3);
    std::string problem = absl::StrCat("'", text, "' is not known");
    if (!nearest.empty()) absl::StrAppend(&problem, "; nearest: ", absl::StrJoin(nearest, ", "));
    table.Report(row, column, problem, diagnostics_);
  }

  std::string directory_;
  const models::ElectricityGrid& grid_;
  const models::Table<models::PlaceIndex, models::PlaceParams>& places_;
  const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities_;
  Diagnostics& diagnostics_;
  CsvTable system_table_, plant_table_;
  IdTable system_ids_{"heat system"};
  IdTable plant_ids_{"heat plant"};
  std::vector<std::optional<PlantPlace>> plant_places_;  ///< by row of the plants' table
  models::Table<models::HeatSystemIndex, models::HeatSystemParams> systems_;
};

}  // namespace

models::Table<models::HeatSystemIndex, models::HeatSystemParams> LoadHeat(
    const std::string& directory, const models::ElectricityGrid& grid,
    const models::Table<models::PlaceIndex, models::PlaceParams>& places,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics) {
  return Loader(directory, grid, places, municipalities, diagnostics).Load();
}

}  // namespace data

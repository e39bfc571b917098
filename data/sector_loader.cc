#include "data/sector_loader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {
namespace {

using models::kSectorCount;
using models::SectorParams;

constexpr char kCalibrationArea[] = "NO1";
constexpr std::array<const char*, 4> kSeasons{"djf", "mam", "jja", "son"};
constexpr std::array<const char*, 3> kDayTypes{"workday", "saturday", "sunday"};
constexpr std::array<const char*, 3> kPaces{"low", "base", "high"};
constexpr std::array<const char*, 4> kResponses{"none", "heating", "cooling", "snow_melt"};
constexpr std::array<const char*, 5> kStatuses{"operating", "reserved", "queue", "announced",
                                               "closed"};

std::string IdOf(std::size_t position) {
  return std::string(models::SectorId(static_cast<models::Sector>(position)));
}

std::string TwoDigits(std::size_t value) { return absl::StrCat(value < 10 ? "0" : "", value); }

class Loader {
 public:
  Loader(const std::string& directory, const GridTables& grid, Diagnostics& diagnostics)
      : directory_(directory), grid_(grid), diagnostics_(diagnostics) {
    for (std::size_t i = 0; i < grid.municipalities.size(); ++i) {
      municipality_rows_[grid.municipalities[models::MunicipalityIndex(i)].id] = i;
    }
  }

  SectorTables Load() {
    LoadSectorParams();
    LoadShapes();
    LoadUse();
    LoadLargeLoads();
    LoadGrowth();
    tables_.model.is_given = true;
    return std::move(tables_);
  }

 private:
  CsvTable Read(const char* name, const std::vector<std::string>& columns) {
    return LoadSourcedTable(directory_, name, columns, diagnostics_);
  }
  double Number(const CsvTable& table, std::size_t row, const std::string& column, double low,
                double high) {
    return table.Number(row, column, low, high, diagnostics_);
  }

  // Position of a word in a closed list; nullopt after reporting it.
  template <std::size_t kCount>
  std::optional<std::size_t> Word(const CsvTable& table, std::size_t row, const char* column,
                                  const std::array<const char*, kCount>& words) {
    const std::string& text = table.Text(row, column);
    const auto found = std::find(words.begin(), words.end(), text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    if (table.has_column(column)) {
      table.Report(row, column, absl::StrCat("'", text, "' is not known"), diagnostics_);
    }
    return std::nullopt;
  }

  std::optional<std::size_t> SectorOf(const CsvTable& table, std::size_t row, const char* column) {
    const auto sector = models::FindSector(table.Text(row, column));
    if (sector.has_value()) return static_cast<std::size_t>(*sector);
    if (table.has_column(column)) {
      table.Report(row, column,
                   absl::StrCat("'", table.Text(row, column), "' is not a known sector"),
                   diagnostics_);
    }
    return std::nullopt;
  }

  std::optional<std::size_t> MunicipalityOf(const CsvTable& table, std::size_t row) {
    const std::string& id = table.Text(row, "municipality_id");
    const auto found = municipality_rows_.find(id);
    if (found != municipality_rows_.end()) return found->second;
    if (table.has_column("municipality_id")) {
      table.Report(row, "municipality_id", absl::StrCat("there is no municipality '", id, "'"),
                   diagnostics_);
    }
    return std::nullopt;
  }

  void Missing(const char* file, const char* column, const std::string& what) {
    diagnostics_.push_back(
        {.file = file, .column_name = column, .problem = absl::StrCat(what, " is missing")});
  }

  void LoadSectorParams() {
    std::vector<std::string> columns{"id",
                                     "name",
                                     "response",
                                     "weather_share",
                                     "threshold_degc",
                                     "saturation_degc",
                                     "saturated_slope_ratio",
                                     "mean_response_k",
                                     "memory_share",
                                     "is_corrected",
                                     "workday_ratio",
                                     "saturday_ratio",
                                     "sunday_ratio",
                                     "coincidence_share",
                                     "noise_share",
                                     "tan_phi_ratio"};
    for (std::size_t month = 1; month <= 12; ++month) {
      columns.push_back(absl::StrCat("month_ratio_", TwoDigits(month)));
    }
    const CsvTable table = Read("sectors.csv", columns);
    if (!table.has_column("id")) return;  // reported as a whole
    std::array<bool, kSectorCount> given{};
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto position = SectorOf(table, row, "id");
      if (!position.has_value()) continue;
      if (given[*position]) table.Report(row, "id", "this sector occurs twice", diagnostics_);
      given[*position] = true;
      tables_.model.sectors[*position] = ReadSector(table, row);
    }
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      if (!given[s]) {
        Missing("sectors.csv", "id", IdOf(s));
      }
    }
  }

  SectorParams ReadSector(const CsvTable& table, std::size_t row) {
    const std::size_t reported_before = diagnostics_.size();
    SectorParams sector;
    sector.name = table.RequiredText(row, "name", diagnostics_);
    sector.response =
        static_cast<models::WeatherResponse>(Word(table, row, "response", kResponses).value_or(0));
    const bool is_weather = sector.response != models::WeatherResponse::kNone;
    sector.weather_share = Number(table, row, "weather_share", 0, 1);
    sector.threshold_degc = Number(table, row, "threshold_degc", -30, 30);
    sector.saturation_degc = Number(table, row, "saturation_degc", -60, 20);
    sector.saturated_slope_ratio = Number(table, row, "saturated_slope_ratio", 0, 2);
    sector.mean_response_k = Number(table, row, "mean_response_k", is_weather ? 1e-3 : 0, 60);
    sector.memory_share = Number(table, row, "memory_share", 0, 1);
    sector.is_corrected = table.Flag(row, "is_corrected", diagnostics_);
    sector.day_ratio = {Number(table, row, "workday_ratio", 0, 5),
                        Number(table, row, "saturday_ratio", 0, 5),
                        Number(table, row, "sunday_ratio", 0, 5)};
    double sum_ratio = 0.0;
    for (std::size_t month = 0; month < 12; ++month) {
      sector.month_ratio[month] =
          Number(table, row, absl::StrCat("month_ratio_", TwoDigits(month + 1)), 0, 5);
      sum_ratio += sector.month_ratio[month];
    }
    sector.coincidence_share = Number(table, row, "coincidence_share", 0, 1);
    sector.noise_share = Number(table, row, "noise_share", 0, 0.5);
    sector.tan_phi_ratio = Number(table, row, "tan_phi_ratio", -1, 1);
    if (diagnostics_.size() > reported_before) return sector;
    if (!is_weather && sector.weather_share > 0.0) {
      table.Report(row, "weather_share", "must be 0 without a response", diagnostics_);
    }
    if (std::abs(sum_ratio / 12.0 - 1.0) > 1e-3) {
      table.Report(row, "month_ratio_01",
                   absl::StrCat("the months' mean is ", sum_ratio / 12.0, ", not 1"), diagnostics_);
    }
    return sector;
  }

  void LoadShapes() {
    std::vector<std::string> columns{"sector", "season", "day_type"};
    for (std::size_t hour = 0; hour < 24; ++hour)
      columns.push_back(absl::StrCat("h", TwoDigits(hour)));
    const CsvTable table = Read("sector_shapes.csv", columns);
    if (!table.has_column("sector")) return;
    std::array<std::array<std::array<bool, 3>, 4>, kSectorCount> given{};
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto sector = SectorOf(table, row, "sector");
      const auto season = Word(table, row, "season", kSeasons);
      const auto day = Word(table, row, "day_type", kDayTypes);
      if (!sector.has_value() || !season.has_value() || !day.has_value()) continue;
      bool& is_given = given[*sector][*season][*day];
      if (is_given) table.Report(row, "sector", "this shape occurs twice", diagnostics_);
      is_given = true;
      const std::size_t reported_before = diagnostics_.size();
      double sum_ratio = 0.0;
      for (std::size_t hour = 0; hour < 24; ++hour) {
        const double ratio = Number(table, row, absl::StrCat("h", TwoDigits(hour)), 0, 24);
        tables_.model.sectors[*sector].hour_shape_ratio[*season][*day][hour] = ratio;
        sum_ratio += ratio;
      }
      if (diagnostics_.size() == reported_before && std::abs(sum_ratio / 24.0 - 1.0) > 1e-3) {
        table.Report(row, "h00", absl::StrCat("the hours' mean is ", sum_ratio / 24.0, ", not 1"),
                     diagnostics_);
      }
    }
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      for (std::size_t season = 0; season < 4; ++season) {
        for (std::size_t day = 0; day < 3; ++day) {
          if (given[s][season][day]) continue;
          Missing("sector_shapes.csv", "sector",
                  absl::StrCat(IdOf(s), " ", kSeasons[season], " ", kDayTypes[day]));
        }
      }
    }
  }

  void LoadUse() {
    const CsvTable table =
        Read("sector_demand.csv", {"municipality_id", "sector", "normal_year_gwh", "named_gwh",
                                   "after_statistic_gwh", "reference_mw"});
    tables_.use = models::Table<models::MunicipalityIndex, models::SectorTable<models::SectorUse>>(
        grid_.municipalities.size());
    if (!table.has_column("sector")) return;
    std::map<std::pair<std::size_t, std::size_t>, bool> given;
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto municipality = MunicipalityOf(table, row);
      const auto sector = SectorOf(table, row, "sector");
      const std::size_t reported_before = diagnostics_.size();
      const models::SectorUse use{
          .normal_year_gwh = Number(table, row, "normal_year_gwh", 0, 1e6),
          .named_gwh = Number(table, row, "named_gwh", 0, 1e6),
          .after_statistic_gwh = Number(table, row, "after_statistic_gwh", 0, 1e6),
          .reference_mw = Number(table, row, "reference_mw", 0, 1e5)};
      if (diagnostics_.size() == reported_before) CheckSums(table, row, use);
      if (!municipality.has_value() || !sector.has_value()) continue;
      if (!given.insert({{*municipality, *sector}, true}).second) {
        table.Report(row, "sector", "this municipality and sector occur twice", diagnostics_);
      }
      tables_.use[models::MunicipalityIndex(*municipality)][*sector] = use;
    }
  }

  void CheckSums(const CsvTable& table, std::size_t row, const models::SectorUse& use) {
    constexpr double kRoundingGwh = 1e-4;
    if (use.named_gwh > use.normal_year_gwh + kRoundingGwh) {
      table.Report(row, "named_gwh",
                   absl::StrCat("is ", use.named_gwh, ", more than the sector's ",
                                use.normal_year_gwh, " GWh"),
                   diagnostics_);
    }
    if (use.after_statistic_gwh > use.named_gwh + kRoundingGwh) {
      table.Report(row, "after_statistic_gwh",
                   absl::StrCat("is ", use.after_statistic_gwh, ", more than the named loads' ",
                                use.named_gwh, " GWh"),
                   diagnostics_);
    }
  }

  void LoadLargeLoads() {
    const CsvTable table = Read("large_loads.csv", {"id", "name", "sector", "municipality_id",
                                                    "status", "size_mw", "from_year", "drawn_by"});
    IdTable ids("large load");
    std::map<std::string, models::LoadIndex> named;
    for (std::size_t i = 0; i < grid_.grid.loads.size(); ++i) {
      const models::LoadIndex load(i);
      if (grid_.grid.loads[load].kind != models::LoadKind::kNamed) continue;
      named[grid_.grid.loads[load].name] = load;
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
      ids.Add(table, row, "id", diagnostics_);
      models::LargeLoadParams load;
      load.id = table.Text(row, "id");
      load.name = table.RequiredText(row, "name", diagnostics_);
      load.sector = static_cast<models::Sector>(SectorOf(table, row, "sector").value_or(0));
      if (!table.Text(row, "municipality_id").empty()) {
        const auto municipality = MunicipalityOf(table, row);
        if (municipality.has_value()) load.municipality = models::MunicipalityIndex(*municipality);
      }
      load.status =
          static_cast<models::LargeLoadStatus>(Word(table, row, "status", kStatuses).value_or(0));
      load.size_mw = Number(table, row, "size_mw", 0, 1e4);
      load.from_year =
          static_cast<int>(table.NumberOr(row, "from_year", 0, 1900, 2100, diagnostics_));
      const std::string& drawn_by = table.Text(row, "drawn_by");
      if (!drawn_by.empty()) {
        const auto found = named.find(drawn_by);
        if (found == named.end()) {
          table.Report(row, "drawn_by", absl::StrCat("there is no named load '", drawn_by, "'"),
                       diagnostics_);
        } else {
          load.drawn_by = found->second;
        }
      }
      tables_.large_loads.Add(std::move(load));
    }
    LinkBuses();
  }

  // Which busbar a large load that waits would connect to: a table of its own, as it follows from
  // the grid. A region need not have it.
  void LinkBuses() {
    if (!std::filesystem::exists(std::filesystem::path(directory_) / kLargeLoadBusesFile)) return;
    const CsvTable table = Read(kLargeLoadBusesFile, {"large_load_id", "bus_id"});
    std::map<std::string, models::LargeLoadIndex> large;
    for (std::size_t i = 0; i < tables_.large_loads.size(); ++i) {
      large[tables_.large_loads[models::LargeLoadIndex(i)].id] = models::LargeLoadIndex(i);
    }
    std::map<std::string, models::BusIndex> buses;
    for (std::size_t i = 0; i < grid_.grid.buses.size(); ++i) {
      buses[grid_.grid.buses[models::BusIndex(i)].id] = models::BusIndex(i);
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
      const auto load = large.find(table.Text(row, "large_load_id"));
      const auto bus = buses.find(table.Text(row, "bus_id"));
      if (load == large.end()) {
        table.Report(
            row, "large_load_id",
            absl::StrCat("there is no large load '", table.Text(row, "large_load_id"), "'"),
            diagnostics_);
      }
      if (bus == buses.end()) {
        table.Report(row, "bus_id",
                     absl::StrCat("there is no bus '", table.Text(row, "bus_id"), "'"),
                     diagnostics_);
      }
      if (load != large.end() && bus != buses.end()) {
        tables_.large_loads[load->second].bus = bus->second;
      }
    }
  }

  void LoadGrowth() {
    const CsvTable table = Read("growth.csv", {"year", "pace", "sector", "factor_ratio"});
    if (!table.has_column("year")) return;
    struct Cell {
      std::size_t pace, sector;
      double factor_ratio;
      std::size_t row;
    };
    std::map<int, std::vector<Cell>> by_year;
    for (std::size_t row = 0; row < table.size(); ++row) {
      const int year = static_cast<int>(Number(table, row, "year", 2000, 2200));
      const auto pace = Word(table, row, "pace", kPaces);
      const auto sector = SectorOf(table, row, "sector");
      const double factor_ratio = Number(table, row, "factor_ratio", 0, 1000);
      if (!pace.has_value() || !sector.has_value() || year == 0) continue;
      by_year[year].push_back({*pace, *sector, factor_ratio, row});
    }
    for (const auto& [year, cells] : by_year) {
      const bool is_first = tables_.growth.years.empty();
      tables_.growth.years.push_back(year);
      std::array<models::SectorTable<double>, models::kGrowthPaceCount> factors{};
      std::array<std::array<bool, kSectorCount>, models::kGrowthPaceCount> given{};
      for (const Cell& cell : cells) {
        if (given[cell.pace][cell.sector]) {
          table.Report(cell.row, "year", "this year, pace and sector occur twice", diagnostics_);
        }
        given[cell.pace][cell.sector] = true;
        factors[cell.pace][cell.sector] = cell.factor_ratio;
        if (is_first && cell.factor_ratio != 1.0) {
          table.Report(cell.row, "factor_ratio",
                       absl::StrCat("is ", cell.factor_ratio, " in the base year, must be 1"),
                       diagnostics_);
        }
      }
      for (std::size_t pace = 0; pace < models::kGrowthPaceCount; ++pace) {
        for (std::size_t s = 0; s < kSectorCount; ++s) {
          if (given[pace][s]) continue;
          Missing("growth.csv", "year", absl::StrCat(year, " ", kPaces[pace], " ", IdOf(s)));
        }
        tables_.growth.factor_ratio[pace].push_back(factors[pace]);
      }
    }
  }

  const std::string& directory_;
  const GridTables& grid_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::size_t> municipality_rows_;
  SectorTables tables_;
};

double CalcColdMw(const models::SectorTable<double>& mean_mw,
                  const models::SectorTable<double>& cold_ratio) {
  double cold_mw = 0.0;
  for (std::size_t s = 0; s < kSectorCount; ++s) cold_mw += mean_mw[s] * cold_ratio[s];
  return cold_mw;
}

}  // namespace

SectorTables LoadSectors(const std::string& directory, const GridTables& grid,
                         Diagnostics& diagnostics) {
  if (!std::filesystem::exists(directory + "/sectors.csv")) return {};
  return Loader(directory, grid, diagnostics).Load();
}

void LinkSectors(models::Region& region) {
  if (!region.demand.sector_model.is_given) return;
  const models::SectorTable<double> cold_ratio =
      models::CalcColdMorningSectorRatio(region.demand.sector_model);
  for (models::LoadParams& load : region.grid.loads) {
    if (load.kind != models::LoadKind::kGeneral || !load.municipality.valid()) continue;
    models::SectorTable<double> mean_mw{};
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      mean_mw[s] = region.sector_use[load.municipality][s].reference_mw;
    }
    if (CalcColdMw(mean_mw, cold_ratio) <= 0.0) continue;
    load.sector_ratio = models::CalcSectorMixRatio(mean_mw, cold_ratio);
  }
  for (const models::LargeLoadParams& large : region.large_loads) {
    if (!large.drawn_by.valid()) continue;
    models::LoadParams& load = region.grid.loads[large.drawn_by];
    if (load.sector_ratio.has_value() && load.name != large.name) continue;
    models::SectorTable<double> mean_mw{};
    mean_mw[static_cast<std::size_t>(large.sector)] = 1.0;
    if (CalcColdMw(mean_mw, cold_ratio) <= 0.0) continue;
    load.sector_ratio = models::CalcSectorMixRatio(mean_mw, cold_ratio);
  }
  models::SectorTable<double> area_mw{}, all_mw{};
  for (const models::LoadParams& load : region.grid.loads) {
    if (!load.sector_ratio.has_value()) continue;
    const bool is_in_area =
        load.municipality.valid() &&
        absl::StartsWith(region.municipalities[load.municipality].price_area, kCalibrationArea);
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      const double mean_mw = load.cold_mw * (*load.sector_ratio)[s];
      all_mw[s] += mean_mw;
      if (is_in_area) area_mw[s] += mean_mw;
    }
  }
  const bool has_area = CalcColdMw(area_mw, cold_ratio) > 0.0;
  if (!has_area && CalcColdMw(all_mw, cold_ratio) <= 0.0) {
    region.demand.sector_model.is_given = false;  // no load has a mix
    return;
  }
  models::CalibrateSectors(region.demand, has_area ? area_mw : all_mw);
}

}  // namespace data

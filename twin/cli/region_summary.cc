#include "twin/cli/region_summary.h"

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::kSectorCount;
using models::Sector;

constexpr std::array<const char*, 7> kGeneratorClasses{
    "run_of_river", "reservoir", "cascade", "unknown_hydro", "wind", "solar", "thermal"};
constexpr std::array<const char*, 5> kStatuses{"operating", "reserved", "queue", "announced",
                                               "closed"};

std::string PriceAreaOf(const models::MunicipalityParams& municipality) {
  return municipality.price_area.substr(0, 3);
}

// The statistic's consumer group that a sector's meters belong to.
std::string GroupOf(Sector sector) {
  switch (sector) {
    case Sector::kDwellingsDirect:
    case Sector::kDwellingsHeatPump:
    case Sector::kDwellingsDistrictHeat:
    case Sector::kEvCharging:
      return "dwellings";
    case Sector::kCabins:
      return "cabins";
    case Sector::kAgriculture:
      return "primary";
    case Sector::kIndustry:
    case Sector::kElectrolysers:
      return "secondary";
    default:
      return "tertiary";
  }
}

using Rows = std::map<std::string, SummaryRow>;

SummaryRow& At(Rows& rows, const std::string& id, const std::string& name = "") {
  SummaryRow& row = rows[id];
  row.id = id;
  row.name = name.empty() ? id : name;
  return row;
}

std::vector<SummaryRow> List(const Rows& rows) {
  std::vector<SummaryRow> list;
  for (const auto& [id, row] : rows) list.push_back(row);
  return list;
}

double CalcComparableGwh(const models::Region& region,
                         const data::ConsumptionStatistic& statistic) {
  double sum_gwh = 0.0;
  for (std::size_t i = 0; i < region.sector_use.size(); ++i) {
    const models::MunicipalityIndex municipality(i);
    const bool is_meant =
        statistic.municipality.valid()
            ? municipality == statistic.municipality
            : PriceAreaOf(region.municipalities[municipality]) == statistic.price_area;
    if (!is_meant) continue;
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      if (statistic.municipality.valid() &&
          GroupOf(static_cast<Sector>(s)) != statistic.consumer_group) {
        continue;
      }
      const models::SectorUse& use = region.sector_use[municipality][s];
      sum_gwh += use.normal_year_gwh - use.after_statistic_gwh;
    }
  }
  return sum_gwh;
}

void AddLoads(const models::Region& region, RegionSummary& summary) {
  Rows municipalities, areas, sectors, levels;
  const models::SectorModel& model = region.demand.sector_model;
  models::SectorTable<double> cold_ratio{};
  if (model.is_given) cold_ratio = models::CalcColdMorningSectorRatio(model);
  for (const models::LoadParams& load : region.grid.loads) {
    const double kv = region.grid.buses[load.bus].nominal_kv;
    At(levels, absl::StrFormat("%03.0f", kv), absl::StrFormat("%g kV", kv)).cold_mw += load.cold_mw;
    for (std::size_t s = 0; model.is_given && load.sector_ratio.has_value() && s < kSectorCount;
         ++s) {
      At(sectors, std::string(models::SectorId(static_cast<Sector>(s))), model.sectors[s].name)
          .cold_mw += load.cold_mw * (*load.sector_ratio)[s] * cold_ratio[s];
    }
    if (!load.municipality.valid()) continue;
    const models::MunicipalityParams& municipality = region.municipalities[load.municipality];
    At(municipalities, municipality.id, municipality.name).cold_mw += load.cold_mw;
    At(areas, PriceAreaOf(municipality)).cold_mw += load.cold_mw;
  }
  for (std::size_t i = 0; i < region.sector_use.size(); ++i) {
    const models::MunicipalityIndex index(i);
    const models::MunicipalityParams& municipality = region.municipalities[index];
    for (std::size_t s = 0; s < kSectorCount; ++s) {
      const double gwh = region.sector_use[index][s].normal_year_gwh;
      At(municipalities, municipality.id, municipality.name).normal_year_gwh += gwh;
      At(areas, PriceAreaOf(municipality)).normal_year_gwh += gwh;
      At(sectors, std::string(models::SectorId(static_cast<Sector>(s))), model.sectors[s].name)
          .normal_year_gwh += gwh;
    }
  }
  summary.municipalities = List(municipalities);
  summary.price_areas = List(areas);
  summary.sectors = List(sectors);
  summary.voltage_levels = List(levels);
}

Json ToJson(const std::vector<SummaryRow>& rows, const char* power, bool has_energy) {
  Json json = Json::array();
  for (const SummaryRow& row : rows) {
    Json one{{"id", row.id}, {"name", row.name}, {power, row.cold_mw}};
    if (has_energy) one["normal_year_gwh"] = row.normal_year_gwh;
    json.push_back(std::move(one));
  }
  return json;
}

void AppendTable(const char* title, const std::vector<SummaryRow>& rows, std::string& text) {
  if (rows.empty()) return;
  absl::StrAppendFormat(&text, "%s\n", title);
  for (const SummaryRow& row : rows) {
    absl::StrAppendFormat(&text, "  %-42s %9.1f MW %10.1f GWh\n", row.name, row.cold_mw,
                          row.normal_year_gwh);
  }
}

}  // namespace

RegionSummary CalcRegionSummary(const models::Region& region,
                                const std::vector<data::ConsumptionStatistic>& statistics) {
  RegionSummary summary;
  AddLoads(region, summary);
  Rows classes, statuses;
  for (const models::GeneratorParams& generator : region.grid.generators) {
    SummaryRow& row = At(classes, kGeneratorClasses[static_cast<std::size_t>(generator.kind)]);
    row.cold_mw += generator.p_max_mw;
    row.normal_year_gwh += generator.normal_year_gwh;
  }
  summary.generator_classes = List(classes);
  for (const models::LargeLoadParams& large : region.large_loads) {
    if (large.drawn_by.valid()) continue;
    At(statuses, kStatuses[static_cast<std::size_t>(large.status)]).cold_mw += large.size_mw;
  }
  summary.large_loads = List(statuses);
  for (const data::ConsumptionStatistic& statistic : statistics) {
    summary.comparisons.push_back(
        {.name = statistic.municipality.valid()
                     ? absl::StrCat(region.municipalities[statistic.municipality].name, ", ",
                                    statistic.consumer_group)
                     : statistic.price_area,
         .year = statistic.year,
         .published_gwh = statistic.consumption_gwh,
         .region_gwh = CalcComparableGwh(region, statistic)});
  }
  return summary;
}

std::string MakeLargeLoadsJson(const models::Region& region, const std::string& status) {
  Json json = Json::array();
  for (const models::LargeLoadParams& large : region.large_loads) {
    const std::string its_status = kStatuses[static_cast<std::size_t>(large.status)];
    if (!status.empty() && its_status != status) continue;
    Json one{{"id", large.id},
             {"name", large.name},
             {"sector", std::string(models::SectorId(large.sector))},
             {"status", its_status},
             {"municipality_id", nullptr},
             {"size_mw", nullptr},
             {"from_year", nullptr},
             {"bus_id", nullptr},
             {"drawn_by", nullptr}};
    if (large.municipality.valid()) {
      one["municipality_id"] = region.municipalities[large.municipality].id;
    }
    if (large.size_mw > 0.0) one["size_mw"] = large.size_mw;
    if (large.from_year > 0) one["from_year"] = large.from_year;
    if (large.bus.valid()) one["bus_id"] = region.grid.buses[large.bus].id;
    if (large.drawn_by.valid()) one["drawn_by"] = region.grid.loads[large.drawn_by].id;
    json.push_back(std::move(one));
  }
  return absl::StrCat(json.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

std::string MakeLargeLoadsText(const models::Region& region, const std::string& status) {
  std::string text;
  for (const models::LargeLoadParams& large : region.large_loads) {
    const std::string its_status = kStatuses[static_cast<std::size_t>(large.status)];
    if (!status.empty() && its_status != status) continue;
    absl::StrAppendFormat(&text, "%-10s %8.1f MW  %-16s %s%s\n", its_status, large.size_mw,
                          std::string(models::SectorId(large.sector)), large.name,
                          large.drawn_by.valid() ? " (drawn)" : "");
  }
  return text;
}

std::string MakeRegionSummaryJson(const models::Region& region, const RegionSummary& summary) {
  Json json{{"id", region.id},
            {"name", region.name},
            {"notice", region.notice},
            {"data_revision", region.data_revision},
            {"municipalities", ToJson(summary.municipalities, "cold_mw", true)},
            {"price_areas", ToJson(summary.price_areas, "cold_mw", true)},
            {"sectors", ToJson(summary.sectors, "cold_mw", true)},
            {"voltage_levels", ToJson(summary.voltage_levels, "cold_mw", false)},
            {"generator_classes", ToJson(summary.generator_classes, "installed_mw", true)},
            {"large_loads_not_drawn", ToJson(summary.large_loads, "size_mw", false)}};
  json["comparisons"] = Json::array();
  for (const SummaryComparison& comparison : summary.comparisons) {
    json["comparisons"].push_back({{"name", comparison.name},
                                   {"year", comparison.year},
                                   {"published_gwh", comparison.published_gwh},
                                   {"region_gwh", comparison.region_gwh}});
  }
  return absl::StrCat(json.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

std::string MakeRegionSummaryText(const models::Region& region, const RegionSummary& summary) {
  std::string text =
      absl::StrCat(region.name, ", data ", region.data_revision, ". ", region.notice,
                   "\nLoads: power of the cold design morning, energy of a normal year.\n");
  AppendTable("Price areas", summary.price_areas, text);
  AppendTable("Sectors", summary.sectors, text);
  AppendTable("Voltage of the load's bus (energy not known by voltage)", summary.voltage_levels,
              text);
  AppendTable("Generators (installed)", summary.generator_classes, text);
  AppendTable("Large loads by name that no load of the grid draws", summary.large_loads, text);
  AppendTable("Municipalities", summary.municipalities, text);
  if (!summary.comparisons.empty()) text += "Published against the region's tables\n";
  for (const SummaryComparison& comparison : summary.comparisons) {
    absl::StrAppendFormat(&text, "  %-42s %d %10.1f %10.1f GWh\n", comparison.name, comparison.year,
                          comparison.published_gwh, comparison.region_gwh);
  }
  return text;
}

}  // namespace twin::cli

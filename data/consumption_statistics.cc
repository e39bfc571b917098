#include "data/consumption_statistics.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {
namespace {

constexpr char kFile[] = "consumption_statistics.csv";
constexpr std::array<const char*, 5> kGroups{"dwellings", "cabins", "primary", "secondary",
                                             "tertiary"};

}  // namespace

std::vector<ConsumptionStatistic> LoadConsumptionStatistics(
    const std::string& directory,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics) {
  std::vector<ConsumptionStatistic> statistics;
  if (!std::filesystem::exists(absl::StrCat(directory, "/", kFile))) return statistics;
  const CsvTable table = LoadSourcedTable(
      directory, kFile,
      {"municipality_id", "price_area", "consumer_group", "year", "consumption_gwh"}, diagnostics);
  if (!table.has_column("municipality_id")) return statistics;
  for (std::size_t row = 0; row < table.size(); ++row) {
    ConsumptionStatistic statistic{
        .price_area = table.Text(row, "price_area"),
        .consumer_group = table.Text(row, "consumer_group"),
        .year = static_cast<int>(table.Number(row, "year", 1990, 2100, diagnostics)),
        .consumption_gwh = table.Number(row, "consumption_gwh", 0, 1e6, diagnostics)};
    const std::string& id = table.Text(row, "municipality_id");
    if (id.empty()) {
      table.RequiredText(row, "price_area", diagnostics);
    } else {
      for (std::size_t i = 0; i < municipalities.size(); ++i) {
        const models::MunicipalityIndex municipality(i);
        if (municipalities[municipality].id == id) statistic.municipality = municipality;
      }
      if (!statistic.municipality.valid()) {
        table.Report(row, "municipality_id", absl::StrCat("there is no municipality '", id, "'"),
                     diagnostics);
      }
      if (std::find(kGroups.begin(), kGroups.end(), statistic.consumer_group) == kGroups.end()) {
        table.Report(row, "consumer_group",
                     absl::StrCat("'", statistic.consumer_group, "' is not known"), diagnostics);
      }
    }
    statistics.push_back(std::move(statistic));
  }
  return statistics;
}

}  // namespace data

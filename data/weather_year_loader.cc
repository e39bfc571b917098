#include "data/weather_year_loader.h"

#include <cmath>
#include <utility>

#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {

std::vector<StoredWeatherYear> LoadWeatherYears(const std::string& directory,
                                                Diagnostics& diagnostics) {
  constexpr double kLargestSeed = 9007199254740992.0;  // 2⁵³: whole numbers a double holds
  const CsvTable table =
      LoadSourcedTable(directory, kWeatherYearsFile, {"id", "seed", "year"}, diagnostics);
  std::vector<StoredWeatherYear> years;
  IdTable ids("weather year");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    const auto whole = [&](const char* column, double low, double high) {
      const double value = table.Number(row, column, low, high, diagnostics);
      if (value != std::floor(value)) {
        table.Report(row, column, "is no whole number", diagnostics);
      }
      return value;
    };
    StoredWeatherYear stored{.id = table.Text(row, "id"), .weather_year = {}};
    stored.weather_year.seed = static_cast<std::uint64_t>(whole("seed", 0, kLargestSeed));
    stored.weather_year.year = static_cast<int>(whole("year", 1900, 9999));
    years.push_back(std::move(stored));
  }
  return years;
}

}  // namespace data

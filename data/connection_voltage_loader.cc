#include "data/connection_voltage_loader.h"

#include <filesystem>

#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {

models::ConnectionVoltages LoadConnectionVoltages(const std::string& directory,
                                                  Diagnostics& diagnostics) {
  constexpr double kMostMw = 1e5, kMostKv = 1000.0;
  models::ConnectionVoltages voltages;
  if (!std::filesystem::exists(std::filesystem::path(directory) / kConnectionVoltagesFile)) {
    return voltages;
  }
  const CsvTable table = LoadSourcedTable(directory, kConnectionVoltagesFile,
                                          {"from_mw", "to_mw", "from_kv", "to_kv"}, diagnostics);
  if (!table.has_column("from_mw")) return voltages;
  for (std::size_t row = 0; row < table.size(); ++row) {
    models::ConnectionVoltage one{.from_mw = table.Number(row, "from_mw", 0, kMostMw, diagnostics),
                                  .to_mw = table.Number(row, "to_mw", 0, kMostMw, diagnostics),
                                  .from_kv = table.Number(row, "from_kv", 0, kMostKv, diagnostics),
                                  .to_kv = table.Number(row, "to_kv", 0, kMostKv, diagnostics),
                                  .source = table.Text(row, "source"),
                                  .confidence = table.Text(row, "confidence")};
    if (one.to_mw < one.from_mw) table.Report(row, "to_mw", "is below from_mw", diagnostics);
    if (one.to_kv < one.from_kv) table.Report(row, "to_kv", "is below from_kv", diagnostics);
    voltages.push_back(std::move(one));
  }
  return voltages;
}

}  // namespace data

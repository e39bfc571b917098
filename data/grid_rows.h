#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/csv_reader.h"
#include "models/electricity/branch.h"
#include "models/electricity/bus.h"
#include "models/electricity/generator.h"

namespace data {

// Rows of the grid's tables, read without the rows they refer to.

inline constexpr double kMaxMw = 1e5;

/// A word of a closed list, e.g. the kind of a branch; the first one after reporting another.
template <class Kind>
Kind ReadWord(const CsvTable& table, std::size_t row, const std::string& column,
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

const std::vector<std::string>& StationColumns();
const std::vector<std::string>& BusColumns();     ///< with station_id
const std::vector<std::string>& BranchColumns();  ///< with from_bus_id and to_bus_id
const std::vector<std::string>& ShuntColumns();   ///< with bus_id

models::StationParams ReadStation(const CsvTable& table, std::size_t row, Diagnostics& diagnostics);
models::BusParams ReadBus(const CsvTable& table, std::size_t row, Diagnostics& diagnostics);
models::BranchParams ReadBranch(const CsvTable& table, std::size_t row, Diagnostics& diagnostics);
models::ShuntParams ReadShunt(const CsvTable& table, std::size_t row, Diagnostics& diagnostics);

}  // namespace data

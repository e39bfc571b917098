#include "data/parameter_table.h"

#include "absl/strings/str_cat.h"

namespace data {

CsvTable LoadSourcedTable(const std::string& directory, const std::string& file_name,
                          std::vector<std::string> required, Diagnostics& diagnostics) {
  required.insert(required.end(), {"source", "confidence"});
  CsvTable table = CsvTable::Load(directory + "/" + file_name, file_name, required, diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    table.RequiredText(row, "source", diagnostics);
    table.RequiredText(row, "confidence", diagnostics);
  }
  return table;
}

ParameterTable::ParameterTable(const std::string& directory, const std::string& file_name,
                               Diagnostics& diagnostics)
    : file_name_(file_name),
      table_(LoadSourcedTable(directory, file_name, {"parameter", "value", "unit"}, diagnostics)),
      used_(table_.size(), 0),
      diagnostics_(diagnostics),
      is_readable_(table_.has_column("parameter")) {}

double ParameterTable::Get(const std::string& parameter, double low, double high) {
  double value = 0.0;
  bool found = false;
  for (std::size_t row = 0; row < table_.size(); ++row) {
    if (table_.Text(row, "parameter") != parameter) continue;
    if (found) {
      table_.Report(row, "parameter", absl::StrCat("'", parameter, "' occurs twice"), diagnostics_);
    }
    found = true;
    used_[row] = 1;
    value = table_.Number(row, "value", low, high, diagnostics_);
  }
  if (!found && is_readable_) {
    diagnostics_.push_back({.file = file_name_,
                            .column_name = "parameter",
                            .problem = absl::StrCat("'", parameter, "' is missing")});
  }
  return value;
}

Diagnostic ParameterTable::PlaceOf(const std::string& parameter) const {
  for (std::size_t row = 0; row < table_.size(); ++row) {
    if (table_.Text(row, "parameter") == parameter) return table_.Place(row, "value");
  }
  return {.file = file_name_, .column_name = parameter};
}

void ParameterTable::ReportUnknown() {
  for (std::size_t row = 0; row < table_.size(); ++row) {
    if (used_[row] == 0) {
      table_.Report(row, "parameter",
                    absl::StrCat("'", table_.Text(row, "parameter"), "' is not a known parameter"),
                    diagnostics_);
    }
  }
}

std::string ParameterTable::TwoDigits(int value) {
  return value < 10 ? absl::StrCat("0", value) : absl::StrCat(value);
}

}  // namespace data

#include "data/public_record.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {
namespace {

constexpr char kFile[] = "public_record.csv";
constexpr double kWidest = 1e9;

void CheckWord(const CsvTable& table, std::size_t row, const std::string& column,
               std::initializer_list<const char*> words, Diagnostics& diagnostics) {
  const std::string& text = table.Text(row, column);
  if (std::find(words.begin(), words.end(), text) == words.end()) {
    table.Report(row, column, absl::StrCat("'", text, "' is not known"), diagnostics);
  }
}

}  // namespace

std::vector<PublicFigure> LoadPublicRecord(const std::string& directory, Diagnostics& diagnostics) {
  std::vector<PublicFigure> figures;
  if (!std::filesystem::exists(absl::StrCat(directory, "/", kFile))) return figures;
  const CsvTable table = LoadSourcedTable(directory, kFile,
                                          {"section", "name", "quantity", "statistic", "unit",
                                           "low", "high", "tolerance_share", "made", "note"},
                                          diagnostics);
  if (!table.has_column("quantity")) return figures;
  for (std::size_t row = 0; row < table.size(); ++row) {
    CheckWord(table, row, "section", {"calibration", "hindcast"}, diagnostics);
    CheckWord(table, row, "statistic", {"median", "together", "once_in_8_years", "none"},
              diagnostics);
    CheckWord(table, row, "made", {"fitted", "predicted"}, diagnostics);
    PublicFigure figure{.section = table.Text(row, "section"),
                        .name = table.RequiredText(row, "name", diagnostics),
                        .quantity = table.Text(row, "quantity"),
                        .statistic = table.Text(row, "statistic"),
                        .unit = table.Text(row, "unit"),
                        .values = {table.Number(row, "low", -kWidest, kWidest, diagnostics),
                                   table.Number(row, "high", -kWidest, kWidest, diagnostics)},
                        .tolerance_share = table.Number(row, "tolerance_share", 0, 1, diagnostics),
                        .is_fitted = table.Text(row, "made") == "fitted",
                        .note = table.Text(row, "note"),
                        .source = table.Text(row, "source")};
    if (figure.values[0] > figure.values[1]) {
      table.Report(row, "low", "the lowest figure is above the highest", diagnostics);
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

bool IsMet(const PublicFigure& figure, double value) {
  const auto [low, high] = figure.values;
  return value >= low - figure.tolerance_share * std::abs(low) &&
         value <= high + figure.tolerance_share * std::abs(high);
}

}  // namespace data

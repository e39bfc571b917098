#include "data/csv_reader.h"

#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/text_file.h"
#include "data/utf8.h"

namespace data {
namespace {

constexpr std::size_t kMaxRows = 1000000;
constexpr std::size_t kMaxFieldBytes = 16 << 10;

const std::string& Empty() {
  static const auto* empty = new std::string();
  return *empty;
}

void CheckUtf8(std::vector<std::string>& fields, const std::string& shown_name, int line,
               const std::vector<std::string>& header, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!ReplaceInvalidUtf8(fields[i])) continue;
    diagnostics.push_back({shown_name, line, static_cast<int>(i) + 1,
                           i < header.size() ? header[i] : "", "is not UTF-8"});
  }
}

// Takes records off the front of a text and keeps count of lines.
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  }

  bool at_end() const { return text_.empty(); }
  int line() const { return line_; }

  bool SkipNote() {
    if (text_.empty() || text_[0] != '#') return false;
    const std::size_t end = text_.find('\n');
    text_.remove_prefix(end == absl::string_view::npos ? text_.size() : end + 1);
    ++line_;
    return true;
  }

  /// False when a quote is never closed or a field is too long; then `problem` says so.
  bool NextRecord(std::vector<std::string>& fields, std::string& problem) {
    fields.clear();
    std::string field;
    bool is_quoted = false;
    while (!text_.empty()) {
      const char c = text_[0];
      text_.remove_prefix(1);
      if (c == '\n') ++line_;
      if (is_quoted) {
        if (c != '"') {
          field.push_back(c);
        } else if (!text_.empty() && text_[0] == '"') {
          field.push_back('"');
          text_.remove_prefix(1);
        } else {
          is_quoted = false;
        }
      } else if (c == '"' && field.empty()) {
        is_quoted = true;
      } else if (c == ',') {
        fields.push_back(std::move(field));
        field.clear();
      } else if (c == '\n') {
        break;
      } else if (c != '\r') {
        field.push_back(c);
      }
      if (field.size() > kMaxFieldBytes) {
        problem = absl::StrCat("a field is longer than ", kMaxFieldBytes, " bytes");
        return false;
      }
    }
    if (is_quoted) {
      problem = "a quote is never closed";
      return false;
    }
    fields.push_back(std::move(field));
    return true;
  }

 private:
  absl::string_view text_;
  int line_ = 1;
};

}  // namespace

CsvTable CsvTable::Load(const std::string& path, const std::string& shown_name,
                        const std::vector<std::string>& required, Diagnostics& diagnostics) {
  const std::optional<std::string> text = ReadTextFile(path, shown_name, diagnostics);
  return text ? Parse(*text, shown_name, required, diagnostics) : CsvTable{};
}

CsvTable CsvTable::Parse(absl::string_view text, const std::string& shown_name,
                         const std::vector<std::string>& required, Diagnostics& diagnostics) {
  CsvTable table;
  table.name_ = shown_name;
  Scanner scanner(text);
  while (scanner.SkipNote()) {
  }
  std::vector<std::string> header;
  std::string problem;
  const int header_line = scanner.line();
  if (scanner.at_end()) {
    diagnostics.push_back({shown_name, header_line, 0, "", "there is no header row"});
    return table;
  }
  if (!scanner.NextRecord(header, problem)) {
    diagnostics.push_back({shown_name, header_line, 0, "", problem});
    return table;
  }
  CheckUtf8(header, shown_name, header_line, {}, diagnostics);
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (!table.columns_.emplace(header[i], i).second) {
      diagnostics.push_back({shown_name, header_line, static_cast<int>(i) + 1, header[i],
                             "the header names this column twice"});
    }
  }
  for (const std::string& column : required) {
    if (!table.has_column(column)) {
      diagnostics.push_back({shown_name, header_line, 0, column, "the column is missing"});
    }
  }
  std::vector<std::string> fields;
  while (!scanner.at_end()) {
    const int line = scanner.line();
    if (!scanner.NextRecord(fields, problem)) {
      diagnostics.push_back({shown_name, line, 0, "", problem});
      return table;
    }
    if (fields.size() == 1 && fields[0].empty()) continue;
    CheckUtf8(fields, shown_name, line, header, diagnostics);
    if (fields.size() != header.size()) {
      diagnostics.push_back(
          {shown_name, line, 0, "",
           absl::StrCat("has ", fields.size(), " fields, the header ", header.size())});
      continue;
    }
    if (table.rows_.size() == kMaxRows) {
      diagnostics.push_back({shown_name, line, 0, "", "the table has more than 1,000,000 rows"});
      return table;
    }
    table.rows_.push_back({line, fields});
  }
  return table;
}

const std::string& CsvTable::Text(std::size_t row, const std::string& column) const {
  const auto found = columns_.find(column);
  return found == columns_.end() ? Empty() : rows_[row].fields[found->second];
}

const std::string& CsvTable::RequiredText(std::size_t row, const std::string& column,
                                          Diagnostics& diagnostics) const {
  const std::string& text = Text(row, column);
  if (text.empty() && has_column(column)) Report(row, column, "is empty", diagnostics);
  return text;
}

double CsvTable::Number(std::size_t row, const std::string& column, double low, double high,
                        Diagnostics& diagnostics) const {
  if (!has_column(column)) return 0.0;  // reported once, with the header
  const std::string& text = Text(row, column);
  double value = 0.0;
  if (!absl::SimpleAtod(text, &value)) {
    Report(row, column, absl::StrCat("'", text, "' is no number"), diagnostics);
    return 0.0;
  }
  if (!std::isfinite(value) || value < low || value > high) {
    Report(row, column, absl::StrCat("is ", text, ", must lie in [", low, ", ", high, "]"),
           diagnostics);
    return 0.0;
  }
  return value;
}

double CsvTable::NumberOr(std::size_t row, const std::string& column, double fallback, double low,
                          double high, Diagnostics& diagnostics) const {
  return Text(row, column).empty() ? fallback : Number(row, column, low, high, diagnostics);
}

bool CsvTable::Flag(std::size_t row, const std::string& column, Diagnostics& diagnostics) const {
  if (!has_column(column)) return false;
  const std::string& text = Text(row, column);
  if (text == "1") return true;
  if (text != "0") {
    Report(row, column, absl::StrCat("is '", text, "', must be 0 or 1"), diagnostics);
  }
  return false;
}

void CsvTable::Report(std::size_t row, const std::string& column, const std::string& problem,
                      Diagnostics& diagnostics) const {
  diagnostics.push_back(Place(row, column));
  diagnostics.back().problem = problem;
}

Diagnostic CsvTable::Place(std::size_t row, const std::string& column) const {
  const auto found = columns_.find(column);
  const int position = found == columns_.end() ? 0 : static_cast<int>(found->second) + 1;
  return {name_, rows_[row].line, position, column, ""};
}

void IdTable::Add(const CsvTable& table, std::size_t row, const std::string& column,
                  Diagnostics& diagnostics) {
  const std::string& id = table.RequiredText(row, column, diagnostics);
  if (!index_.Add(id)) {
    table.Report(row, column,
                 absl::StrCat("'", id, "' is the id of two rows (", index_.kind(), ")"),
                 diagnostics);
  }
}

std::optional<std::size_t> IdTable::Resolve(const CsvTable& table, std::size_t row,
                                            const std::string& column,
                                            Diagnostics& diagnostics) const {
  const std::string& id = table.Text(row, column);
  const auto found = index_.Find(id);
  if (found) return found;
  table.Report(row, column, index_.DescribeUnknown(id, true), diagnostics);
  return std::nullopt;
}

}  // namespace data

#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/id_index.h"

namespace data {

/// A CSV file (RFC 4180, UTF-8) with a header row. Lines before the header that begin with '#' are
/// notes. Every error goes to the diagnostics and reading goes on, so that a person sees all at
/// once.
class CsvTable {
 public:
  /// Reads `path`; `shown_name` stands in diagnostics. `required` columns must be in the header,
  /// and every row must have as many fields as it. Limits: 64 MiB, 1,000,000 rows, 16 KiB a field.
  static CsvTable Load(const std::string& path, const std::string& shown_name,
                       const std::vector<std::string>& required, Diagnostics& diagnostics);
  /// The same from text.
  static CsvTable Parse(absl::string_view text, const std::string& shown_name,
                        const std::vector<std::string>& required, Diagnostics& diagnostics);

  std::size_t size() const { return rows_.size(); }
  bool has_column(const std::string& column) const { return columns_.count(column) != 0; }

  /// The field as it stands; empty for a column that is not there.
  const std::string& Text(std::size_t row, const std::string& column) const;
  /// A text that must not be empty.
  const std::string& RequiredText(std::size_t row, const std::string& column,
                                  Diagnostics& diagnostics) const;
  /// A finite number inside [low, high]; 0 after reporting what is wrong.
  double Number(std::size_t row, const std::string& column, double low, double high,
                Diagnostics& diagnostics) const;
  /// As Number; empty gives `fallback`.
  double NumberOr(std::size_t row, const std::string& column, double fallback, double low,
                  double high, Diagnostics& diagnostics) const;
  /// 0 or 1.
  bool Flag(std::size_t row, const std::string& column, Diagnostics& diagnostics) const;

  void Report(std::size_t row, const std::string& column, const std::string& problem,
              Diagnostics& diagnostics) const;
  /// Where the field stands, with nothing yet said against it.
  Diagnostic Place(std::size_t row, const std::string& column) const;

 private:
  struct Row {
    int line = 0;
    std::vector<std::string> fields;
  };

  std::string name_;
  std::unordered_map<std::string, std::size_t> columns_;
  std::vector<Row> rows_;
};

/// Finds rows by id while tables are read: ids must be unique and references must resolve.
class IdTable {
 public:
  explicit IdTable(std::string kind) : index_(std::move(kind)) {}

  /// Notes the id of the next row and reports a duplicate or an empty one.
  void Add(const CsvTable& table, std::size_t row, const std::string& column,
           Diagnostics& diagnostics);
  /// The row that `column` names; nullopt after reporting it with the nearest ids.
  std::optional<std::size_t> Resolve(const CsvTable& table, std::size_t row,
                                     const std::string& column, Diagnostics& diagnostics) const;

 private:
  IdIndex index_;
};

}  // namespace data

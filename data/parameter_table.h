#pragma once

#include <string>
#include <vector>

#include "data/csv_reader.h"

namespace data {

/// A table of named values: columns parameter, value, unit, source, confidence. Every parameter
/// asked for must occur once; what is never asked for is reported as unknown.
class ParameterTable {
 public:
  ParameterTable(const std::string& directory, const std::string& file_name,
                 Diagnostics& diagnostics);

  /// The value inside [low, high]; 0 after reporting what is wrong.
  double Get(const std::string& parameter, double low, double high);
  /// Values named `prefix` + "01", "02" … (or from "00" for hours) into `values`.
  template <class Array>
  void GetSeries(const std::string& prefix, int first, double low, double high, Array& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = Get(prefix + TwoDigits(first + static_cast<int>(i)), low, high);
    }
  }
  /// Where a parameter's value stands, with nothing yet said against it; the file as a whole when
  /// no row has that name.
  Diagnostic PlaceOf(const std::string& parameter) const;
  /// Reports the rows nobody asked for.
  void ReportUnknown();

 private:
  static std::string TwoDigits(int value);

  std::string file_name_;
  CsvTable table_;
  std::vector<char> used_;
  Diagnostics& diagnostics_;
  bool is_readable_ = true;  ///< false: reported as a whole, not value by value
};

/// Reads a table whose rows must say their source and confidence.
CsvTable LoadSourcedTable(const std::string& directory, const std::string& file_name,
                          std::vector<std::string> required, Diagnostics& diagnostics);

}  // namespace data

#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace data {

/// A matrix by rows; a number is a 1 × 1 matrix. Mixed units: what a column means is its reader's.
struct MatlabMatrix {
  std::size_t row_count = 1;
  std::size_t column_count = 1;
  std::vector<double> values;
  std::vector<int> row_line;  ///< [row] where it stands in the file; empty when computed

  double At(std::size_t row, std::size_t column) const {
    return values[row * column_count + column];
  }
};

/// What a program of assignments leaves behind, by name ("mpc.bus").
struct MatlabVariables {
  std::map<std::string, MatlabMatrix> matrices;
  std::map<std::string, std::string> texts;
};

/// Runs the part of MATLAB that case files use; see data/matpower_reader.h. Cell arrays are read
/// over. Errors: InvalidArgument with line and column of the first thing it cannot understand.
absl::StatusOr<MatlabVariables> RunMatlabProgram(absl::string_view text,
                                                 const std::string& shown_name);

}  // namespace data

#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace data {

/// One thing that is wrong in a file, as precisely as a person needs to mend it.
struct Diagnostic {
  std::string file;
  int line = 0;    ///< 1 is the first; 0: the file as a whole
  int column = 0;  ///< 1 is the first field of the row; 0: the row as a whole
  std::string column_name;
  std::string problem;
  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// "loads.csv:14 column 7 (cold_mw): 'abc' is no number"
std::string ToText(const Diagnostic& diagnostic);

/// OK when there are none, else InvalidArgument with all of them.
absl::Status ToStatus(const Diagnostics& diagnostics);

}  // namespace data

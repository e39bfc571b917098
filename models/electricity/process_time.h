#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace models {

/// How long one step of a connection takes at grid companies today, for sizes [from_mw, to_mw).
struct ProcessTime {
  std::string id;
  std::string step;  ///< guidance, assessment, study, order or build
  double from_mw = 0.0, to_mw = 1e9;
  double low_months = 0.0;
  double high_months = 0.0;                ///< 0: no upper end is told
  double low_mnok = 0.0, high_mnok = 0.0;  ///< rough cost that is told with it; both 0: none
  std::string valid_from, valid_to;        ///< YYYY-MM-DD; as of HoldBackRule
  std::string source;
  std::string confidence;
};
using ProcessTimes = std::vector<ProcessTime>;

/// The rows for a size on a day (YYYY-MM-DD), in the order of the table.
std::vector<const ProcessTime*> FindProcessTimes(const ProcessTimes& times, double requested_mw,
                                                 std::string_view day);

}  // namespace models

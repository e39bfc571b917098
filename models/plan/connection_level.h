#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace models {

/// At which voltage a plan of some MW is usually connected, and what land that takes; a row of
/// connection_levels.csv.
struct ConnectionLevelParams {
  std::string id;
  std::string name_no;
  std::string name_en;
  double most_mw = 0.0;   ///< a plan of more belongs to the next row
  double least_kv = 0.0;  ///< of the busbar that is looked for
  double most_kv = 0.0;
  double unit_mw = 0.8;      ///< what one secondary substation carries
  double unit_low_m2 = 0.0;  ///< land of one
  double unit_high_m2 = 0.0;
  double own_low_m2 = 0.0;  ///< of the station beside them
  double own_high_m2 = 0.0;
  std::string land_no;
  std::string land_en;
  std::string source;
  std::string confidence;
};

using ConnectionLevels = std::vector<ConnectionLevelParams>;

/// Land to set aside.
struct ConnectionLand {
  int substations = 0;
  double low_m2 = 0.0;
  double high_m2 = 0.0;
};

/// The first level that takes the MW. Errors: NotFound when none does.
absl::StatusOr<const ConnectionLevelParams*> FindConnectionLevel(const ConnectionLevels& levels,
                                                                 double power_mw);

///   substations = ⌈P / unit⌉,  land = substations · unit's + the station's own
ConnectionLand CalcConnectionLand(const ConnectionLevelParams& level, double power_mw);

/// Rising MW, ranges that rise. Errors: InvalidArgument with everything.
absl::Status Validate(const ConnectionLevels& levels);

}  // namespace models

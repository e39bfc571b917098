#pragma once

#include <string>

#include "models/base/ids.h"

namespace models {

/// A named place with busbars: what a person calls a station.
struct StationParams {
  std::string id;    ///< opaque and stable: namespace + source id
  std::string name;  ///< display name; not unique
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  std::string county;
  bool is_in_region = true;  ///< false: just outside, kept as an end of border lines
};

/// One busbar of a station at one voltage.
struct BusParams {
  std::string id;
  std::string name;
  StationIndex station;
  double nominal_kv = 0.0;
  double v_min_pu = 0.90;    ///< lower voltage limit, share of nominal
  double v_max_pu = 1.10;    ///< upper voltage limit, share of nominal
  bool is_monitored = true;  ///< false for buses outside the region
};

}  // namespace models

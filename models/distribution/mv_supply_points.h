#pragma once

#include <string>

#include "models/distribution/mv_rules.h"
#include "models/region.h"

namespace models {

/// A busbar of the regional grid that feeds a medium-voltage network, and whom it feeds.
struct MvSupplyPoint {
  BusIndex bus;
  std::string key;  ///< id of the busbar: what its random numbers belong to
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  double nominal_kv = 0.0;  ///< of the feeders
  double cold_mw = 0.0;     ///< general loads alone
  double tan_phi_ratio = 0.0;
  double customer_count = 0.0;
  double town_share = 0.0;  ///< of the customers
  double area_km2 = 0.0;
  double coincidence_limit_share = 0.0;  ///< k∞ of its customers' mix of sectors; 0: the rules'
};

/// k∞ is the mean of the sectors', by their mean power; loads without a mix have the rules'.
/// One point for every busbar inside the region with general loads. People and area of a
/// municipality are split over its busbars as its cold demand is. Feeders have 11 kV where the
/// busbar has at most 50 kV or people live denser than 1,000 per km² (the old networks of the
/// largest towns), 22 kV elsewhere.
Table<MvSupplyIndex, MvSupplyPoint> ListMvSupplyPoints(const Region& region, const MvRules& rules);

}  // namespace models

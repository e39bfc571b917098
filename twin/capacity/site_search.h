#pragma once

#include <optional>
#include <vector>

#include "models/region.h"
#include "twin/capacity/capacity_map.h"

namespace twin::capacity {

/// "Where can so many MW go?"
struct SiteQuestion {
  bool is_generation = false;
  double requested_mw = 0.0;
  double most_h = 0.0;                       ///< cut at most so long a year; 0: firm
  bool accepts_trip = false;                 ///< may be tripped on outage
  std::optional<double> heat_km;             ///< a heat customer must stand this near
  std::optional<models::StationIndex> near;  ///< distances are told from here
  std::size_t most_sites = 50;
};

/// On which terms a site takes the wish.
enum class SiteTerm { kFirm, kCut, kTrip, kLess, kUnknown };

/// The district heating nearest to a site.
struct HeatNearby {
  models::HeatSystemIndex system;
  double distance_km = 0.0;
};

struct Site {
  MapPoint point;
  SiteTerm term = SiteTerm::kUnknown;
  double offered_mw = 0.0;  ///< on that term; of kLess the most that the question's terms allow
  double cut_h = 0.0;       ///< of kCut: the hours a year that its MW are known for
  std::optional<HeatNearby> heat;
  bool is_heat_near = true;  ///< within the question's distance, or none was asked for
  double distance_km = 0.0;  ///< from the question's station
  bool holds = false;        ///< all that was asked for
};

/// Every busbar of the map: those that hold the wish first, better terms before worse, more MW
/// before less, then those that take less, then what is not known yet. A figure is the map's own.
std::vector<Site> RankSites(const models::Region& region, const std::vector<MapPoint>& points,
                            const SiteQuestion& question);

/// Municipality whose load is the largest at a station; invalid where none hangs.
models::MunicipalityIndex FindMunicipality(const models::Region& region,
                                           models::StationIndex station);

}  // namespace twin::capacity

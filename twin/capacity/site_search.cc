#include "twin/capacity/site_search.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "models/base/great_circle.h"

namespace twin::capacity {
namespace {

using models::HeatSystemIndex;
using models::StationParams;

std::optional<HeatNearby> FindHeat(const models::Region& region, const StationParams& station) {
  std::optional<HeatNearby> nearest;
  for (std::size_t i = 0; i < region.heat_systems.size(); ++i) {
    const auto& system = region.heat_systems[HeatSystemIndex(i)];
    const double km =
        models::CalcGreatCircleKm(station.lat_deg, station.lon_deg, system.lat_deg, system.lon_deg);
    if (!nearest.has_value() || km < nearest->distance_km) nearest = {HeatSystemIndex(i), km};
  }
  return nearest;
}

// Best term that takes the wish; else the most that the accepted terms allow.
void SetTerm(const SiteQuestion& question, Site& site) {
  const MapRoom& room = site.point.Room(question.is_generation);
  if (!room.is_known) return;
  site.term = SiteTerm::kFirm;
  site.offered_mw = room.firm_mw;
  const auto offer = [&](SiteTerm term, double mw, double hours) {
    const bool is_enough = site.offered_mw >= question.requested_mw;
    if (is_enough || mw <= site.offered_mw) return;
    site.term = term;
    site.offered_mw = mw;
    site.cut_h = hours;
  };
  for (std::size_t i = 0; room.has_terms && i < kMapHours.size(); ++i) {
    if (kMapHours[i] <= question.most_h) {
      offer(SiteTerm::kCut, room.at_hours_mw[i], kMapHours[i]);
    }
  }
  if (room.has_terms && question.accepts_trip) offer(SiteTerm::kTrip, room.trip_mw, 0.0);
  if (site.offered_mw < question.requested_mw) site.term = SiteTerm::kLess;
}

}  // namespace

models::MunicipalityIndex FindMunicipality(const models::Region& region,
                                           models::StationIndex station) {
  std::map<models::MunicipalityIndex, double> cold_mw;
  for (const models::LoadParams& load : region.grid.loads) {
    if (region.grid.buses[load.bus].station == station && load.municipality.valid()) {
      cold_mw[load.municipality] += load.cold_mw;
    }
  }
  models::MunicipalityIndex largest;
  double most_mw = -1.0;
  for (const auto& [municipality, mw] : cold_mw) {
    if (mw <= most_mw) continue;
    largest = municipality;
    most_mw = mw;
  }
  return largest;
}

std::vector<Site> RankSites(const models::Region& region, const std::vector<MapPoint>& points,
                            const SiteQuestion& question) {
  std::vector<Site> sites;
  for (const MapPoint& point : points) {
    Site site{.point = point};
    const auto& grid = region.grid;
    const StationParams& station = grid.stations[grid.buses[point.bus].station];
    site.heat = FindHeat(region, station);
    site.is_heat_near = !question.heat_km.has_value() ||
                        (site.heat.has_value() && site.heat->distance_km <= *question.heat_km);
    if (question.near.has_value()) {
      const StationParams& from = grid.stations[*question.near];
      site.distance_km =
          models::CalcGreatCircleKm(from.lat_deg, from.lon_deg, station.lat_deg, station.lon_deg);
    }
    SetTerm(question, site);
    site.holds = site.is_heat_near && (site.term == SiteTerm::kFirm ||
                                       site.term == SiteTerm::kCut || site.term == SiteTerm::kTrip);
    sites.push_back(site);
  }
  std::sort(sites.begin(), sites.end(), [](const Site& a, const Site& b) {
    const auto key = [](const Site& site) {
      return std::tuple(!site.holds, !site.is_heat_near, static_cast<int>(site.term), site.cut_h,
                        -site.offered_mw, site.point.bus);
    };
    return key(a) < key(b);
  });
  if (sites.size() > question.most_sites) sites.resize(question.most_sites);
  return sites;
}

}  // namespace twin::capacity

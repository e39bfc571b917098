#include "twin/convert/map_convert.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using capacity::MapPoint;
using capacity::MapRoom;
using capacity::Site;
using capacity::SiteTerm;

using Tuple = std::optional<pb::DeclassifiedCapacity>;

pb::MapFigure ToFigure(const MapRoom& room, const Tuple& told,
                       const capacity::CapacityEngine& engine) {
  pb::MapFigure figure;
  if (told.has_value()) *figure.mutable_declassified() = *told;
  figure.set_is_known(room.is_known);
  if (!room.is_known) return figure;
  figure.set_firm_mw(room.firm_mw);
  figure.set_is_capped(room.is_capped);
  if (room.binding.kind != solvers::LimitKind::kNone) {
    *figure.mutable_binding() = ToLimit(room.binding, engine);
  }
  figure.set_has_terms(room.has_terms);
  if (!room.has_terms) return figure;
  figure.set_trip_on_outage_mw(room.trip_mw);
  for (std::size_t i = 0; i < capacity::kMapHours.size(); ++i) {
    pb::MwAtHours& point = *figure.add_curve();
    point.set_most_h(capacity::kMapHours[i]);
    point.set_mw(room.at_hours_mw[i]);
  }
  return figure;
}

pb::Position PositionOf(const models::ElectricityGrid& grid, models::BusIndex bus) {
  const models::StationParams& station = grid.stations[grid.buses[bus].station];
  pb::Position position;
  position.set_lat_deg(station.lat_deg);
  position.set_lon_deg(station.lon_deg);
  return position;
}

// The better of two rooms; known ones before others.
void KeepBest(const MapRoom& room, MapRoom& best) {
  if (!room.is_known) return;
  if (!best.is_known || room.firm_mw > best.firm_mw) best = room;
}
void KeepBest(const Tuple& told, Tuple& best) {
  if (!told.has_value()) return;
  if (!best.has_value() || told->bucket() > best->bucket()) best = told;
}

pb::SiteTerm ToTerm(SiteTerm term) {
  switch (term) {
    case SiteTerm::kFirm:
      return pb::SITE_TERM_FIRM;
    case SiteTerm::kCut:
      return pb::SITE_TERM_CUT;
    case SiteTerm::kTrip:
      return pb::SITE_TERM_TRIP;
    case SiteTerm::kLess:
      return pb::SITE_TERM_LESS;
    case SiteTerm::kUnknown:
      return pb::SITE_TERM_UNKNOWN;
  }
  return pb::SITE_TERM_UNSPECIFIED;
}

std::string ReasonWords(const Site& site, const capacity::SiteQuestion& question) {
  std::string words;
  switch (site.term) {
    case SiteTerm::kFirm:
      words = absl::StrFormat("%.1f MW firm", site.offered_mw);
      break;
    case SiteTerm::kCut:
      words = absl::StrFormat("%.1f MW when cut at most %.0f hours a year", site.offered_mw,
                              site.cut_h);
      break;
    case SiteTerm::kTrip:
      words = absl::StrFormat("%.1f MW when tripped on outage", site.offered_mw);
      break;
    case SiteTerm::kLess:
      words =
          absl::StrFormat("%.1f of %g MW on these terms", site.offered_mw, question.requested_mw);
      break;
    case SiteTerm::kUnknown:
      return "not computed yet";
  }
  if (question.heat_km.has_value() && !site.is_heat_near) {
    absl::StrAppendFormat(&words, "; no district heating within %g km", *question.heat_km);
  }
  return words;
}

}  // namespace

pb::GetCapacityMapResponse ToProto(const capacity::CapacityMap& map, const CellTuples& cells,
                                   const capacity::CapacityEngine& engine) {
  const models::Region& region = engine.region();
  pb::GetCapacityMapResponse response;
  response.set_planning_year(engine.key().planning_year);
  response.set_data_notice(region.notice);
  const capacity::CapacityMap::Progress progress = map.progress();
  response.set_figure_count(static_cast<int>(progress.total));
  response.set_known_count(static_cast<int>(progress.known));
  response.set_with_terms_count(static_cast<int>(progress.with_terms));
  struct Sum {
    int busbars = 0;
    MapRoom load, generation;
    Tuple told;
  };
  std::map<models::MunicipalityIndex, Sum> sums;
  std::map<models::StationIndex, models::MunicipalityIndex> of;
  for (const MapPoint& point : map.Points()) {
    const models::BusParams& bus = region.grid.buses[point.bus];
    const auto [place, is_new] = of.try_emplace(bus.station);
    if (is_new) place->second = capacity::FindMunicipality(region, bus.station);
    pb::MapStation& station = *response.add_stations();
    station.set_bus_id(bus.id);
    station.set_bus_name(bus.name);
    station.set_nominal_kv(bus.nominal_kv);
    *station.mutable_position() = PositionOf(region.grid, point.bus);
    const Tuple told = cells(point.bus);
    *station.mutable_load() = ToFigure(point.load, told, engine);
    *station.mutable_generation() = ToFigure(point.generation, told, engine);
    if (!place->second.valid()) continue;
    station.set_municipality_id(region.municipalities[place->second].id);
    Sum& sum = sums[place->second];
    ++sum.busbars;
    KeepBest(point.load, sum.load);
    KeepBest(point.generation, sum.generation);
    KeepBest(told, sum.told);
  }
  for (const auto& [index, sum] : sums) {
    pb::MapMunicipality& municipality = *response.add_municipalities();
    municipality.set_municipality_id(region.municipalities[index].id);
    municipality.set_name(region.municipalities[index].name);
    municipality.set_busbar_count(sum.busbars);
    *municipality.mutable_best_load() = ToFigure(sum.load, sum.told, engine);
    *municipality.mutable_best_generation() = ToFigure(sum.generation, sum.told, engine);
  }
  return response;
}

pb::FindSitesResponse ToProto(const std::vector<Site>& sites, const CellTuples& cells,
                              const capacity::SiteQuestion& question,
                              const capacity::CapacityEngine& engine) {
  const models::Region& region = engine.region();
  pb::FindSitesResponse response;
  response.set_planning_year(engine.key().planning_year);
  response.set_data_notice(region.notice);
  for (const Site& site : sites) {
    const models::BusParams& bus = region.grid.buses[site.point.bus];
    pb::CapacitySite& told = *response.add_sites();
    told.set_rank(response.sites_size());
    told.set_bus_id(bus.id);
    told.set_bus_name(bus.name);
    told.set_nominal_kv(bus.nominal_kv);
    *told.mutable_position() = PositionOf(region.grid, site.point.bus);
    const auto municipality = capacity::FindMunicipality(region, bus.station);
    if (municipality.valid()) told.set_municipality(region.municipalities[municipality].name);
    told.set_holds(site.holds);
    told.set_term(ToTerm(site.term));
    told.set_offered_mw(site.offered_mw);
    told.set_cut_h(site.cut_h);
    *told.mutable_figure() =
        ToFigure(site.point.Room(question.is_generation), cells(site.point.bus), engine);
    told.set_distance_km(site.distance_km);
    told.set_reason(ReasonWords(site, question));
    if (!site.heat.has_value()) continue;
    const models::HeatSystemParams& heat = region.heat_systems[site.heat->system];
    pb::HeatMatch& match = *told.mutable_heat();
    match.set_heat_system_id(heat.id);
    match.set_name(heat.name);
    match.set_distance_km(site.heat->distance_km);
    match.set_heat_max_mw(heat.buildings.heat_max_mw);
    match.set_hot_water_mw(heat.buildings.hot_water_mw);
  }
  return response;
}

}  // namespace twin::convert

#include "models/distribution/mv_supply_points.h"

#include <map>

namespace models {
namespace {

constexpr double kLowPrimaryKv = 50.0;
constexpr double kDensePeoplePerKm2 = 1000.0;

struct Sum {
  double cold_mw = 0.0;
  double cold_mvar = 0.0;
  double people_count = 0.0;
  double town_people_count = 0.0;
  double area_km2 = 0.0;
  double mix_mw = 0.0;  ///< mean power by sector
  double coincident_mw = 0.0;
};

void AddMix(const SectorModel& model, const LoadParams& load, Sum& sum) {
  if (!model.is_given || !load.sector_ratio.has_value()) return;
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    const double mean_mw = (*load.sector_ratio)[s] * load.cold_mw;
    sum.mix_mw += mean_mw;
    sum.coincident_mw += mean_mw * model.sectors[s].coincidence_share;
  }
}

}  // namespace

Table<MvSupplyIndex, MvSupplyPoint> ListMvSupplyPoints(const Region& region, const MvRules& rules) {
  Table<MunicipalityIndex, double> municipal_mw(region.municipalities.size(), 0.0);
  for (const LoadParams& load : region.grid.loads) {
    if (load.kind == LoadKind::kGeneral) municipal_mw[load.municipality] += load.cold_mw;
  }
  std::map<BusIndex, Sum> sums;
  for (const LoadParams& load : region.grid.loads) {
    const BusParams& bus = region.grid.buses[load.bus];
    if (load.kind != LoadKind::kGeneral || !(load.cold_mw > 0.0)) continue;
    if (!region.grid.stations[bus.station].is_in_region) continue;
    const MunicipalityParams& municipality = region.municipalities[load.municipality];
    const double share = load.cold_mw / municipal_mw[load.municipality];
    const double people = share * municipality.population_count;
    Sum& sum = sums[load.bus];
    sum.cold_mw += load.cold_mw;
    sum.cold_mvar += load.cold_mw * load.cold_tan_phi_ratio;
    sum.people_count += people;
    sum.town_people_count +=
        people * CalcTownShare(rules, municipality.area_km2 > 0.0
                                          ? municipality.population_count / municipality.area_km2
                                          : 0.0);
    sum.area_km2 += share * municipality.area_km2;
    AddMix(region.demand.sector_model, load, sum);
  }
  Table<MvSupplyIndex, MvSupplyPoint> points;
  for (const auto& [bus, sum] : sums) {
    const StationParams& station = region.grid.stations[region.grid.buses[bus].station];
    const bool is_dense = sum.people_count > kDensePeoplePerKm2 * sum.area_km2;
    points.Add(
        {.bus = bus,
         .key = region.grid.buses[bus].id,
         .lat_deg = station.lat_deg,
         .lon_deg = station.lon_deg,
         .nominal_kv = region.grid.buses[bus].nominal_kv <= kLowPrimaryKv || is_dense ? 11.0 : 22.0,
         .cold_mw = sum.cold_mw,
         .tan_phi_ratio = sum.cold_mvar / sum.cold_mw,
         .customer_count = sum.people_count * rules.customers_per_person_ratio,
         .town_share = sum.people_count > 0.0 ? sum.town_people_count / sum.people_count : 0.0,
         .area_km2 = sum.area_km2,
         .coincidence_limit_share = sum.mix_mw > 0.0 ? sum.coincident_mw / sum.mix_mw : 0.0});
  }
  return points;
}

}  // namespace models

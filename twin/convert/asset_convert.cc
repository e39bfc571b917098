#include "twin/convert/asset_convert.h"

#include <algorithm>

#include "twin/convert/heat_frame_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::AssetKind KindOf(const models::BranchParams& branch) {
  switch (branch.kind) {
    case models::BranchKind::kLine:
    case models::BranchKind::kCable:
      return pb::ASSET_KIND_LINE;
    case models::BranchKind::kTransformer:
      return pb::ASSET_KIND_TRANSFORMER;
    case models::BranchKind::kEquivalent:
      return pb::ASSET_KIND_EXTERNAL_EQUIVALENT;
  }
  return pb::ASSET_KIND_UNSPECIFIED;
}

void FillStation(const models::StationParams& station, pb::Asset& asset) {
  asset.set_id(station.id);
  asset.set_name(station.name);
  asset.mutable_position()->set_lat_deg(station.lat_deg);
  asset.mutable_position()->set_lon_deg(station.lon_deg);
  asset.set_is_in_region(station.is_in_region);
}

void FillAtBus(const models::Region& region, models::BusIndex index, pb::Asset& asset) {
  const models::BusParams& bus = region.grid.buses[index];
  const models::StationParams& station = region.grid.stations[bus.station];
  asset.set_station_id(station.id);
  asset.set_nominal_kv(bus.nominal_kv);
  asset.set_is_in_region(station.is_in_region);
}

void FillBus(const models::Region& region, models::BusIndex index, pb::Asset& asset) {
  const models::BusParams& bus = region.grid.buses[index];
  asset.set_id(bus.id);
  asset.set_name(bus.name);
  FillAtBus(region, index, asset);
  asset.mutable_bus()->set_v_min_pu(bus.v_min_pu);
  asset.mutable_bus()->set_v_max_pu(bus.v_max_pu);
}

void FillBranch(const models::Region& region, const models::BranchParams& branch,
                pb::Asset& asset) {
  const models::ElectricityGrid& grid = region.grid;
  const models::BusParams& from = grid.buses[branch.from];
  const models::BusParams& to = grid.buses[branch.to];
  asset.set_id(branch.id);
  asset.set_name(branch.name);
  asset.set_from_station_id(grid.stations[from.station].id);
  asset.set_to_station_id(grid.stations[to.station].id);
  asset.set_nominal_kv(std::max(from.nominal_kv, to.nominal_kv));
  asset.set_length_km(branch.length_km);
  asset.set_is_synthetic(branch.is_synthetic);
  asset.set_is_in_region(branch.is_monitored);
  pb::BranchDetail& detail = *asset.mutable_branch();
  detail.set_from_bus_id(from.id);
  detail.set_to_bus_id(to.id);
  detail.set_r_ohm(branch.r_ohm);
  detail.set_x_ohm(branch.x_ohm);
  detail.set_b_siemens(branch.b_siemens);
  detail.set_rating_summer_mva(branch.rating.summer_mva);
  detail.set_rating_mild_mva(branch.rating.mild_mva);
  detail.set_rating_cold_mva(branch.rating.cold_mva);
}

void FillGenerator(const models::Region& region, const models::GeneratorParams& generator,
                   pb::Asset& asset) {
  asset.set_id(generator.id);
  asset.set_name(generator.name);
  FillAtBus(region, generator.bus, asset);
  asset.set_p_max_mw(generator.p_max_mw);
  asset.set_price_area(generator.price_area);
}

void FillLoad(const models::Region& region, const models::LoadParams& load, pb::Asset& asset) {
  asset.set_id(load.id);
  asset.set_name(load.name);
  FillAtBus(region, load.bus, asset);
}

}  // namespace

AssetList::AssetList(const models::Region& region, const std::vector<pb::AssetKind>& kinds)
    : region_(region) {
  const auto add = [&](pb::AssetKind kind, std::size_t index) {
    const bool is_wanted =
        kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    if (is_wanted) rows_.push_back({kind, index});
  };
  const models::ElectricityGrid& grid = region.grid;
  for (std::size_t i = 0; i < grid.stations.size(); ++i) add(pb::ASSET_KIND_STATION, i);
  for (std::size_t i = 0; i < grid.buses.size(); ++i) add(pb::ASSET_KIND_BUS, i);
  for (std::size_t i = 0; i < grid.branches.size(); ++i) {
    add(KindOf(grid.branches[models::BranchIndex(i)]), i);
  }
  for (std::size_t i = 0; i < grid.generators.size(); ++i) add(pb::ASSET_KIND_GENERATOR, i);
  for (std::size_t i = 0; i < grid.loads.size(); ++i) add(pb::ASSET_KIND_LOAD, i);
}

pb::Asset AssetList::At(std::size_t position) const {
  const auto [kind, index] = rows_[position];
  const models::ElectricityGrid& grid = region_.grid;
  pb::Asset asset;
  asset.set_kind(kind);
  switch (kind) {
    case pb::ASSET_KIND_STATION:
      FillStation(grid.stations[models::StationIndex(index)], asset);
      break;
    case pb::ASSET_KIND_BUS:
      FillBus(region_, models::BusIndex(index), asset);
      break;
    case pb::ASSET_KIND_GENERATOR:
      FillGenerator(region_, grid.generators[models::GeneratorIndex(index)], asset);
      break;
    case pb::ASSET_KIND_LOAD:
      FillLoad(region_, grid.loads[models::LoadIndex(index)], asset);
      break;
    default:
      FillBranch(region_, grid.branches[models::BranchIndex(index)], asset);
      break;
  }
  return asset;
}

pb::LargeLoadStatus ToLargeLoadStatus(models::LargeLoadStatus status) {
  switch (status) {
    case models::LargeLoadStatus::kOperating:
      return pb::LARGE_LOAD_STATUS_OPERATING;
    case models::LargeLoadStatus::kReserved:
      return pb::LARGE_LOAD_STATUS_RESERVED;
    case models::LargeLoadStatus::kQueue:
      return pb::LARGE_LOAD_STATUS_QUEUE;
    case models::LargeLoadStatus::kAnnounced:
      return pb::LARGE_LOAD_STATUS_ANNOUNCED;
    case models::LargeLoadStatus::kClosed:
      return pb::LARGE_LOAD_STATUS_CLOSED;
  }
  return pb::LARGE_LOAD_STATUS_UNSPECIFIED;
}

pb::LargeLoad ToLargeLoad(const models::Region& region, models::LargeLoadIndex large) {
  const models::LargeLoadParams& params = region.large_loads[large];
  pb::LargeLoad result;
  result.set_id(params.id);
  result.set_name(params.name);
  result.set_sector(std::string(models::SectorId(params.sector)));
  if (params.municipality.valid()) {
    result.set_municipality_id(region.municipalities[params.municipality].id);
  }
  result.set_status(ToLargeLoadStatus(params.status));
  result.set_size_mw(params.size_mw);
  result.set_from_year(params.from_year);
  result.set_is_drawn(params.drawn_by.valid());
  const models::BusIndex bus =
      params.drawn_by.valid() ? region.grid.loads[params.drawn_by].bus : params.bus;
  if (!bus.valid()) return result;
  pb::LargeLoadConnection& connection = *result.mutable_connection();
  connection.set_bus_id(region.grid.buses[bus].id);
  connection.set_nominal_kv(region.grid.buses[bus].nominal_kv);
  if (params.drawn_by.valid()) connection.set_load_id(region.grid.loads[params.drawn_by].id);
  connection.set_is_synthetic(!params.drawn_by.valid());
  return result;
}

pb::HeatSystem ToHeatSystem(const models::Region& region, models::HeatSystemIndex system) {
  const models::HeatSystemParams& params = region.heat_systems[system];
  pb::HeatSystem result;
  result.set_id(params.id);
  result.set_name(params.name);
  result.mutable_position()->set_lat_deg(params.lat_deg);
  result.mutable_position()->set_lon_deg(params.lon_deg);
  for (const models::HeatPlantParams& plant : params.plants) {
    auto* sent = result.add_plants();
    sent->set_id(plant.id);
    sent->set_name(plant.name);
    sent->set_source(ToHeatSource(plant.kind));
    sent->set_heat_max_mw(plant.heat_max_mw);
    sent->set_uses_electricity(plant.uses_electricity);
    if (region.grid.buses.contains(plant.bus)) {
      sent->set_bus_id(region.grid.buses[plant.bus].id);
    }
  }
  result.set_accumulator_capacity_mwh(params.accumulator.capacity_mwh);
  result.set_accumulator_power_max_mw(params.accumulator.power_max_mw);
  return result;
}

}  // namespace twin::convert

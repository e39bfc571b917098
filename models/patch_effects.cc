#include "models/patch_effects.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "models/base/great_circle.h"

namespace models {
namespace {

constexpr double kMinutesPerHour = 60.0;
constexpr Minute kMinutesInHour = 60;

/// A part of a quarter in time.
struct Span {
  Minute from = 0;
  Minute to = 0;
};

bool InForce(const Patch& patch, const Span& span) {
  return patch.from <= span.from && span.from < patch.to;
}

struct Composer {
  const AssetNames& names;
  PatchEffects& effects;

  void operator()(const Outage& outage) const {
    const auto asset = names.Find(outage.element_id, OutageKinds());
    if (!asset.ok()) return;
    switch (asset->kind) {
      case AssetKind::kBranch:
        effects.branch_out[BranchIndex(asset->row)] = 1;
        break;
      case AssetKind::kGenerator:
        effects.generator_out[GeneratorIndex(asset->row)] = 1;
        break;
      default:
        effects.heat_plant_out[asset->heat_system.value()][asset->row] = 1;
        break;
    }
  }
  void operator()(const TemperatureShift&) const {}
  void operator()(const DemandChange&) const {}
  void operator()(const GridOrder& order) const {
    const auto asset = names.Find(order.heat_system_id, {AssetKind::kHeatSystem});
    if (!asset.ok()) return;
    double& limit_mw = effects.electricity_max_mw[HeatSystemIndex(asset->row)];
    limit_mw = std::min(limit_mw, order.electricity_max_mw);
  }
  void operator()(const ReserveActivation&) const {}
  void operator()(const PlantReduction& reduction) const {
    const auto asset = names.Find(reduction.heat_plant_id, {AssetKind::kHeatPlant});
    if (!asset.ok()) return;
    double& share = effects.heat_plant_share[asset->heat_system.value()][asset->row];
    share = std::min(share, reduction.available_share);
  }
  void operator()(const PriceChange&) const {}
  void operator()(const PriceSeries&) const {}
  void operator()(const HeatConversion&) const {}
  void operator()(const NewSurplusSource&) const {}
  void operator()(const WeatherChange&) const {}
  void operator()(const Switching& switching) const {
    const auto asset = names.Find(switching.branch_id, {AssetKind::kBranch});
    if (!asset.ok()) return;
    auto& table = switching.is_closed ? effects.branch_closed : effects.branch_out;
    table[BranchIndex(asset->row)] = 1;
  }
  void operator()(const NewGeneration&) const {}
  void operator()(const Battery&) const {}
  void operator()(const HeatPlanOrder&) const {}
  void operator()(const DemandResponse&) const {}
};

// Sums and products must not depend on the order in which patches were applied: they are taken by
// size, and where sizes are equal the order makes no difference.
template <class OneChange, class Less, class Add>
void AddInOrder(std::span<const Patch> patches, const Span& span, Less less, Add add) {
  std::vector<OneChange> changes;
  for (const Patch& patch : patches) {
    const auto* change = std::get_if<OneChange>(&patch.change);
    if (change != nullptr && InForce(patch, span)) changes.push_back(*change);
  }
  std::sort(changes.begin(), changes.end(), less);
  for (const OneChange& change : changes) add(change);
}

// What one patch adds to the demand of one bus.
struct BusDemandChange {
  BusIndex bus;
  double demand_mw = 0.0;
  double demand_mvar = 0.0;
};

double CalcResponseMw(const Patch& patch, const DemandResponse& response, const Span& span) {
  if (InForce(patch, span)) return -response.cut_mw;
  const Minute rebound = ReboundMinutes(response);
  if (span.from < patch.to || span.from >= patch.to + rebound) return 0.0;
  return response.cut_mw * response.rebound_share * static_cast<double>(patch.to - patch.from) /
         static_cast<double>(rebound);
}

// Empty when the patch does nothing to a bus in this time.
std::optional<BusDemandChange> FindBusDemand(const Patch& patch, const AssetNames& names,
                                             const Span& span) {
  const auto at = [&](const std::string& bus_id, double demand_mw, double demand_mvar) {
    const auto asset = names.Find(bus_id, {AssetKind::kBus});
    return asset.ok() ? std::optional(BusDemandChange{BusIndex(asset->row), demand_mw, demand_mvar})
                      : std::nullopt;
  };
  if (const auto* response = std::get_if<DemandResponse>(&patch.change)) {
    return at(response->bus_id, CalcResponseMw(patch, *response, span), 0.0);
  }
  if (!InForce(patch, span)) return std::nullopt;
  if (const auto* change = std::get_if<DemandChange>(&patch.change)) {
    return at(change->bus_id, change->demand_mw, change->demand_mvar);
  }
  if (const auto* battery = std::get_if<Battery>(&patch.change)) {
    return at(battery->bus_id, CalcBatteryDemandMw(*battery, span.from, span.to), 0.0);
  }
  return std::nullopt;
}

void ComposeDemand(std::span<const Patch> patches, const AssetNames& names, const Span& span,
                   PatchEffects& effects) {
  std::vector<BusDemandChange> changes;
  for (const Patch& patch : patches) {
    if (const auto change = FindBusDemand(patch, names, span)) changes.push_back(*change);
  }
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    return std::tie(a.demand_mw, a.demand_mvar) < std::tie(b.demand_mw, b.demand_mvar);
  });
  for (const BusDemandChange& change : changes) {
    effects.demand_mw[change.bus] += change.demand_mw;
    effects.demand_mvar[change.bus] += change.demand_mvar;
  }
}

// The nearest place, or the nearest with a record of wind; invalid when there is none.
PlaceIndex FindPlace(const Region& region, BusIndex bus, bool has_wind) {
  const StationParams& station = region.grid.stations[region.grid.buses[bus].station];
  PlaceIndex nearest;
  double nearest_km = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < region.places.size(); ++i) {
    const PlaceParams& place = region.places[PlaceIndex(i)];
    if (has_wind && place.wind_m_per_s[0] <= 0.0) continue;
    const double distance_km =
        CalcGreatCircleKm(station.lat_deg, station.lon_deg, place.lat_deg, place.lon_deg);
    if (distance_km >= nearest_km) continue;
    nearest_km = distance_km;
    nearest = PlaceIndex(i);
  }
  return nearest;
}

void ComposeGeneration(std::span<const Patch> patches, const Region& region,
                       const AssetNames& names, const Span& span, PatchEffects& effects) {
  const auto key = [](const NewGeneration& g) {
    return std::tie(g.power_max_mw, g.source, g.bus_id);
  };
  AddInOrder<NewGeneration>(
      patches, span, [&](const auto& a, const auto& b) { return key(a) < key(b); },
      [&](const NewGeneration& generation) {
        const auto asset = names.Find(generation.bus_id, {AssetKind::kBus});
        if (!asset.ok()) return;
        const BusIndex bus(asset->row);
        PlaceIndex place = FindPlace(region, bus, generation.source == AddedSource::kWind);
        if (!place.valid()) place = FindPlace(region, bus, false);
        effects.generation.push_back({.bus = bus,
                                      .place = place,
                                      .source = generation.source,
                                      .power_max_mw = generation.power_max_mw});
      });
}

void ComposeSums(std::span<const Patch> patches, const AssetNames& names, const Span& span,
                 PatchEffects& effects) {
  AddInOrder<PriceChange>(
      patches, span,
      [](const PriceChange& a, const PriceChange& b) {
        return std::tie(a.price_ratio, a.offset_nok_per_mwh) <
               std::tie(b.price_ratio, b.offset_nok_per_mwh);
      },
      [&effects](const PriceChange& change) {
        effects.price_ratio *= change.price_ratio;
        effects.price_offset_nok_per_mwh += change.offset_nok_per_mwh;
      });
  const auto by_ratio = [](const WeatherChange& c) {
    return std::tie(c.ratios.wind_ratio, c.ratios.sun_ratio, c.ratios.inflow_ratio);
  };
  AddInOrder<WeatherChange>(
      patches, span, [&](const auto& a, const auto& b) { return by_ratio(a) < by_ratio(b); },
      [&effects](const WeatherChange& change) {
        effects.weather_ratios.wind_ratio *= change.ratios.wind_ratio;
        effects.weather_ratios.sun_ratio *= change.ratios.sun_ratio;
        effects.weather_ratios.inflow_ratio *= change.ratios.inflow_ratio;
      });
  AddInOrder<ReserveActivation>(
      patches, span,
      [](const ReserveActivation& a, const ReserveActivation& b) {
        return a.electricity_cut_mw < b.electricity_cut_mw;
      },
      [&](const ReserveActivation& reserve) {
        const auto asset = names.Find(reserve.heat_system_id, {AssetKind::kHeatSystem});
        if (!asset.ok()) return;
        effects.reserve_cut_mw[HeatSystemIndex(asset->row)] += reserve.electricity_cut_mw;
      });
}

void AddConversion(const HeatConversion& conversion, const AssetNames& names,
                   PatchEffects& effects) {
  const auto bus = names.Find(conversion.bus_id, {AssetKind::kBus});
  const auto system = names.Find(conversion.heat_system_id, {AssetKind::kHeatSystem});
  if (!bus.ok() || !system.ok()) return;
  effects.heat_extras[HeatSystemIndex(system->row)].buildings.push_back(
      {.bus = BusIndex(bus->row),
       .design_heat_mw = conversion.design_heat_mw,
       .former = conversion.former});
}

void AddSource(const NewSurplusSource& source, const Region& region, const AssetNames& names,
               PatchEffects& effects) {
  SurplusSourceParams added;
  if (!source.surplus_source_id.empty()) {
    const auto known = names.Find(source.surplus_source_id, {AssetKind::kSurplusSource});
    if (!known.ok()) return;
    added = region.surplus_sources[SurplusSourceIndex(known->row)];
  } else {
    const auto bus = names.Find(source.bus_id, {AssetKind::kBus});
    if (!bus.ok()) return;
    added = {.id = "new",
             .name = "new",
             .winter_degc = source.source_degc,
             .summer_degc = source.source_degc,
             .cooled_to_degc = source.cooled_to_degc,
             .heat_mw = source.heat_mw,
             .is_operating = true,
             .bus = BusIndex(bus->row)};
  }
  HeatSystemIndex taker = added.heat_system;
  if (!source.heat_system_id.empty()) {
    const auto system = names.Find(source.heat_system_id, {AssetKind::kHeatSystem});
    if (!system.ok()) return;
    taker = HeatSystemIndex(system->row);
  }
  auto& sources = effects.heat_extras[taker].sources;
  const bool is_known = !source.surplus_source_id.empty();
  const bool is_there = std::any_of(sources.begin(), sources.end(), [&](const auto& other) {
    return is_known && other.id == added.id;
  });
  if (!is_there) sources.push_back(std::move(added));  // nobody takes a source's heat twice
}

void ComposeHeat(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                 const Span& span, PatchEffects& effects) {
  const auto by_conversion = [](const HeatConversion& c) {
    return std::tie(c.design_heat_mw, c.bus_id, c.heat_system_id, c.former);
  };
  AddInOrder<HeatConversion>(
      patches, span,
      [&](const auto& a, const auto& b) { return by_conversion(a) < by_conversion(b); },
      [&](const HeatConversion& conversion) { AddConversion(conversion, names, effects); });
  const auto by_source = [](const NewSurplusSource& s) {
    return std::tie(s.heat_mw, s.source_degc, s.cooled_to_degc, s.surplus_source_id, s.bus_id,
                    s.heat_system_id);
  };
  AddInOrder<NewSurplusSource>(
      patches, span, [&](const auto& a, const auto& b) { return by_source(a) < by_source(b); },
      [&](const NewSurplusSource& source) { AddSource(source, region, names, effects); });
}

// Of the plans in force for a system the one that begins last; of those the one with the last id.
void ComposePlans(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                  const Span& span, PatchEffects& effects) {
  Table<HeatSystemIndex, const Patch*> followed(region.heat_systems.size(), nullptr);
  for (const Patch& patch : patches) {
    const auto* plan = std::get_if<HeatPlanOrder>(&patch.change);
    if (plan == nullptr || !InForce(patch, span)) continue;
    const auto asset = names.Find(plan->heat_system_id, {AssetKind::kHeatSystem});
    if (!asset.ok()) continue;
    const Patch*& newest = followed[HeatSystemIndex(asset->row)];
    if (newest == nullptr || std::tie(newest->from, newest->id) < std::tie(patch.from, patch.id)) {
      newest = &patch;
    }
  }
  for (std::size_t i = 0; i < followed.size(); ++i) {
    const HeatSystemIndex system(i);
    if (followed[system] == nullptr) continue;
    const auto& plan = std::get<HeatPlanOrder>(followed[system]->change);
    const auto hour =
        static_cast<std::size_t>((span.from - followed[system]->from) / kMinutesInHour);
    // Other plants than the region's: made for another region, not followed.
    if (hour >= plan.hours.size() ||
        plan.hours[hour].plant_runs.size() != region.heat_systems[system].plants.size()) {
      continue;
    }
    effects.heat_plan[system] = plan.hours[hour];
  }
}

// Of the price series in force the one that begins last; of those the one with the last id.
void ComposePriceSeries(std::span<const Patch> patches, const Span& span, PatchEffects& effects) {
  const Patch* newest = nullptr;
  for (const Patch& patch : patches) {
    if (!std::holds_alternative<PriceSeries>(patch.change) || !InForce(patch, span)) continue;
    if (newest == nullptr || std::tie(newest->from, newest->id) < std::tie(patch.from, patch.id)) {
      newest = &patch;
    }
  }
  if (newest == nullptr) return;
  const auto& hours = std::get<PriceSeries>(newest->change).hours_nok_per_mwh;
  const auto hour = static_cast<std::size_t>((span.from - newest->from) / kMinutesInHour);
  if (hour < hours.size()) effects.price_nok_per_mwh = hours[hour];
}

PatchEffects MakeNoEffects(const Region& region) {
  PatchEffects effects;
  effects.branch_out = Table<BranchIndex, char>(region.grid.branches.size());
  effects.branch_closed = Table<BranchIndex, char>(region.grid.branches.size());
  effects.generator_out = Table<GeneratorIndex, char>(region.grid.generators.size());
  for (const HeatSystemParams& system : region.heat_systems) {
    effects.heat_plant_out.emplace_back(system.plants.size(), 0);
    effects.heat_plant_share.emplace_back(system.plants.size(), 1.0);
  }
  effects.demand_mw = Table<BusIndex, double>(region.grid.buses.size());
  effects.demand_mvar = Table<BusIndex, double>(region.grid.buses.size());
  effects.electricity_max_mw =
      Table<HeatSystemIndex, double>(region.heat_systems.size(), kNoElectricityLimitMw);
  effects.reserve_cut_mw = Table<HeatSystemIndex, double>(region.heat_systems.size());
  effects.heat_plan = Table<HeatSystemIndex, HeatPlanStep>(region.heat_systems.size());
  effects.heat_extras = Table<HeatSystemIndex, HeatSystemExtras>(region.heat_systems.size());
  return effects;
}

}  // namespace

PatchEffects Compose(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                     Quarter quarter, const QuarterPart& part) {
  const Span span{part.begin_minute(quarter), part.end_minute(quarter)};
  PatchEffects effects = MakeNoEffects(region);
  for (const Patch& patch : patches) {
    if (const auto* shift = std::get_if<TemperatureShift>(&patch.change)) {
      effects.temperature_offsets.push_back(
          {patch.from, patch.to, shift->offset_k,
           static_cast<Minute>(std::lround(shift->ramp_h * kMinutesPerHour))});
    }
    if (InForce(patch, span)) std::visit(Composer{names, effects}, patch.change);
  }
  ComposeDemand(patches, names, span, effects);
  ComposeGeneration(patches, region, names, span, effects);
  ComposePlans(patches, region, names, span, effects);
  ComposeSums(patches, names, span, effects);
  ComposePriceSeries(patches, span, effects);
  ComposeHeat(patches, region, names, span, effects);
  // A sum of offsets must not depend on the order in which patches were applied.
  std::sort(effects.temperature_offsets.begin(), effects.temperature_offsets.end(),
            [](const TemperatureOffset& a, const TemperatureOffset& b) {
              return std::tie(a.from, a.to, a.offset_k, a.ramp) <
                     std::tie(b.from, b.to, b.offset_k, b.ramp);
            });
  return effects;
}

std::vector<QuarterPart> CutQuarter(std::span<const Patch> patches, Quarter quarter, Minute until) {
  std::vector<Minute> cuts{0, until};
  const auto cut = [&](Minute at) {
    const Minute inside = at - quarter.start_minute();
    if (inside > 0 && inside < until) cuts.push_back(inside);
  };
  for (const Patch& patch : patches) {
    cut(patch.from);
    if (patch.to != kForever) cut(patch.to);
    if (const auto* response = std::get_if<DemandResponse>(&patch.change)) {
      cut(patch.to + ReboundMinutes(*response));
    }
    const Minute since_begin = quarter.start_minute() - patch.from;
    if (!IsHourly(patch) || since_begin <= 0) continue;
    cut(patch.from + (since_begin + kMinutesInHour - 1) / kMinutesInHour * kMinutesInHour);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<QuarterPart> parts;
  for (std::size_t i = 1; i < cuts.size(); ++i) parts.push_back({cuts[i - 1], cuts[i]});
  return parts;
}

}  // namespace models

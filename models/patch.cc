#include "models/patch.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace models {
namespace {

using Violations = std::vector<errors::FieldViolation>;

// Outside these a value is a slip of the keyboard, not a scenario.
constexpr double kMaxOffsetK = 40.0;
constexpr double kMaxDemandMw = 10000.0;
constexpr double kMaxPriceRatio = 100.0;
constexpr double kMaxPriceOffsetNokPerMwh = 50000.0;
constexpr double kMaxHeatMw = 2000.0;
constexpr double kLeastHeatMw = 0.01;
constexpr double kLeastSourceDegc = -5.0;
constexpr double kMostSourceDegc = 200.0;
constexpr Minute kEarliest = 0;                    // 1970
constexpr Minute kLatest = 130LL * 366 * 24 * 60;  // 2100
constexpr Minute kWeatherMemory = 4LL * 24 * 60;   // buildings remember three days

const std::vector<AssetKind>& OutageKinds() {
  static const auto* kinds =
      new std::vector<AssetKind>{AssetKind::kBranch, AssetKind::kGenerator, AssetKind::kHeatPlant};
  return *kinds;
}

void CheckRange(const char* field, double value, double low, double high, Violations& violations) {
  if (!std::isfinite(value)) {
    violations.push_back({field, absl::StrCat("is ", value, ", must be a finite number")});
  } else if (value < low || value > high) {
    violations.push_back(
        {field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "]")});
  }
}

void CheckNotEmpty(const char* field, const std::string& text, Violations& violations) {
  if (text.empty()) violations.push_back({field, "is empty, must name an element"});
}

struct ValueCheck {
  Violations& violations;

  void operator()(const Outage& outage) const {
    CheckNotEmpty("patch.outage.element_id", outage.element_id, violations);
  }
  void operator()(const TemperatureShift& shift) const {
    CheckRange("patch.temperature_shift.offset_k", shift.offset_k, -kMaxOffsetK, kMaxOffsetK,
               violations);
  }
  void operator()(const DemandChange& change) const {
    CheckNotEmpty("patch.demand_change.bus_id", change.bus_id, violations);
    CheckRange("patch.demand_change.demand_mw", change.demand_mw, -kMaxDemandMw, kMaxDemandMw,
               violations);
    CheckRange("patch.demand_change.demand_mvar", change.demand_mvar, -kMaxDemandMw, kMaxDemandMw,
               violations);
  }
  void operator()(const GridOrder& order) const {
    CheckNotEmpty("patch.grid_order.heat_system_id", order.heat_system_id, violations);
    CheckRange("patch.grid_order.electricity_max_mw", order.electricity_max_mw, 0.0, kMaxDemandMw,
               violations);
  }
  void operator()(const ReserveActivation& reserve) const {
    CheckNotEmpty("patch.reserve_activation.heat_system_id", reserve.heat_system_id, violations);
    CheckRange("patch.reserve_activation.electricity_cut_mw", reserve.electricity_cut_mw, 0.0,
               kMaxDemandMw, violations);
  }
  void operator()(const PlantReduction& reduction) const {
    CheckNotEmpty("patch.plant_reduction.heat_plant_id", reduction.heat_plant_id, violations);
    CheckRange("patch.plant_reduction.available_share", reduction.available_share, 0.0, 1.0,
               violations);
  }
  void operator()(const PriceChange& change) const {
    CheckRange("patch.price_change.price_ratio", change.price_ratio, 0.0, kMaxPriceRatio,
               violations);
    CheckRange("patch.price_change.offset_nok_per_mwh", change.offset_nok_per_mwh,
               -kMaxPriceOffsetNokPerMwh, kMaxPriceOffsetNokPerMwh, violations);
  }
  void operator()(const HeatConversion& conversion) const {
    CheckNotEmpty("patch.heat_conversion.bus_id", conversion.bus_id, violations);
    CheckNotEmpty("patch.heat_conversion.heat_system_id", conversion.heat_system_id, violations);
    CheckRange("patch.heat_conversion.design_heat_mw", conversion.design_heat_mw, kLeastHeatMw,
               kMaxHeatMw, violations);
  }
  void operator()(const NewSurplusSource& source) const {
    if (!source.surplus_source_id.empty()) {
      if (source.bus_id.empty() && source.heat_mw == 0.0 && source.source_degc == 0.0 &&
          source.cooled_to_degc == 0.0) {
        return;
      }
      violations.push_back({"patch.new_surplus_source.surplus_source_id",
                            "is one of the region's sources, which has bus, heat and temperatures "
                            "of its own; leave them out"});
      return;
    }
    CheckNotEmpty("patch.new_surplus_source.heat_system_id", source.heat_system_id, violations);
    CheckNotEmpty("patch.new_surplus_source.bus_id", source.bus_id, violations);
    CheckRange("patch.new_surplus_source.heat_mw", source.heat_mw, kLeastHeatMw, kMaxHeatMw,
               violations);
    CheckRange("patch.new_surplus_source.source_degc", source.source_degc, kLeastSourceDegc,
               kMostSourceDegc, violations);
    CheckRange("patch.new_surplus_source.cooled_to_degc", source.cooled_to_degc, kLeastSourceDegc,
               kMostSourceDegc, violations);
    if (source.cooled_to_degc >= source.source_degc) {
      violations.push_back(
          {"patch.new_surplus_source.cooled_to_degc", "must lie below source_degc"});
    }
  }
};

absl::Status ValidateValues(const Patch& patch) {
  Violations violations;
  if (patch.from < kEarliest || patch.from > kLatest) {
    violations.push_back({"patch.from", "must lie between the years 1970 and 2100"});
  }
  if (patch.to != kForever && (patch.to < kEarliest || patch.to > kLatest)) {
    violations.push_back({"patch.to", "must lie between the years 1970 and 2100"});
  }
  if (patch.to <= patch.from) {
    violations.push_back({"patch.to", "must be later than patch.from"});
  }
  if (patch.to == kForever && std::holds_alternative<ReserveActivation>(patch.change)) {
    violations.push_back({"patch.to", "is missing; an activated reserve ends by itself"});
  }
  std::visit(ValueCheck{violations}, patch.change);
  return violations.empty() ? absl::OkStatus() : errors::InvalidFields(violations);
}

absl::Status ResolveText(const std::vector<AssetKind>& kinds, const AssetNames& names,
                         std::string& text) {
  TWIN_ASSIGN_OR_RETURN(const AssetRef asset, names.Find(text, kinds));
  text = names.IdOf(asset);
  return absl::OkStatus();
}

struct Resolver {
  const AssetNames& names;

  absl::Status operator()(Outage& outage) const {
    return ResolveText(OutageKinds(), names, outage.element_id);
  }
  absl::Status operator()(TemperatureShift&) const { return absl::OkStatus(); }
  absl::Status operator()(DemandChange& change) const {
    return ResolveText({AssetKind::kBus}, names, change.bus_id);
  }
  absl::Status operator()(GridOrder& order) const {
    return ResolveText({AssetKind::kHeatSystem}, names, order.heat_system_id);
  }
  absl::Status operator()(ReserveActivation& reserve) const {
    return ResolveText({AssetKind::kHeatSystem}, names, reserve.heat_system_id);
  }
  absl::Status operator()(PlantReduction& reduction) const {
    return ResolveText({AssetKind::kHeatPlant}, names, reduction.heat_plant_id);
  }
  absl::Status operator()(PriceChange&) const { return absl::OkStatus(); }
  absl::Status operator()(HeatConversion& conversion) const {
    TWIN_RETURN_IF_ERROR(ResolveText({AssetKind::kBus}, names, conversion.bus_id));
    return ResolveText({AssetKind::kHeatSystem}, names, conversion.heat_system_id);
  }
  absl::Status operator()(NewSurplusSource& source) const {
    if (!source.heat_system_id.empty()) {
      TWIN_RETURN_IF_ERROR(ResolveText({AssetKind::kHeatSystem}, names, source.heat_system_id));
    }
    if (!source.surplus_source_id.empty()) {
      return ResolveText({AssetKind::kSurplusSource}, names, source.surplus_source_id);
    }
    return ResolveText({AssetKind::kBus}, names, source.bus_id);
  }
};

bool InForce(const Patch& patch, Quarter quarter) {
  return patch.from <= quarter.start_minute() && quarter.start_minute() < patch.to;
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
  void operator()(const DemandChange& change) const {
    const auto asset = names.Find(change.bus_id, {AssetKind::kBus});
    if (!asset.ok()) return;
    effects.demand_mw[BusIndex(asset->row)] += change.demand_mw;
    effects.demand_mvar[BusIndex(asset->row)] += change.demand_mvar;
  }
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
  void operator()(const HeatConversion&) const {}
  void operator()(const NewSurplusSource&) const {}
};

// Sums and products must not depend on the order in which patches were applied: they are taken by
// size, and where sizes are equal the order makes no difference.
template <class OneChange, class Less, class Add>
void AddInOrder(std::span<const Patch> patches, Quarter quarter, Less less, Add add) {
  std::vector<OneChange> changes;
  for (const Patch& patch : patches) {
    const auto* change = std::get_if<OneChange>(&patch.change);
    if (change != nullptr && InForce(patch, quarter)) changes.push_back(*change);
  }
  std::sort(changes.begin(), changes.end(), less);
  for (const OneChange& change : changes) add(change);
}

void ComposeSums(std::span<const Patch> patches, const AssetNames& names, Quarter quarter,
                 PatchEffects& effects) {
  AddInOrder<PriceChange>(
      patches, quarter,
      [](const PriceChange& a, const PriceChange& b) {
        return std::tie(a.price_ratio, a.offset_nok_per_mwh) <
               std::tie(b.price_ratio, b.offset_nok_per_mwh);
      },
      [&effects](const PriceChange& change) {
        effects.price_ratio *= change.price_ratio;
        effects.price_offset_nok_per_mwh += change.offset_nok_per_mwh;
      });
  AddInOrder<ReserveActivation>(
      patches, quarter,
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
                 Quarter quarter, PatchEffects& effects) {
  const auto by_conversion = [](const HeatConversion& c) {
    return std::tie(c.design_heat_mw, c.bus_id, c.heat_system_id, c.former);
  };
  AddInOrder<HeatConversion>(
      patches, quarter,
      [&](const auto& a, const auto& b) { return by_conversion(a) < by_conversion(b); },
      [&](const HeatConversion& conversion) { AddConversion(conversion, names, effects); });
  const auto by_source = [](const NewSurplusSource& s) {
    return std::tie(s.heat_mw, s.source_degc, s.cooled_to_degc, s.surplus_source_id, s.bus_id,
                    s.heat_system_id);
  };
  AddInOrder<NewSurplusSource>(
      patches, quarter, [&](const auto& a, const auto& b) { return by_source(a) < by_source(b); },
      [&](const NewSurplusSource& source) { AddSource(source, region, names, effects); });
}

PatchEffects MakeNoEffects(const Region& region) {
  PatchEffects effects;
  effects.branch_out = Table<BranchIndex, char>(region.grid.branches.size());
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
  effects.heat_extras = Table<HeatSystemIndex, HeatSystemExtras>(region.heat_systems.size());
  return effects;
}

}  // namespace

absl::Status Validate(const Patch& patch, const AssetNames& names) {
  return ResolveNames(patch, names).status();
}

absl::StatusOr<Patch> ResolveNames(Patch patch, const AssetNames& names) {
  TWIN_RETURN_IF_ERROR(ValidateValues(patch));
  TWIN_RETURN_IF_ERROR(std::visit(Resolver{names}, patch.change));
  return patch;
}

PatchEffects Compose(std::span<const Patch> patches, const Region& region, const AssetNames& names,
                     Quarter quarter) {
  PatchEffects effects = MakeNoEffects(region);
  for (const Patch& patch : patches) {
    if (const auto* shift = std::get_if<TemperatureShift>(&patch.change)) {
      effects.temperature_offsets.push_back({patch.from, patch.to, shift->offset_k});
    }
    if (InForce(patch, quarter)) std::visit(Composer{names, effects}, patch.change);
  }
  ComposeSums(patches, names, quarter, effects);
  ComposeHeat(patches, region, names, quarter, effects);
  // A sum of offsets must not depend on the order in which patches were applied.
  std::sort(effects.temperature_offsets.begin(), effects.temperature_offsets.end(),
            [](const TemperatureOffset& a, const TemperatureOffset& b) {
              return std::tie(a.from, a.to, a.offset_k) < std::tie(b.from, b.to, b.offset_k);
            });
  return effects;
}

Quarter FirstQuarterOf(const Patch& patch) {
  return Quarter((patch.from + kMinutesPerQuarter - 1) / kMinutesPerQuarter);
}

bool StillMatters(const Patch& patch, Quarter quarter) {
  if (patch.to == kForever) return true;
  const bool is_weather = std::holds_alternative<TemperatureShift>(patch.change);
  return patch.to + (is_weather ? kWeatherMemory : 0) > quarter.start_minute();
}

}  // namespace models

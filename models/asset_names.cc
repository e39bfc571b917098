#include "models/asset_names.h"

#include <algorithm>

#include "models/base/errors.h"
#include "models/base/nearest_names.h"

namespace models {
namespace {

constexpr std::size_t kMaxSuggestions = 5;

bool IsOneOf(AssetKind kind, const std::vector<AssetKind>& kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

absl::string_view AssetKindName(AssetKind kind) {
  switch (kind) {
    case AssetKind::kStation:
      return "station";
    case AssetKind::kBus:
      return "bus";
    case AssetKind::kBranch:
      return "branch";
    case AssetKind::kGenerator:
      return "generator";
    case AssetKind::kLoad:
      return "load";
    case AssetKind::kHeatSystem:
      return "heat system";
    case AssetKind::kHeatPlant:
      return "heat plant";
    case AssetKind::kSurplusSource:
      return "surplus source with heat left";
  }
  return "asset";
}

AssetNames::AssetNames(const Region& region) {
  const auto add_table = [this](AssetKind kind, const auto& table) {
    std::size_t row = 0;
    for (const auto& params : table) Add({.kind = kind, .row = row++}, params.id, params.name);
  };
  add_table(AssetKind::kStation, region.grid.stations);
  add_table(AssetKind::kBus, region.grid.buses);
  add_table(AssetKind::kBranch, region.grid.branches);
  add_table(AssetKind::kGenerator, region.grid.generators);
  add_table(AssetKind::kLoad, region.grid.loads);
  add_table(AssetKind::kHeatSystem, region.heat_systems);
  for (std::size_t system = 0; system < region.heat_systems.size(); ++system) {
    std::size_t row = 0;
    for (const HeatPlantParams& plant : region.heat_systems[HeatSystemIndex(system)].plants) {
      Add({.kind = AssetKind::kHeatPlant, .row = row++, .heat_system = HeatSystemIndex(system)},
          plant.id, plant.name);
    }
  }
  for (std::size_t row = 0; row < region.surplus_sources.size(); ++row) {
    const SurplusSourceParams& source = region.surplus_sources[SurplusSourceIndex(row)];
    if (HasHeatLeft(source))
      Add({.kind = AssetKind::kSurplusSource, .row = row}, source.id, source.name);
  }
}

void AssetNames::Add(AssetRef asset, const std::string& id, const std::string& name) {
  by_id_.emplace(id, entries_.size());
  by_name_.emplace(name, entries_.size());
  entries_.push_back({asset, id, name});
}

absl::StatusOr<AssetRef> AssetNames::Find(absl::string_view text,
                                          const std::vector<AssetKind>& kinds) const {
  const absl::string_view wanted = AssetKindName(kinds.front());
  const std::string key(text);
  const auto [id_begin, id_end] = by_id_.equal_range(key);
  for (auto it = id_begin; it != id_end; ++it) {
    if (IsOneOf(entries_[it->second].asset.kind, kinds)) return entries_[it->second].asset;
  }
  std::vector<const Entry*> matches;
  const auto [name_begin, name_end] = by_name_.equal_range(key);
  for (auto it = name_begin; it != name_end; ++it) {
    if (IsOneOf(entries_[it->second].asset.kind, kinds)) matches.push_back(&entries_[it->second]);
  }
  if (matches.size() == 1) return matches.front()->asset;
  if (matches.size() > 1) {
    std::vector<std::string> ids;
    for (const Entry* match : matches) ids.push_back(match->id);
    std::sort(ids.begin(), ids.end());
    return errors::AmbiguousName(wanted, text, ids);
  }
  std::vector<std::string> candidates;
  for (const Entry& entry : entries_) {
    if (IsOneOf(entry.asset.kind, kinds)) candidates.push_back(entry.name);
  }
  return errors::UnknownId(wanted, text, FindNearestNames(text, candidates, kMaxSuggestions));
}

const AssetNames::Entry& AssetNames::EntryOf(const AssetRef& asset) const {
  return *std::find_if(entries_.begin(), entries_.end(),
                       [&](const Entry& entry) { return entry.asset == asset; });
}

const std::string& AssetNames::IdOf(const AssetRef& asset) const { return EntryOf(asset).id; }
const std::string& AssetNames::NameOf(const AssetRef& asset) const { return EntryOf(asset).name; }

}  // namespace models

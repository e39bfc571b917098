#include "twin/heat/heat_networks.h"

#include <algorithm>
#include <utility>

#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "twin/heat/keep_newest.h"
#include "twin/heat/minute_limits.h"

namespace twin::heat {
namespace {

constexpr std::int64_t kFewQuarters = 4;

double StoredValue(const FrameLayout& layout, Series series, const char* group, const Frame& frame,
                   std::size_t system) {
  const auto found = store::FindGroup(layout.schema(), group);
  const double quantum = found.ok() ? layout.schema().groups[*found].quantum : 0.0;
  return store::RoundToQuantum(layout.Value(series, frame.values, system), quantum);
}

}  // namespace

NetworkDrive DriveIn(const Frame& frame, const models::Region& region, const FrameLayout& layout,
                     const models::HeatNetworkSite& site) {
  const std::size_t system = site.system.value();
  const auto value = [&](Series series, const char* group) {
    return StoredValue(layout, series, group, frame, system);
  };
  return {
      .moment =
          models::CalcHeatNetworkMoment(site, region.heat_systems[site.system],
                                        value(Series::kHeatDelivered, "heat_delivered_mw"),
                                        value(Series::kHeatSupply, "supply_temperature_degc")),
      .unserved_share = value(Series::kHeatUnserved, "heat_unserved_mw") / site.system_design_mw};
}

HeatNetworks::HeatNetworks(const models::Region& region, const FrameLayout& layout,
                           FrameSource source)
    : region_(region), layout_(layout), source_(std::move(source)) {
  for (std::size_t i = 0; i < region.heat_networks.size(); ++i)
    slots_.push_back(std::make_unique<Slot>());
}

absl::StatusOr<models::HeatNetworkIndex> HeatNetworks::Find(absl::string_view text) const {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < region_.heat_networks.size(); ++row) {
    const models::HeatNetworkSite& site = region_.heat_networks[models::HeatNetworkIndex(row)];
    if (site.id == text || site.name == text) return models::HeatNetworkIndex(row);
    names.push_back(site.name);
    names.push_back(site.id);
  }
  return models::errors::UnknownId("heat network", text, models::FindNearestNames(text, names, 5));
}

absl::StatusOr<LiveNetwork> HeatNetworks::Open(models::HeatNetworkIndex network) {
  Slot& slot = *slots_[network.value()];
  std::call_once(slot.once, [&] {
    const models::HeatNetworkSite& site = region_.heat_networks[network];
    auto model = NetworkModel::Make(site);
    if (!model.ok()) {
      slot.failure = model.status();
      return;
    }
    slot.model = *std::move(model);
    slot.states = std::make_unique<NetworkStates>(
        *slot.model,
        [this, &site](const Frame& frame) { return DriveIn(frame, region_, layout_, site).moment; },
        source_.find_frame);
    slot.minutes = std::make_unique<NetworkMinutes>(
        *slot.model, [this, network](models::Quarter from, models::Quarter to) {
          return FindDrives(network, from, to);
        });
  });
  if (!slot.failure.ok()) return slot.failure;
  return LiveNetwork{*slot.model, *slot.states, *slot.minutes};
}

HeatNetworks::AllDrives HeatNetworks::FindKept(models::Quarter quarter) const {
  const std::lock_guard lock(mutex_);
  const auto found = drives_.find(quarter.index());
  return found != drives_.end() ? found->second : nullptr;
}

HeatNetworks::AllDrives HeatNetworks::Keep(const Frame& frame) {
  auto all = std::make_shared<std::vector<NetworkDrive>>();
  for (const models::HeatNetworkSite& site : region_.heat_networks.rows())
    all->push_back(DriveIn(frame, region_, layout_, site));
  AllDrives kept = std::move(all);
  const std::lock_guard lock(mutex_);
  KeepNewest(frame.quarter.index(), kept, limits::kHeatDrivesKept, drives_, drives_order_);
  return kept;
}

// The newest one by one, where memory has them; else a day of the store at once, and only the
// first day of a history quarter by quarter.
absl::StatusOr<std::vector<HeatNetworks::AllDrives>> HeatNetworks::ReadBefore(models::Quarter from,
                                                                              models::Quarter to) {
  std::vector<AllDrives> read;
  bool is_first_day = false;
  while (to > from) {
    const models::Quarter begin = std::max(from, (to - 1).UtcDayStart());
    if (to - begin > kFewQuarters && !is_first_day) {
      const auto frames = source_.find_frames(begin, to);
      if (frames.ok()) {
        for (auto frame = frames->rbegin(); frame != frames->rend(); ++frame)
          read.push_back(Keep(**frame));
        to = begin;
        continue;
      }
      if (!absl::IsNotFound(frames.status())) return frames.status();
      is_first_day = true;
    }
    const auto frame = source_.find_frame(to - 1);
    if (absl::IsNotFound(frame.status())) break;
    if (!frame.ok()) return frame.status();
    read.push_back(Keep(**frame));
    to = to - 1;
  }
  return read;
}

absl::StatusOr<DriveSpan> HeatNetworks::FindDrives(models::HeatNetworkIndex network,
                                                   models::Quarter from, models::Quarter to) {
  std::vector<AllDrives> found;  // newest first
  for (models::Quarter at = to - 1; at >= from; at = at - 1) {
    AllDrives kept = FindKept(at);
    if (kept == nullptr) break;
    found.push_back(std::move(kept));
  }
  if (to - static_cast<std::int64_t>(found.size()) > from) {
    TWIN_ASSIGN_OR_RETURN(const auto read,
                          ReadBefore(from, to - static_cast<std::int64_t>(found.size())));
    found.insert(found.end(), read.begin(), read.end());
  }
  if (found.empty()) return absl::NotFoundError("the twin's memory does not hold this time");
  DriveSpan span{to - static_cast<std::int64_t>(found.size()), {}};
  for (auto all = found.rbegin(); all != found.rend(); ++all)
    span.drives.push_back((**all)[network.value()]);
  return span;
}

}  // namespace twin::heat

#include "twin/heat/heat_networks.h"

#include <utility>

#include "models/base/errors.h"
#include "models/base/nearest_names.h"

namespace twin::heat {

models::HeatNetworkMoment MomentIn(const Frame& frame, const models::Region& region,
                                   const FrameLayout& layout, const models::HeatNetworkSite& site) {
  const std::size_t system = site.system.value();
  return models::CalcHeatNetworkMoment(site, region.heat_systems[site.system],
                                       layout.Value(Series::kHeatDelivered, frame.values, system),
                                       layout.Value(Series::kHeatSupply, frame.values, system));
}

HeatNetworks::HeatNetworks(const models::Region& region, const FrameLayout& layout,
                           NetworkStates::FindFrame find_frame)
    : region_(region), layout_(layout), find_frame_(std::move(find_frame)) {
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
        [this, &site](const Frame& frame) { return MomentIn(frame, region_, layout_, site); },
        find_frame_);
  });
  if (!slot.failure.ok()) return slot.failure;
  return LiveNetwork{*slot.model, *slot.states};
}

}  // namespace twin::heat

#include "twin/scenario/patch_history.h"

#include <algorithm>
#include <utility>

namespace twin::scenario {

void PatchHistory::Add(models::Quarter known_from, models::Patch patch) {
  events_.push_back({known_from, std::move(patch)});
}

void PatchHistory::CutAfter(models::Quarter quarter) {
  std::erase_if(events_, [quarter](const PatchEvent& event) { return event.known_from > quarter; });
}

std::vector<models::Patch> PatchHistory::At(models::Quarter quarter) const {
  std::vector<models::Patch> patches;
  for (const PatchEvent& event : events_) {
    if (event.known_from > quarter) continue;
    const auto known = std::find_if(patches.begin(), patches.end(), [&](const models::Patch& one) {
      return one.id == event.patch.id;
    });
    if (known == patches.end()) {
      patches.push_back(event.patch);
    } else {
      *known = event.patch;
    }
  }
  std::erase_if(patches, [quarter](const models::Patch& patch) {
    return !models::StillMatters(patch, quarter);
  });
  return patches;
}

std::optional<models::Patch> PatchHistory::Find(const std::string& id) const {
  for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
    if (event->patch.id == id) return event->patch;
  }
  return std::nullopt;
}

}  // namespace twin::scenario

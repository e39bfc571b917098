#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/patch.h"
#include "models/time/quarter.h"

namespace twin::scenario {

/// A patch as it stood from one quarter on: its arrival, or its end being set.
struct PatchEvent {
  models::Quarter known_from;  ///< the first quarter computed with it
  models::Patch patch;
};

/// Which patches a run knew at which of its quarters. What was computed before a patch arrived is
/// computed again without it: a run repeats itself bit for bit from any of its points.
class PatchHistory {
 public:
  /// Events are added in order of time.
  void Add(models::Quarter known_from, models::Patch patch);
  /// Forgets what became known after `quarter`.
  void CutAfter(models::Quarter quarter);

  /// The patches of the step that computes `quarter`, by arrival, without those that cannot act any
  /// more: as the living twin hands them to its stepper.
  std::vector<models::Patch> At(models::Quarter quarter) const;
  /// The newest version of a patch. Nothing when it is unknown.
  std::optional<models::Patch> Find(const std::string& id) const;
  const std::vector<PatchEvent>& events() const { return events_; }

 private:
  std::vector<PatchEvent> events_;
};

}  // namespace twin::scenario

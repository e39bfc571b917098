#pragma once

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "twin/engine.h"
#include "twin/frame_waiter.h"
#include "twin/heat/plan_ahead.h"

namespace twin::heat {

/// Systems that are worth planning: several plants and something that stores heat.
std::vector<models::HeatSystemIndex> FindPlannedSystems(const models::Region& region);

/// Plans the living twin's heat systems again and again and orders the twin to follow: every few
/// hours of its time, and at once when a patch comes or ends. A plan is a patch like any other: on
/// disk before it acts, and replayed as it was. The thread gives way to everything else; where the
/// clock runs faster than it can plan, systems run cheapest first in between.
class PlanDesk {
 public:
  /// `engine` must outlive it.
  explicit PlanDesk(Engine& engine);
  /// Waits for the plan at hand, two seconds at most.
  ~PlanDesk();
  PlanDesk(const PlanDesk&) = delete;

 private:
  void Work();
  /// False when the twin takes no more orders, or is to stop.
  bool PlanOne(models::HeatSystemIndex system, const LiveInstant& now);

  Engine& engine_;
  const std::vector<models::HeatSystemIndex> systems_;
  std::vector<models::Quarter> due_;  ///< [planned system]
  std::string known_events_;
  FrameWaiter waiter_;
  std::thread thread_;
};

}  // namespace twin::heat

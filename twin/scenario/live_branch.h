#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "twin/scenario/branch_info.h"
#include "twin/scenario/branch_order.h"
#include "twin/scenario/trajectory.h"

namespace twin::scenario {

/// One branch in memory: what it was made from, how far it is and how far it shall go.
struct LiveBranch {
  std::string id;
  NewBranch made;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::optional<Trajectory> run;  ///< nothing until the origin is computed again
  PatchHistory patches;           ///< before there is a run
  models::Quarter floor;          ///< where its last order found it
  models::Quarter target;
  bool is_busy = false;          ///< a step is being computed without the mutex
  std::uint64_t generation = 0;  ///< a step of an older one is thrown away
  bool is_deleted = false;
  bool is_queued = false;
  absl::Status failure;

  // All of these under the mutex.
  models::Quarter next() const { return run.has_value() ? run->newest().next() : made.origin; }
  // The first quarter an order given now can reach.
  models::Quarter reachable() const { return next() + (is_busy ? 1 : 0); }
  models::Quarter goal() const { return std::max(floor, target); }
  bool is_recovering() const { return !run.has_value() || reachable() < floor; }
  bool has_work() const {
    return !is_deleted && failure.ok() && (!run.has_value() || next() < goal());
  }
  BranchStatus status() const;
  /// **Errors** NotFound: deleted. Unavailable while it is computed again. What stopped it.
  absl::Status CheckReady() const;
  BranchInfo Info() const;
};

/// Points that a budget of memory pays for, at what `point` costs.
std::size_t CalcMaxPoints(const Budget& budget, const Point& point);

/// The hash of a point's state as a branch's root keeps it.
std::string RootHashOf(const Point& point);

}  // namespace twin::scenario

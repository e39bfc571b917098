#pragma once

#include <memory>
#include <span>

#include "models/patch.h"
#include "models/time/quarter.h"
#include "twin/frame_ring.h"
#include "twin/scenario/totals.h"
#include "twin/stepper.h"
#include "twin/world_state.h"

namespace twin::scenario {

/// One instant of a run that others can go on from: the exact state and the quarter that led to it.
/// Immutable and shared: whoever branches from it copies three pointers, not the world.
struct Point {
  std::shared_ptr<const WorldState> state;
  FramePtr frame;  ///< of the quarter before `next()`; null at the beginning of a history
  std::shared_ptr<const Totals> totals;  ///< since the run's root; null there

  models::Quarter next() const { return state->next; }
};

/// The point one quarter later, by the very step the living twin takes. A part that cannot be
/// solved keeps its last good values and is named stale in the frame.
Point AdvancePoint(const Stepper& stepper, const Point& from,
                   std::span<const models::Patch> patches);

/// SHA-256 of the state, as the store keeps it for every quarter.
StateHash CalcStateHash(const Point& point);

/// The frame with the hash of the state after it, as the living twin publishes its own.
FramePtr WithHash(const Point& point);

/// What one kept point costs, counted once: state and frame.
std::size_t CalcPointBytes(const Point& point);

}  // namespace twin::scenario

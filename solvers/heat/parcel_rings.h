#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solvers/heat/linear_pieces.h"

namespace solvers::heat {

enum class PipeEnd : std::uint8_t { kFrom = 0, kTo = 1 };

/// The parcels of one pipe from its `from` end to its `to` end, with extents as shares of the
/// pipe's water. The two at the ends stand here, what lies between them in a ring in the common
/// arena, so that a step seldom looks further than this. A parcel's temperature is
///   reference_degc + decay_ratio · (mean_k ± slant_k)
/// so that a whole pipe cools by changing two numbers, however many parcels it holds.
struct PlugPipeState {
  std::uint32_t count = 0;                           ///< of all parcels
  std::uint32_t first = 0, capacity = 0, begin = 0;  ///< ring: place and places, oldest row
  bool was_squeezed = false;                         ///< the ring was full and should grow
  double reference_degc = 0.0;
  double decay_ratio = 1.0;
  double parcel_sum_k = 0.0;  ///< Σ extent · mean over the parcels
  LinearPiece ends[2];        ///< at from and to; a single parcel is the first
};

/// All that memory carries from step to step. Copies are independent.
struct PlugFlowState {
  std::vector<PlugPipeState> pipes;
  std::vector<double> wall_degc;     ///< [2 · pipe + end]; empty where no pipe has a wall
  std::vector<LinearPiece> parcels;  ///< the arena
  std::size_t used_places = 0;       ///< of it, from the beginning
};

/// Parcel `k` from the `from` end.
template <class Pipe, class Piece>
Piece& ParcelAt(Pipe& pipe, Piece* ring, std::uint32_t k) {
  if (k == 0) return pipe.ends[0];
  if (k + 1 == pipe.count) return pipe.ends[1];
  return ring[(pipe.begin + k - 1) & (pipe.capacity - 1)];
}

/// The parcel at an end; there must be one.
inline LinearPiece& EndParcel(PlugPipeState& pipe, PipeEnd end) {
  return pipe.ends[end == PipeEnd::kTo && pipe.count > 1 ? 1 : 0];
}

/// Parcels between the two at the ends.
inline std::uint32_t InRing(const PlugPipeState& pipe) {
  return pipe.count > 2 ? pipe.count - 2 : 0;
}

/// Puts a parcel on an end; the ring must have a place.
inline void PushParcel(const LinearPiece& parcel, PipeEnd end, PlugPipeState& pipe,
                       LinearPiece* ring) {
  const std::uint32_t mask = pipe.capacity - 1;
  const bool at_from = end == PipeEnd::kFrom;
  if (pipe.count == 0) {
    pipe.ends[0] = parcel;
  } else if (pipe.count == 1) {
    if (at_from) pipe.ends[1] = pipe.ends[0];
    pipe.ends[at_from ? 0 : 1] = parcel;
  } else if (at_from) {
    pipe.begin = (pipe.begin - 1) & mask;
    ring[pipe.begin] = pipe.ends[0];
    pipe.ends[0] = parcel;
  } else {
    ring[(pipe.begin + pipe.count - 2) & mask] = pipe.ends[1];
    pipe.ends[1] = parcel;
  }
  ++pipe.count;
}

/// Takes the parcel at an end away; there must be one.
inline void PopParcel(PipeEnd end, PlugPipeState& pipe, const LinearPiece* ring) {
  const std::uint32_t mask = pipe.capacity - 1;
  if (end == PipeEnd::kFrom) {
    if (pipe.count == 2) pipe.ends[0] = pipe.ends[1];
    if (pipe.count > 2) {
      pipe.ends[0] = ring[pipe.begin];
      pipe.begin = (pipe.begin + 1) & mask;
    }
  } else if (pipe.count > 2) {
    pipe.ends[1] = ring[(pipe.begin + pipe.count - 3) & mask];
  }
  --pipe.count;
}

/// Joins parcels until a quarter of the ring's places is free: those that a line describes best
/// first, by a tolerance that starts at `tolerance_k` and rises. From the oldest to the newest, so
/// that drawing the pipe the other way changes nothing.
void SqueezeRing(PipeEnd newest, double tolerance_k, PlugPipeState& pipe, LinearPiece* ring);

/// Puts a parcel on an end, joined with the one there when a line describes both to within
/// `tolerance_k` (of temperature).
inline void AddParcel(const LinearPiece& parcel, PipeEnd end, double tolerance_k,
                      PlugPipeState& pipe, LinearPiece* ring) {
  if (pipe.count > 0) {
    const bool at_from = end == PipeEnd::kFrom;
    LinearPiece& newest = EndParcel(pipe, end);
    const LinearPiece& first = at_from ? parcel : newest;
    const LinearPiece& second = at_from ? newest : parcel;
    if (pipe.decay_ratio * CalcGapK(first, second) <= 2.0 * tolerance_k) {
      const LinearPiece joined = JoinPieces(first, second);
      if (pipe.decay_ratio * CalcJoinErrorK(first, second, joined) <= tolerance_k) {
        newest = joined;
        return;
      }
    }
    if (InRing(pipe) == pipe.capacity) SqueezeRing(end, tolerance_k, pipe, ring);
  }
  PushParcel(parcel, end, pipe, ring);
}

/// Doubles the places of a pipe's ring. It moves to the end of the arena and leaves its old place
/// empty; when the arena is full, all rings move together into one with room for half as much
/// again.
void GrowRing(PlugFlowState& state, PlugPipeState& pipe);

}  // namespace solvers::heat

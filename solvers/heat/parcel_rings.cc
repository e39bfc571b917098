#include "solvers/heat/parcel_rings.h"

#include <algorithm>
#include <utility>

namespace solvers::heat {
namespace {

// A ring that is full is squeezed to this share of its places, at a tolerance that rises so.
constexpr double kSqueezedShare = 0.75;
constexpr double kToleranceRise = 4.0;
constexpr double kSmallestToleranceK = 1e-9;

}  // namespace

void SqueezeRing(PipeEnd newest, double tolerance_k, PlugPipeState& pipe, LinearPiece* ring) {
  const auto wanted = static_cast<std::uint32_t>(kSqueezedShare * pipe.capacity);
  const bool is_backward = newest == PipeEnd::kFrom;
  tolerance_k /= pipe.decay_ratio;
  pipe.was_squeezed = true;
  while (pipe.count > wanted) {
    tolerance_k = std::max(kToleranceRise * tolerance_k, kSmallestToleranceK);
    const std::uint32_t count = pipe.count;
    const auto parcel = [&](std::uint32_t k) -> LinearPiece& {
      return ParcelAt(pipe, ring, is_backward ? count - 1 - k : k);
    };
    std::uint32_t last = 0;
    for (std::uint32_t k = 1; k < count; ++k) {
      LinearPiece& kept = parcel(last);
      const LinearPiece& next = parcel(k);
      const LinearPiece& first = is_backward ? next : kept;
      const LinearPiece& second = is_backward ? kept : next;
      const LinearPiece joined = WithinRange(first, second, JoinPieces(first, second));
      const bool is_enough = last + 1 + (count - k) <= wanted;
      if (!is_enough && CalcJoinErrorK(first, second, joined) <= tolerance_k) {
        kept = joined;
      } else if (++last != k) {
        parcel(last) = next;
      }
    }
    // The newest kept becomes the parcel at its end.
    pipe.ends[is_backward ? 0 : 1] = parcel(last);
    if (is_backward) pipe.begin = (pipe.begin + (count - 1 - last)) & (pipe.capacity - 1);
    pipe.count = last + 1;
  }
}

void GrowRing(PlugFlowState& state, PlugPipeState& pipe) {
  std::size_t used = state.used_places;
  const std::uint32_t capacity = 2 * pipe.capacity;
  if (used + capacity > state.parcels.size()) {
    std::size_t places = capacity;
    for (const PlugPipeState& other : state.pipes) places += other.capacity;
    std::vector<LinearPiece> parcels(places + places / 2);
    used = 0;
    for (PlugPipeState& other : state.pipes) {
      for (std::uint32_t k = 0; k < InRing(other); ++k)
        parcels[used + k] = state.parcels[other.first + ((other.begin + k) & (other.capacity - 1))];
      other.first = static_cast<std::uint32_t>(used);
      other.begin = 0;
      used += other.capacity;
    }
    state.parcels = std::move(parcels);
  }
  for (std::uint32_t k = 0; k < InRing(pipe); ++k)
    state.parcels[used + k] = state.parcels[pipe.first + ((pipe.begin + k) & (pipe.capacity - 1))];
  pipe.first = static_cast<std::uint32_t>(used);
  pipe.begin = 0;
  pipe.capacity = capacity;
  pipe.was_squeezed = false;
  state.used_places = used + capacity;
}

}  // namespace solvers::heat

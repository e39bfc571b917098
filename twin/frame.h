#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/time/quarter.h"

namespace twin {

/// A part that shows its last good state, and why.
struct StalePart {
  std::string part;
  models::Quarter since;
  std::string reason;  ///< may name components: power-sensitive
  bool operator==(const StalePart&) const = default;
};

/// One frame per quarter, each once in a history: the quarter's index numbers frames without gaps.
inline std::uint64_t FrameSequenceOf(models::Quarter quarter) {
  return static_cast<std::uint64_t>(quarter.index());
}

using StateHash = std::array<std::uint8_t, 32>;

/// One finished quarter as everybody sees it, or a look at the one that runs. Immutable once published.
struct Frame {
  std::uint64_t sequence = 0;  ///< FrameSequenceOf its quarter
  models::Quarter quarter;
  /// 0: the finished quarter. 1 to 14: the world that many minutes into `quarter`, which still runs;
  /// its sequence is that of the quarter before.
  models::Minute minute = 0;
  std::vector<double> values;  ///< see FrameLayout
  StateHash state_hash{};      ///< SHA-256 of the state at the quarter's end; of a look: none
  std::vector<StalePart> stale;
};

}  // namespace twin

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

using StateHash = std::array<std::uint8_t, 32>;

/// One finished quarter as everybody sees it. Immutable once published.
struct Frame {
  /// Index of the quarter: one frame per quarter, each once in a history, without gaps.
  std::uint64_t sequence = 0;
  models::Quarter quarter;
  std::vector<double> values;  ///< see FrameLayout
  StateHash state_hash{};      ///< SHA-256 of the state at the quarter's end
  std::vector<StalePart> stale;
};

}  // namespace twin

#pragma once

#include <compare>
#include <cstdint>

#include "absl/time/time.h"

namespace models {

inline constexpr std::int64_t kSecondsPerQuarter = 900;
inline constexpr std::int64_t kQuartersPerDay = 96;
inline constexpr std::int64_t kMinutesPerQuarter = 15;

/// One half-open quarter-hour [index·900 s, (index+1)·900 s) since 1970-01-01T00:00:00Z.
class Quarter {
 public:
  constexpr Quarter() = default;
  constexpr explicit Quarter(std::int64_t index) : index_(index) {}

  constexpr std::int64_t index() const { return index_; }
  constexpr std::int64_t start_s() const { return index_ * kSecondsPerQuarter; }
  constexpr std::int64_t start_minute() const { return index_ * kMinutesPerQuarter; }
  absl::Time start() const { return absl::FromUnixSeconds(start_s()); }
  constexpr Quarter operator+(std::int64_t count) const { return Quarter(index_ + count); }
  constexpr Quarter operator-(std::int64_t count) const { return Quarter(index_ - count); }
  constexpr std::int64_t operator-(Quarter other) const { return index_ - other.index_; }
  constexpr auto operator<=>(const Quarter&) const = default;

  /// The quarter that contains `time` (floor).
  static Quarter Containing(absl::Time time) {
    return Quarter(FloorDivide(absl::ToUnixSeconds(time), kSecondsPerQuarter));
  }
  /// First quarter of the UTC day that contains this one. Segments of the store are UTC days.
  constexpr Quarter UtcDayStart() const {
    return Quarter(FloorDivide(index_, kQuartersPerDay) * kQuartersPerDay);
  }

 private:
  static constexpr std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
    return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
  }
  std::int64_t index_ = 0;
};

/// Whole minutes since 1970-01-01T00:00:00Z: the grain of events.
using Minute = std::int64_t;

}  // namespace models

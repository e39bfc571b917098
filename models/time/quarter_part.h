#pragma once

#include "models/base/units.h"
#include "models/time/quarter.h"

namespace models {

/// Minutes [from, to) of a quarter: what lies between two changes. The whole quarter by itself.
struct QuarterPart {
  Minute from = 0;
  Minute to = kMinutesPerQuarter;

  constexpr Minute minutes() const { return to - from; }
  /// Of the quarter.
  constexpr double share() const {
    return static_cast<double>(minutes()) / static_cast<double>(kMinutesPerQuarter);
  }
  constexpr double hours() const { return share() * kHoursPerQuarter; }
  /// Since the quarter began.
  constexpr double begin_h() const {
    return static_cast<double>(from) / static_cast<double>(kMinutesPerQuarter) * kHoursPerQuarter;
  }
  constexpr Minute begin_minute(Quarter quarter) const { return quarter.start_minute() + from; }
  constexpr Minute end_minute(Quarter quarter) const { return quarter.start_minute() + to; }
  constexpr bool operator==(const QuarterPart&) const = default;
};

}  // namespace models

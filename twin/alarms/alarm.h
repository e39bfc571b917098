#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "models/time/quarter.h"

namespace twin::alarms {

enum class AlarmKind {
  kOverload,       ///< loading_share of a branch
  kUndervoltage,   ///< pu
  kOvervoltage,    ///< pu
  kDeEnergised,    ///< a bus without voltage: 0 pu
  kHeatUnserved,   ///< MW of a heat system that are not delivered
  kHeatPlantLost,  ///< share of a heat plant that is out
  kInsecure,       ///< loading_share of a branch after the worst single outage
  kPartStale       ///< a part of the twin that keeps its last good values
};

/// Who looks for alarms of a kind: each finder clears its own only.
enum class AlarmSource { kFrame, kSecurity };
constexpr AlarmSource SourceOf(AlarmKind kind) {
  return kind == AlarmKind::kInsecure ? AlarmSource::kSecurity : AlarmSource::kFrame;
}

/// What an alarm is about. One element has at most one alarm of a kind at a time.
struct AlarmKey {
  AlarmKind kind = AlarmKind::kOverload;
  std::string element_id;
  auto operator<=>(const AlarmKey&) const = default;
};

/// Somebody has seen it.
struct Acknowledgement {
  std::int64_t at_s = 0;  ///< seconds since 1970, of the person's own time
  std::string token_id;   ///< opaque
  std::string note;
  bool operator==(const Acknowledgement&) const = default;
};

/// One alarm from its first quarter to its last.
struct Alarm {
  std::int64_t number = 0;  ///< 1, 2, 3, … of this twin
  AlarmKey key;
  models::Quarter raised;                  ///< the first quarter beyond the limit
  std::optional<models::Quarter> cleared;  ///< the first quarter that is well inside again
  double worst_in_unit = 0.0;              ///< farthest from the limit so far
  double limit_in_unit = 0.0;
  std::optional<Acknowledgement> acknowledged;
  bool is_active() const { return !cleared.has_value(); }
  bool operator==(const Alarm&) const = default;
};

}  // namespace twin::alarms

#pragma once

#include <string>

#include "absl/time/time.h"
#include "models/time/quarter.h"

namespace twin {

/// "2026-01-05T07:15:00+00:00": the start of a quarter, RFC 3339 in UTC.
inline std::string QuarterText(models::Quarter quarter) {
  return absl::FormatTime(absl::RFC3339_sec, quarter.start(), absl::UTCTimeZone());
}

}  // namespace twin

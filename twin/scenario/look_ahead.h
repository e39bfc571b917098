#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/limit_breaches.h"
#include "twin/scenario/patch_history.h"
#include "twin/scenario/point.h"

namespace twin::scenario {

struct LookAheadQuestion {
  std::int64_t quarters = 192;
  std::size_t members = 50;
  std::size_t threads = 1;
};

/// How likely a limit is broken at all within the horizon.
struct BreachChance {
  Breach worst;  ///< over members and quarters
  models::Quarter worst_at;
  std::size_t members = 0;       ///< in which it is broken at any time
  models::Quarter first;         ///< earliest in any member
  std::size_t most_members = 0;  ///< in which it is broken at the same time
  models::Quarter most_members_at;
};

/// What an ensemble of weather says of the time ahead, quarter by quarter.
struct LookAhead {
  models::Quarter from;
  std::int64_t quarters = 0;
  std::size_t members = 0;
  std::size_t width = 0;  ///< values of a frame
  // [quarter × value of a frame], in the value's own unit; kept in single precision.
  std::vector<float> p10_values, p50_values, p90_values;
  std::vector<BreachChance> breaches;  ///< most likely first
  std::int64_t stale_quarters = 0;     ///< of all members: some part kept its last good values
};

/// Weather of member `index` of an ensemble that begins at `now`: that of `weather_year` in all
/// that anything before `now` depends on, its own beyond. A replayed year (WeatherYear::year not 0)
/// has no spread after its last day. A series of measured weather is taken as the forecast by all
/// members, as far as it goes.
models::WeatherYear MakeMemberWeather(const models::WeatherYear& weather_year,
                                      const models::OsloCalendar& calendar, models::Quarter now,
                                      std::size_t index);

/// Runs all members side by side from `now` with the patches known there, by the step of the living
/// twin; a quantile is that of the members' values in one quarter (Hyndman and Fan, type 7).
/// `on_quarter` is called after each quarter of all members; when it says false: Cancelled.
/// The bits do not depend on `threads`. **Errors** FailedPrecondition: a weather seed beyond
/// models::kMaxBaseSeed.
absl::StatusOr<LookAhead> RunLookAhead(
    const Stepper& stepper, const Point& now, const PatchHistory& patches,
    const LookAheadQuestion& question,
    const std::function<bool(std::int64_t quarters_done)>& on_quarter = {});

}  // namespace twin::scenario

#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/plan/plan_climate.h"

namespace twin::plans {

/// Common calendar of all plans: weekdays and holidays of a year that begins on a Monday, so that
/// years compare.
inline constexpr int kCalendarYear = 2029;

/// The weather of a year at one place takes longer to make than a plan to reckon, and most plans of
/// a region share a few places: the newest ones are kept. Thread-safe.
class ClimateCache {
 public:
  using Climate = std::shared_ptr<const solvers::PlanClimate>;

  explicit ClimateCache(std::size_t most_kept = 24) : most_kept_(most_kept) {}

  /// In kCalendarYear, with seed 1. Errors: as of solvers::MakePlanClimate; nothing is kept then.
  absl::StatusOr<Climate> At(const models::Region& region, const models::OsloCalendar& calendar,
                             models::PlaceIndex place, int weather_year);

  std::size_t made_count() const;

 private:
  struct Kept {
    models::PlaceIndex place;
    int weather_year = 0;
    Climate climate;
  };
  Climate Find(models::PlaceIndex place, int weather_year);

  const std::size_t most_kept_;
  mutable std::mutex mutex_;
  std::list<Kept> kept_;  ///< newest use first
  std::size_t made_count_ = 0;
};

}  // namespace twin::plans

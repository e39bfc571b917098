#include "twin/plans/climate_cache.h"

#include <algorithm>
#include <utility>

#include "models/base/status_macros.h"

namespace twin::plans {

ClimateCache::Climate ClimateCache::Find(models::PlaceIndex place, int weather_year) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.place == place && kept.weather_year == weather_year;
  });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front().climate;
}

absl::StatusOr<ClimateCache::Climate> ClimateCache::At(const models::Region& region,
                                                       const models::OsloCalendar& calendar,
                                                       models::PlaceIndex place, int weather_year) {
  if (Climate known = Find(place, weather_year)) return known;
  // Outside the lock: two that miss at once make the same.
  TWIN_ASSIGN_OR_RETURN(
      solvers::PlanClimate made,
      solvers::MakePlanClimate(region.places, place, region.demand.memory_share,
                               {.seed = 1, .year = weather_year}, calendar, kCalendarYear));
  auto climate = std::make_shared<const solvers::PlanClimate>(std::move(made));
  const std::lock_guard lock(mutex_);
  ++made_count_;
  kept_.push_front({place, weather_year, climate});
  if (kept_.size() > most_kept_) kept_.pop_back();
  return climate;
}

std::size_t ClimateCache::made_count() const {
  const std::lock_guard lock(mutex_);
  return made_count_;
}

}  // namespace twin::plans

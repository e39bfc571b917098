#include "solvers/week_outlook.h"

#include "absl/time/civil_time.h"

namespace solvers {
namespace {

using models::PlaceIndex;
using models::Quarter;

constexpr std::int64_t kDaysPerWeek = 7;
constexpr std::int64_t kNoon = models::kQuartersPerDay / 2;

models::OsloTime LaterLocal(const models::OsloTime& local, std::int64_t quarters) {
  const absl::CivilMinute later =
      absl::CivilMinute(local.year, local.month, local.day, local.hour, local.minute) +
      quarters * models::kMinutesPerQuarter;
  models::OsloTime time = local;
  time.year = static_cast<int>(later.year());
  time.month = later.month();
  time.day = later.day();
  time.hour = later.hour();
  time.minute = later.minute();
  time.day_of_year = absl::GetYearDay(absl::CivilDay(later));
  return time;
}

void AddSample(const models::WeatherField& weather, double weight_share, WeekOutlook& outlook) {
  for (std::size_t i = 0; i < weather.size(); ++i) {
    const models::PlaceWeather& here = weather[PlaceIndex(i)];
    PlaceOutlook& place = outlook.places[PlaceIndex(i)];
    place.inflow_ratio += weight_share * here.inflow_ratio;
    place.normal_inflow_ratio += weight_share * here.normal_inflow_ratio;
    place.below_normal_k += weight_share * (here.normal_degc - here.effective_degc);
  }
}

}  // namespace

Quarter FindWeekStart(Quarter quarter) {
  // 1 January 1970 was a Thursday.
  const std::int64_t day = quarter.UtcDayStart().index() / models::kQuartersPerDay;
  const std::int64_t since_monday = ((day + 3) % kDaysPerWeek + kDaysPerWeek) % kDaysPerWeek;
  return Quarter((day - since_monday) * models::kQuartersPerDay);
}

void CalcWeekOutlook(const WeatherProcess* process, const models::WeatherField& now,
                     Quarter quarter, const models::OsloTime& local,
                     const models::WeatherChanges& changes, WeekOutlook& outlook) {
  if (outlook.places.size() != now.size()) {
    outlook.places = models::Table<PlaceIndex, PlaceOutlook>(now.size());
  }
  for (PlaceOutlook& place : outlook.places) {
    place = {.inflow_ratio = 0.0, .normal_inflow_ratio = 0.0, .below_normal_k = 0.0};
  }
  const std::int64_t today = quarter.UtcDayStart() - FindWeekStart(quarter);
  const std::int64_t days_left = kDaysPerWeek - today / models::kQuartersPerDay;
  if (process == nullptr) {
    AddSample(now, 1.0, outlook);
    return;
  }
  for (std::int64_t i = 0; i < days_left; ++i) {
    const Quarter noon = quarter.UtcDayStart() + i * models::kQuartersPerDay + kNoon;
    CalcChangedWeather(*process, noon, LaterLocal(local, noon - quarter), changes, outlook.sample);
    AddSample(outlook.sample, 1.0 / static_cast<double>(days_left), outlook);
  }
}

}  // namespace solvers
